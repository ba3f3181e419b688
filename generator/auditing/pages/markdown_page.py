"""Markdown, in whatever dialect, as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from generator.auditing.pages.foreign_markup import rewritten
from generator.auditing.pages.html_listings import markup_parts
from generator.auditing.pages.page import Leaf, Page, PlaceOf, Role, TableCell
from generator.model import Place, Problem, ProblemsError
from generator.reading.markdown import parse_markdown
from generator.reading.source import Source

if TYPE_CHECKING:
    from markdown_it.token import Token

_ATTRIBUTES: Final = re.compile(r"\{[#.][^{}]*\}$")  # of a heading, as Pandoc has them
# {: .language-python } below a listing, as kramdown has it.
_CLASSES: Final = re.compile(r"\{:\s*(?P<classes>[^{}]*)\}")
_CLASS: Final = re.compile(r"\.(?:language-)?([\w+-]+)")
_FIRST_LINE: Final = re.compile(r"(?::::|#!)[ \t]*([A-Za-z][\w+-]*)[ \t]*(?:\n|$)")
_ALONE: Final = ("math_block", "math_block_label", "hr")


def markdown_page(source: Source) -> Page:
    """Read Markdown. Raises ProblemsError where it is nested so deeply that text would be lost."""
    tokens, excesses = parse_markdown("\n".join(rewritten(source.lines)))
    lost = [each for each in excesses if each.loses]
    if lost:
        raise ProblemsError(
            *(Problem(Place(source.path, each.line), "too-much", each.message, each.hint)
              for each in lost)
        )  # fmt: skip
    return Page(source.path, tuple(_classed(_Leaves(source).of(tokens))))


class _Leaves:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._depth = 0

    def of(self, tokens: Sequence[Token]) -> Iterator[Leaf]:
        """The leaves of the tokens of a file."""
        rows: list[list[TableCell]] | None = None
        opened = tokens[0] if tokens else None
        for before, token in zip((None, *tokens), tokens, strict=False):
            match token.type:
                case "blockquote_open" | "blockquote_close":
                    self._depth += token.nesting
                case "table_open":
                    rows, opened = [], token
                case "tr_open" if rows is not None:
                    rows.append([])
                case "table_close" if rows is not None:
                    cells = tuple(map(tuple, rows))
                    yield Leaf("table", "", self._place_of(opened, "", 0), rows=cells)
                    rows = None
                case "inline" if rows:
                    rows[-1].append(self._cell(token))
                case "inline":
                    yield self._text(token, heading=before is not None and "heading" in before.type)
                case "fence":
                    place_of = self._place_of(token, token.content, 1, token.markup)
                    yield Leaf("code", token.content, place_of, token.info, depth=self._depth)
                case "code_block":
                    yield self._indented(token)
                case "html_block":
                    yield from self._html(token)
                case kind if kind in _ALONE:
                    yield Leaf("break", "", self._place_of(token, token.content, 0))

    def _place_of(self, token: Token | None, text: str, skipped: int, opening: str = "") -> PlaceOf:
        """Places of a text whose first line is so many below that of its token."""
        start = (token.map[0] if token is not None and token.map else 0) + skipped
        lines = text.split("\n")

        def place_of(line: int, column: int) -> Place:
            number = max(start + line, 1)
            inside = opening if line == 0 else lines[line - 1] if line <= len(lines) else ""
            margin = max(self._source.line(number).find(inside), 0) if inside else 0
            return Place(self._source.path, number, margin + column)

        return place_of

    def _cell(self, token: Token) -> TableCell:
        line = token.map[0] + 1 if token.map else 1
        text = self._source.line(line)
        column = text.find(token.content) + 1 if token.content else 0
        code = [child.content for child in token.children or () if child.type == "code_inline"]
        plain = _plain(token)
        only = code[0] if len(code) == 1 and code[0].strip() == plain else ""
        # A pipe within a cell of a table is written with a backslash.
        return TableCell(
            plain.replace("\\|", "|"),
            only.replace("\\|", "|"),
            Place(self._source.path, line, max(column, 1)),
        )

    def _text(self, token: Token, *, heading: bool) -> Leaf:
        spans = [child.content for child in token.children or () if child.type == "code_inline"]
        text = _plain(token)
        if heading:
            text = _ATTRIBUTES.sub("", text).rstrip()
        role: Role = "heading" if heading else "text"
        place_of = self._place_of(token, token.content, 0)
        return Leaf(role, text, place_of, depth=self._depth, raw=token.content, spans=tuple(spans))

    def _indented(self, token: Token) -> Leaf:
        content, info, skipped = token.content, "", 0
        found = _FIRST_LINE.match(content)
        if found:
            info, skipped = found[1], 1
            content = content[found.end() :]
        place_of = self._place_of(token, content, skipped)
        return Leaf("code", content, place_of, info, fenced=False, depth=self._depth)

    def _html(self, token: Token) -> Iterator[Leaf]:
        content = token.content.strip()
        if content.startswith("<!--"):
            text = content.removeprefix("<!--").removesuffix("-->").strip()
            yield Leaf("comment", text, self._place_of(token, token.content, 0))
            return
        for part in markup_parts(token.content):
            place_of = self._place_of(token, part.text, part.line)
            if part.info is None:
                yield Leaf("markup", part.text, place_of, depth=self._depth, raw=part.text)
            else:
                yield Leaf("code", part.text, place_of, part.info, depth=self._depth)


def _classed(leaves: Iterator[Leaf]) -> Iterator[Leaf]:
    """The leaves, where `{: .class}` below a listing says what it holds."""
    before: Leaf | None = None
    for leaf in leaves:
        found = _CLASSES.fullmatch(leaf.text) if leaf.role == "text" else None
        if found is None:
            if before is not None:
                yield before
            before = leaf
        elif before is not None and before.role == "code" and not before.info.strip():
            classes = _CLASS.findall(found["classes"])
            before = replace(before, info=classes[0] if classes else "")
    if before is not None:
        yield before


def _plain(token: Token) -> str:
    """The text of an inline token without its marks."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type not in ("html_inline", "image")
    ).strip()
