"""The HTML of a note's field → the listings and options in it.

It may be anybody's: nothing here raises, and only what cards of ours have is found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from generator.verifying.outcome import Piece, Pieces

MOST_HTML: Final = 1 << 18  # characters of a field that is looked at
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_BREAKS: Final = frozenset({"br"})
_BLOCKS: Final = frozenset({"p", "div", "li", "ul", "ol", "pre", "table", "tr", "br", "hr"})
_OUTPUTS: Final = ("stdout", "stderr", "value", "error")
_DEEPEST: Final = 100  # elements within each other; what is deeper stands beside
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True, eq=False)
class Element:
    """An element with what is in it, texts and elements."""

    tag: str
    classes: frozenset[str] = frozenset()
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This element and all within it, in order."""
        waiting: list[Element] = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += [child for child in reversed(one.children) if isinstance(child, Element)]

    def text(self) -> str:
        """All text within, as it is written."""
        return self._joined(_BREAKS, "\n")

    def line(self) -> str:
        """All text within on one line, with spaces between its blocks."""
        return _SPACE.sub(" ", self._joined(_BLOCKS, " ")).strip()

    def _joined(self, apart: Collection[str], mark: str) -> str:
        """All text within, with a mark before what is in each element of the tags `apart`."""
        parts: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                parts.append(one)
                continue
            if one.tag in apart:
                parts.append(mark)
            waiting += reversed(one.children)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class ShownListing:
    """A program as a field shows it: its code, its output, or both; `varies` says that its output
    may be another each time, in whole or in part.
    """

    code: str | None
    outputs: Pieces
    varies: bool


def parsed(html: str) -> Element:
    """A field as a tree; as much of it as is looked at."""
    reader = _Reader()
    reader.feed(html[:MOST_HTML])
    reader.close()
    return reader.root


def listings(root: Element) -> Iterator[ShownListing]:
    """The programs of a field, in order."""
    for one in root.walk():
        if "listing" in one.classes:
            yield _listing(one)


def options(root: Element) -> Iterator[tuple[str, bool]]:
    """The text of each option, and whether it is marked as right."""
    for one in root.walk():
        if one.tag == "ul" and "options" in one.classes:
            for item in one.children:
                if isinstance(item, Element) and item.tag == "li":
                    yield _option(item), "correct" in item.classes
            return


def _option(item: Element) -> str:
    kept = [
        child
        for child in item.children
        if isinstance(child, str) or not child.classes & {"box", "reason"}
    ]
    return Element("li", children=kept).line()


def _listing(listing: Element) -> ShownListing:
    code: str | None = None
    outputs: list[Piece] = []
    varies = False
    for one in listing.walk():
        if one.tag == "pre" and "code" in one.classes:
            code = one.text()
        elif "output-mark" in one.classes:
            varies = True
        elif "output" in one.classes:
            kind = next((name for name in _OUTPUTS if name in one.classes), "")
            if "image" in one.classes:
                outputs.append(Piece("image"))
            elif "rich" in one.classes:
                outputs.append(Piece("html"))
            elif kind:
                outputs.append(Piece(kind, one.text()))
    return ShownListing(code, tuple(outputs), varies)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        classes = next((value for name, value in attrs if name == "class"), None) or ""
        one = Element(tag, frozenset(classes.split()))
        self._open[-1].children.append(one)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(one)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag))

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
