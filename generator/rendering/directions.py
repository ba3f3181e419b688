"""The direction in which a block is read: that of its first letter, as browsers have `dir=auto`.

Unlike a browser, this passes over code and formulas: a sentence in Arabic may begin with a name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from generator.model import Node
from generator.model.walking import walk

# "auto" is what a browser makes of all that is around: unknown here.
Direction = Literal["ltr", "rtl", "auto"]

_RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)
# What is read from left to right whatever is around it, or holds nothing to read.
_UNDIRECTED: Final = frozenset(
    {"fence", "program", "math_block", "rule", "image_block", "columns", "column", "footnotes"}
)
# Their marks stand on one side of the list.
_AS_THEIR_LIST: Final = frozenset({"list_item", "option", "definition", "callout_title"})
_SILENT: Final = _UNDIRECTED | {"code", "value", "math", "image", "footnote_ref"}


def language_direction(language: str) -> Direction:
    return "rtl" if language.lower().partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def side_direction(nodes: Iterable[Node]) -> Direction:
    """What is around the blocks of a side in Anki, which has a browser look for the first letter of
    all: known where all letters are of one direction.
    """
    odd = any(unicodedata.bidirectional(char) in ("R", "AL") for char in _letters(nodes))
    return "auto" if odd else "ltr"


def _letters(nodes: Iterable[Node]) -> Iterator[str]:
    for node in walk(nodes):
        if not node.text.isascii():
            yield from node.text
        if node.listing is not None and not str(node.listing).isascii():
            yield from str(node.listing)


def block_direction(node: Node, language: str, around: Direction) -> Direction:
    """The direction of a block, `around` if it is set as a whole by what is around it. One without
    letters is read as its card's language is.
    """
    if node.kind in _UNDIRECTED or node.kind in _AS_THEIR_LIST or "dir" in node.attrs:
        return around  # or what its author says
    return text_direction(node.children, language)


def text_direction(nodes: Iterable[Node], language: str) -> Direction:
    """The direction of text, by its first letter."""
    return _first(nodes) or language_direction(language)


def _first(nodes: Iterable[Node]) -> Direction | None:
    for node in nodes:
        if node.kind == "text":
            found = _of_text(node.text)
        elif node.kind in _SILENT:
            found = None
        else:
            found = _first(node.children)
        if found is not None:
            return found
    return None


def _of_text(text: str) -> Direction | None:
    if text.isascii():
        return "ltr" if any(char.isalpha() for char in text) else None
    for char in text:
        match unicodedata.bidirectional(char):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return None
