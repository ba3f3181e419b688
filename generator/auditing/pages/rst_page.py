"""reStructuredText, and the text of docstrings, as leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.auditing.pages.page import Leaf, Page, PlaceOf
from generator.model import Place
from generator.reading.bounds import MOST_PARAGRAPH
from generator.reading.source import Source

_DIRECTIVE: Final = re.compile(r"\.\.[ \t]+(?P<name>[\w:.+-]*\w)::(?:[ \t]+(?P<argument>.*))?$")
_COMMENT: Final = re.compile(r"\.\.(?:[ \t]+(?P<text>.*))?$")
_OPTION: Final = re.compile(r":[\w-]+:")
_FENCE: Final = re.compile(r"(?P<mark>`{3,}|~{3,})(?P<info>[^`]*)$")
_LINE: Final = re.compile(r"([=\-`:.'\"~^_*+#<>])\1{2,}\s*$")
_SPAN: Final = re.compile(r"``([^`]+)``")
# Directives that hold code, or what comes out of it.
_LISTINGS: Final = frozenset(
    {"code", "code-block", "code-cell", "sourcecode", "ipython", "jupyter-execute", "exec_code",
     "testcode", "testsetup", "testcleanup", "testoutput", "doctest", "parsed-literal", "prompt",
     "jupyter-output", "console"}
)  # fmt: skip
_UNREAD: Final = frozenset({"raw", "math", "graphviz", "mermaid", "csv-table", "highlight"})


def rst_page(source: Source) -> Page:
    """Read reStructuredText; any text is valid."""
    leaves = _Reader(_without_tabs(source.lines), Places(source.path)).leaves()
    return Page(source.path, tuple(leaves))


def rst_leaves(text: str, places: Places) -> Iterator[Leaf]:
    """The leaves of a docstring."""
    return _Reader(_without_tabs(text.split("\n")), places).leaves()


def _without_tabs(lines: Sequence[str]) -> list[str]:
    """The lines with spaces for the tabs that they start with."""
    found = []
    for line in lines:
        bare = line.lstrip(" \t")
        found.append(line[: len(line) - len(bare)].expandtabs(8) + bare)
    return found


@dataclass(frozen=True, slots=True)
class Places:
    """Where the lines of a text stand: its first in line `first` of the file, all `margin` in.

    A text whose lines are not those of the file stands in line `first` as a whole.
    """

    path: str
    first: int = 1
    folded: bool = False

    def of(self, start: int, margin: int) -> PlaceOf:
        """Places of what starts in the line `start` of the text, counting from 0."""

        def place_of(line: int, column: int) -> Place:
            within = 0 if self.folded else max(start + line - 1, 0)
            return Place(self.path, self.first + within, margin + column)

        return place_of


class _Reader:
    def __init__(self, lines: Sequence[str], places: Places) -> None:
        self._lines = lines
        self._places = places
        self._at = 0

    def leaves(self) -> Iterator[Leaf]:
        literal: int | None = None  # the indentation of a paragraph that announced a literal block
        while self._at < len(self._lines):
            line = self._lines[self._at]
            bare = line.strip()
            width = len(line) - len(line.lstrip())
            if not bare:
                self._at += 1
                continue
            if literal is not None and width > literal:
                yield self._code(self._at, self._body_end(self._at, literal), "")
                literal = None
                continue
            literal = None
            short = len(bare) <= MOST_PARAGRAPH
            if short and (found := _DIRECTIVE.match(bare)):
                yield from self._directive(found, width)
            elif bare.startswith("..") and (found := _COMMENT.match(bare)):
                yield from self._comment(found, width)
            elif bare.startswith(">>>"):
                yield self._session(width)
            elif short and (found := _FENCE.match(bare)):
                yield self._fence(found, width)
            else:
                leaf = self._paragraph(width)
                if leaf is None:
                    continue
                yield leaf
                if leaf.role == "text" and leaf.raw.endswith("::"):
                    literal = width

    def _body_end(self, start: int, indent: int) -> int:
        """The index after the lines from `start` on that are blank or indented further."""
        end = last = start
        while end < len(self._lines):
            line = self._lines[end]
            if line.strip():
                if len(line) - len(line.lstrip()) <= indent:
                    break
                last = end + 1
            end += 1
        return last

    def _code(self, start: int, end: int, info: str, opening: int | None = None) -> Leaf:
        lines = self._lines[start:end]
        margins = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
        margin = min(margins, default=0)
        text = "\n".join(line[margin:] for line in lines) + "\n"
        self._at = max(end, self._at + 1)
        below = self._places.of(start, margin)
        if opening is None:
            return Leaf("code", text, below, info, fenced=False)
        above = self._places.of(opening, 0)
        return Leaf(
            "code",
            text,
            lambda line, column: below(line, column) if line else above(1, column),
            info,
        )

    def _directive(self, found: re.Match[str], width: int) -> Iterator[Leaf]:
        name, argument = found["name"], (found["argument"] or "").strip()
        opening = self._at
        start = opening + 1
        options: list[str] = []
        while start < len(self._lines) and _OPTION.match(self._lines[start].strip()):
            options.append(self._lines[start].strip())
            start += 1
        if name in _LISTINGS:
            end = self._body_end(start, width)
            if name in ("parsed-literal", "prompt", "jupyter-output", "console"):
                info = argument or name
            else:
                info = f"{{{name}}} {' '.join([argument, *options])}".strip()
            yield self._code(start, end, info, opening)
        elif name in _UNREAD:
            self._at = max(self._body_end(start, width), start)
            yield Leaf("break", "", self._places.of(opening, width))
        else:
            self._at = start
            if argument:
                place_of = self._places.of(opening, width)
                yield Leaf("markup", argument, place_of, raw=argument)

    def _comment(self, found: re.Match[str], width: int) -> Iterator[Leaf]:
        start = self._at
        end = max(self._body_end(start + 1, width), start + 1)
        text = "\n".join([found["text"] or "", *(self._lines[start + 1 : end])]).strip()
        self._at = end
        yield Leaf("comment", text, self._places.of(start, width))

    def _session(self, width: int) -> Leaf:
        """Prompts to the next blank line that no further prompt stands below."""
        start = end = self._at
        while end < len(self._lines):
            line = self._lines[end]
            if line.strip():
                if len(line) - len(line.lstrip()) < width:
                    break
                end += 1
                continue
            below = end
            while below < len(self._lines) and not self._lines[below].strip():
                below += 1
            next_line = self._lines[below] if below < len(self._lines) else ""
            same = len(next_line) - len(next_line.lstrip()) == width
            if not (same and next_line.lstrip().startswith(">>>")):
                break
            end = below
        return self._code(start, max(end, start + 1), "pycon")

    def _fence(self, found: re.Match[str], width: int) -> Leaf:
        opening = self._at
        end = opening + 1
        while end < len(self._lines):
            bare = self._lines[end].strip()
            if bare.startswith(found["mark"]) and not bare.strip("`~"):
                break
            end += 1
        leaf = self._code(opening + 1, end, found["info"].strip(), opening)
        self._at = end + 1
        return leaf

    def _paragraph(self, width: int) -> Leaf | None:
        """A paragraph, or a heading; None for a line of marks alone."""
        start = self._at
        while self._at < len(self._lines):
            line = self._lines[self._at]
            bare = line.strip()
            if not bare or (self._at > start and bare.startswith((">>> ", ".. "))):
                break
            if len(line) - len(line.lstrip()) < width:
                break
            self._at += 1
            if self._at > start + 1 and _LINE.match(bare):
                break
        lines = [line.strip() for line in self._lines[start : self._at]]
        heading = len(lines) > 1 and _LINE.match(lines[-1]) is not None
        if _LINE.match(lines[0]):
            lines = lines[1:]
        if heading and lines:
            lines = lines[:-1]
        if not lines:
            return None
        text = " ".join(lines)
        place_of = self._places.of(start, width)
        if heading and not text.endswith("::"):
            return Leaf("heading", text, place_of, raw=text)
        plain = text.removesuffix("::") + (":" if text.endswith("::") else "")
        plain = plain.replace("``", "").replace("**", "").strip("*")
        spans = tuple(_SPAN.findall(text))
        return Leaf("text", plain, place_of, raw=text, spans=spans)
