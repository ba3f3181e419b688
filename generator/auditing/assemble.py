"""A page → its Python blocks, each with the outputs that the page states of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, Literal

from generator.auditing.document import Block, Document, Form, Piece, Stated, Unread
from generator.auditing.left_out import mark_of_comment, mark_of_listing
from generator.auditing.names import defined_in
from generator.auditing.outputs_below import is_plain, is_stated_output, output_below
from generator.auditing.outputs_in_words import Below, pairs_in_words
from generator.auditing.pages.page import Leaf, Page, PlaceOf
from generator.auditing.programs_in_text import is_program, runnable, stated_strings
from generator.auditing.sessions import (
    has_numbered_prompts,
    has_prompts,
    numbered_pieces,
    session_pieces,
)
from generator.auditing.tables import table_pieces, table_unread
from generator.auditing.tracebacks import shows_exception
from generator.language import PYTHON
from generator.model import Claim, Place
from generator.reading.bounds import MOST_LINES, MOST_PARAGRAPH, MOST_TEXT
from generator.reading.comments import find_claims, read_comments
from generator.reading.fence_names import is_known, meant_by, read_info
from generator.syntax import parse_quietly

Kind = Literal["program", "session", "numbered"]
MOST_BLOCKS: Final = 500  # Python blocks of an article
_MOST_OTHERS: Final = 200  # tables and paragraphs that state something of expressions
_HIDDEN: Final = "invisible-code-block:"  # Sybil's comment that holds code


def assembled(page: Page) -> Document:
    """The blocks of a page, in order, at most one more than are ever run; then those of its tables
    and sentences.
    """
    assembler = _Assembler(page.leaves)
    programs = list(islice(assembler.programs(), MOST_BLOCKS + 1))
    others = islice(assembler.others(programs), _MOST_OTHERS)
    blocks = (*programs, *others)
    return Document(page.path, blocks, page.problems, tuple(assembler.unread(blocks)))


class _Assembler:
    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = leaves
        labelled = any(read_info(leaf.info).dialect for leaf in leaves if leaf.role == "code")
        self._kinds = [_kind(leaf, bare=not labelled or leaf.fenced) for leaf in leaves]
        self._used: set[int] = set()
        self._tables: list[Unread] = []

    def programs(self) -> Iterator[Block]:
        """The Python blocks of the page, wherever they are nested."""
        heading, skipping = "", ""
        number = 1
        for index, (leaf, kind) in enumerate(zip(self._leaves, self._kinds, strict=True)):
            block: Block | None = None
            if leaf.role == "heading":
                heading = leaf.text
            elif leaf.role == "comment":
                skipping = _next_mark(leaf.text, skipping)
                if leaf.text.startswith(_HIDDEN):
                    block = self._hidden(leaf, number, heading)
            elif kind is not None and index not in self._used:
                mark = skipping or mark_of_listing(leaf)
                block = self._listing(index, kind, number, heading, mark)
                skipping = "" if skipping.startswith("next") else skipping
            if block is not None:
                number += 1
                yield block

    def others(self, programs: Sequence[Block]) -> Iterator[Block]:
        """What tables and sentences state of expressions, unless it may be another language's."""
        if not programs and any(self._is_foreign(index) for index in range(len(self._leaves))):
            return
        heading, number = "", len(programs) + 1
        known = frozenset(name for each in programs for name in defined_in(each.code))
        for index, leaf in enumerate(self._leaves):
            if leaf.role == "heading":
                heading = leaf.text
            if leaf.role not in ("table", "text") or index in self._used:
                continue
            kind: Literal["table", "sentence"] = "table" if leaf.role == "table" else "sentence"
            pieces = table_pieces(leaf) if kind == "table" else pairs_in_words(leaf, known)
            if pieces:
                yield Block(number, leaf.place, heading, pieces, kind=kind)
                number += 1
            elif kind == "table" and (found := table_unread(leaf)) is not None:
                self._tables.append(found)

    def _states_results(self, leaf: Leaf) -> bool:
        """Whether a listing in no language is Python whose comments state what comes out."""
        if not is_plain(leaf) and is_known(read_info(leaf.info).word):
            return False
        code = leaf.text.removesuffix("\n")
        return not too_much(code) and bool(find_claims(code))

    def _is_foreign(self, index: int) -> bool:
        """Whether a leaf is a listing in another language."""
        leaf = self._leaves[index]
        plain = leaf.role != "code" or is_plain(leaf) or read_info(leaf.info).is_output
        return not plain and self._kinds[index] is None

    def _listing(self, index: int, kind: Kind, number: int, heading: str, mark: str) -> Block:
        leaf = self._leaves[index]
        block = Block(number, leaf.place, heading, ())
        below = self._below(index, mark) if kind == "program" else None
        if mark:
            return replace(block, left_out=mark.partition(": ")[2] if mark[:4] == "next" else mark)
        excess = too_much(leaf.text.removesuffix("\n"))
        if excess:
            return replace(block, broken=excess)
        if kind == "program":
            return self._program(leaf, block, below)
        text = leaf.text.removesuffix("\n")
        try:
            if kind == "numbered":
                found = numbered_pieces(text, leaf.place_of)
            else:
                labelled = read_info(leaf.info).dialect is not None
                found = session_pieces(text, leaf.place_of, labelled=labelled)
        except ValueError as error:
            return replace(block, broken=str(error))
        if not found.pieces:
            return replace(block, left_out="# doctest: +SKIP" if found.skipped else "it is empty")
        return replace(block, pieces=found.pieces, skipped=found.skipped)

    def _program(self, leaf: Leaf, block: Block, below: Below | None) -> Block:
        directive = bool(read_info(leaf.info).directive)
        found = runnable(leaf.text.removesuffix("\n"), directive=directive)
        if found.left_out:
            return replace(block, left_out=found.left_out)

        def place_of(line: int, column: int) -> Place:
            return leaf.place_of(line, found.margin + column)

        outputs: tuple[Stated, ...] = ()
        if below is not None:
            form: Form = "inline" if below.inline else "fence"
            certainty = "loose" if found.cut else below.certainty
            outputs = (Stated(Claim(below.place, below.text), form, certainty),)
        piece = program_piece(found.code, place_of, outputs)
        return replace(block, pieces=(piece,))

    def _below(self, index: int, mark: str) -> Below | None:
        found = output_below(self._leaves, index, self._kinds)
        # A sentence that may be no output may still say what an expression gives.
        if found is not None and (found.certainty != "prose" or not (found.inline or mark)):
            self._used.add(found.leaf)
        return found

    def _hidden(self, leaf: Leaf, number: int, heading: str) -> Block | None:
        """A block of the code in a comment."""
        language, _, code = leaf.text.removeprefix(_HIDDEN).partition("\n")
        if PYTHON.dialect(language.strip()) != "python":
            return None
        start = leaf.place_of(2, 1)
        return Block(number, leaf.place, heading, (Piece(code, start.line),))

    def unread(self, blocks: Sequence[Block]) -> Iterator[Unread]:
        """Listings that say they are outputs, and are about no block; and what else was left."""
        if blocks:
            yield from self._tables
        other = False  # whether the last program was one of another language
        for index, leaf in enumerate(self._leaves):
            if leaf.role != "code":
                continue
            info = read_info(leaf.info)
            if self._kinds[index] is not None or index in self._used:
                other = False
            elif is_stated_output(self._leaves, index):
                if blocks and not other and leaf.text.strip():
                    why = "there is no Python block above it that could print it"
                    yield Unread(leaf.place_of(1, 1), leaf.text.strip("\n"), why)
            elif info.word and (meant_by(info.word) or self._states_results(leaf)):
                why = f"a block marked `{info.word}` is not run: mark it `python`"
                yield Unread(leaf.place, leaf.text.strip("\n"), why)
            elif self._is_foreign(index):
                other = True


