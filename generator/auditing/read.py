"""Markdown → its Python blocks, with what it states of their output."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.auditing.document import Block, Document, Piece, Stated
from generator.auditing.languages import without_magics
from generator.auditing.sessions import session_pieces
from generator.model import Claim, Place, Problem, ProblemsError
from generator.reading.bounds import MOST_LINES, MOST_PARAGRAPH, MOST_TEXT
from generator.reading.comments import stated_claims
from generator.reading.fence_names import dialect_of
from generator.reading.markdown import parse_markdown
from generator.reading.source import Source, read_source

if TYPE_CHECKING:
    from markdown_it.token import Token

MOST_BLOCKS: Final = 500  # Python blocks of an article
_PLAIN: Final = re.compile(r"text|txt|console|plaintext|", re.IGNORECASE)
# A whole paragraph that does nothing but introduce what a program prints.
_INTRODUCTION: Final = re.compile(
    r"(?:(?:the|this|its|our|and|it|which|code|program|script|above|example|expected|will) +)*"
    r"(?:outputs?|prints?|printed|results?)(?: +(?:is|are|this|following))*\s*[:：]?"
    r"|(?:(?:代码|程序|运行|执行|打印|控制台|的|上述|以上|这段|示例|会)*"
    r"(?:输出|结果|打印)(?:结果|内容|如下|为|是)*)\s*[:：]?",
    re.IGNORECASE,
)
_ATTRIBUTES: Final = re.compile(r"\{[#.][^{}]*\}$")  # of a heading, as Pandoc has them
_SHELL: Final = re.compile(r"\s*[$%#>] ")


def read_document(path: Path) -> Document:
    """Read a file. Raises ProblemsError when it cannot be read, is not UTF-8, or is nested so
    deeply that blocks of it would be missed. Blocks beyond a bound are a problem of the document.
    """
    source = read_source(path)
    tokens, excesses = parse_markdown(source.text)
    lost = [each for each in excesses if each.loses]
    if lost:
        raise ProblemsError(
            *(Problem(Place(source.path, each.line), "too-much", each.message, each.hint)
              for each in lost)
        )  # fmt: skip
    reader = _Reader(source)
    blocks = tuple(islice(reader.blocks(tokens), MOST_BLOCKS + 1))
    if len(blocks) <= MOST_BLOCKS:
        return Document(source.path, blocks)
    message = f"this article has more than {MOST_BLOCKS:,} Python blocks"
    hint = "those from here on were not looked at: divide the article"
    problem = Problem(blocks[-1].place, "too-much", message, hint)
    return Document(source.path, blocks[:MOST_BLOCKS], (problem,))


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """The Python blocks of the file, wherever they are nested."""
        leaves = _leaves(tokens)
        heading = ""
        number = 0
        for index, (token, role) in enumerate(leaves):
            if role == "heading":
                heading = _ATTRIBUTES.sub("", _plain(token)).rstrip()
            elif token.type == "fence":
                kind = dialect_of(token.info, token.content)
                if kind is not None:
                    number += 1
                    below = self._output(leaves, index)
                    yield self._block(token, kind, number, heading, below)

    def _block(
        self, token: Token, kind: str, number: int, heading: str, output: Stated | None
    ) -> Block:
        code = token.content.removesuffix("\n")
        place = self._place(token, 0, 1)
        excess = too_much(code)
        if excess:
            return Block(number, place, heading, (), excess)
        if kind == "session":
            try:
                pieces = session_pieces(code, lambda line, column: self._place(token, line, column))
            except ValueError as error:
                return Block(number, place, heading, (), str(error))
            return Block(number, place, heading, pieces)
        if kind == "ipython":
            code = without_magics(code)
        start = self._place(token, 1, 1)
        stated = stated_claims(code, lambda line, column: self._place(token, line, column))
        piece = Piece(code, start.line, start.column - 1, stated, output)
        return Block(number, place, heading, (piece,))

    def _place(self, token: Token, line: int, column: int) -> Place:
        """The place of a line and column of a fence's content; line 0 is the fence's opening."""
        number = (token.map[0] if token.map else 0) + 1 + line
        text = self._source.line(number)
        content = _lines(token.content)
        inside = token.markup if line == 0 else content[line - 1] if line <= len(content) else ""
        margin = max(text.find(inside), 0) if inside else 0
        return Place(self._source.path, number, margin + column)

    def _output(self, leaves: Sequence[tuple[Token, str]], index: int) -> Stated | None:
        """What a fence right below, or introduced as the output, says comes out."""
        fence, _ = leaves[index]
        below = leaves[index + 1 : index + 3]
        introduced = len(below) == 2 and below[0][1] == "paragraph" and _introduces(below[0][0])
        token = below[1 if introduced else 0][0] if below else None
        if token is None or token.type != "fence" or token.level != fence.level:
            return None
        language = token.info.strip().split(" ")[0].strip("{}.")
        if language != "output" and not (introduced and _PLAIN.fullmatch(language)):
            return None
        text = token.content.rstrip("\n")
        # A fence that shows a command as well says more than what the program prints.
        if not text.strip() or (language != "output" and _SHELL.match(text)):
            return None
        return Stated(Claim(self._place(token, 1, 1), text))


def too_much(code: str) -> str:
    """Why a block is not read; empty for one that a person may have written."""
    lines = code.count("\n") + 1
    if lines > MOST_LINES:
        return f"it has {lines:,} lines, and at most {MOST_LINES:,} are read"
    if len(code) > MOST_TEXT:
        return f"it has {len(code):,} characters, and at most {MOST_TEXT:,} are read"
    longest = max(map(len, code.split("\n")))
    if longest > MOST_PARAGRAPH:
        return f"a line of it has {longest:,} characters, and at most {MOST_PARAGRAPH:,} are read"
    return ""


@lru_cache(maxsize=4)
def _lines(content: str) -> tuple[str, ...]:
    return tuple(content.split("\n"))


def _leaves(tokens: Sequence[Token]) -> list[tuple[Token, str]]:
    """The tokens that hold text, each with the kind of block that it is the text of."""
    found = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.type == "inline":
            role = before.type.removesuffix("_open") if before is not None else ""
            found.append((token, role))
        elif token.type in ("fence", "code_block", "html_block", "math_block", "hr"):
            found.append((token, token.type))
    return found


def _introduces(token: Token) -> bool:
    return _INTRODUCTION.fullmatch(_plain(token).strip()) is not None


def _plain(token: Token) -> str:
    """The text of an inline token without its marks."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type not in ("html_inline", "image")
    ).strip()