def program_piece(code: str, place_of: PlaceOf, outputs: tuple[Stated, ...] = ()) -> Piece:
    """A program as one piece, with the claims in its comments and strings."""
    start = place_of(1, 1)
    commented = read_comments(code, place_of)
    stated = (*commented.claims, *stated_strings(code, place_of))
    unread = tuple(Unread(each.place, each.text, each.why) for each in commented.unread)
    failing = any(shows_exception(each.claim.text) for each in outputs)
    return Piece(code, start.line, start.column - 1, stated, outputs, unread, failing)


def too_much(code: str) -> str:
    """Why a block is not read; empty for one that a person may have written."""
    lines = code.count("\n") + 1
    if lines > MOST_LINES:
        return f"it has {lines:,} lines; the limit is {MOST_LINES:,}"
    if len(code) > MOST_TEXT:
        return f"it has {len(code):,} characters; the limit is {MOST_TEXT:,}"
    longest = max(map(len, code.split("\n")))
    if longest > MOST_PARAGRAPH:
        return f"one of its lines has {longest:,} characters; the limit is {MOST_PARAGRAPH:,}"
    return ""


def _kind(leaf: Leaf, *, bare: bool) -> Kind | None:
    """How a leaf is to be run; None where it is not Python. With `bare`, unmarked code may be."""
    if leaf.role != "code":
        return None
    dialect = read_info(leaf.info).dialect
    if dialect is None and not is_plain(leaf):
        return None
    if has_numbered_prompts(leaf.text):
        return "numbered"
    if dialect == "session" or has_prompts(leaf.text):
        # A program may have prompts in its docstrings.
        whole = dialect is not None and parse_quietly(leaf.text) is not None
        return "program" if whole else "session"
    if dialect is not None:
        return "program"
    return "program" if bare and not leaf.info.strip() and is_program(leaf.text) else None


def _next_mark(text: str, now: str) -> str:
    """The mark that holds from a comment on: "next: …" for one block, any other for more."""
    if len(text) > 500:
        return now
    said = " ".join(text.split())
    match mark_of_comment(text):
        case "next":
            return f"next: {said}"
        case "start" | "all":
            return said
        case "end":
            return ""
    return now
