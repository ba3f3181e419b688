"""Bounds on HTML, so that a browser's parser reads it in linear time; counted before parsing.

A parser of HTML keeps a stack of open elements, searches it at many tags, and reopens what a wrong
end tag closed: a few kilobytes can produce gigabytes. Only a parser knows how it repairs wrong
HTML, so the count is an upper bound: a tag is closed only by its own end tag, and not even by that
where the text may not be markup at all.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 1_000_000
DEEPEST: Final = 500
MOST_WORK: Final = 1_000_000  # the sum over all tags of the number of open elements
_FEW_TAGS: Final = 1_000  # so few cost little in any case

_START: Final = re.compile(r"<[A-Za-z]")
_SPACE: Final = r"[\t\n\f\r ]"
_VALUE: Final = r"""(?:"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]*+)"""
_ATTRIBUTE: Final = rf"[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{_SPACE}*+={_SPACE}*+{_VALUE}?+)?+"
_TOKEN: Final = re.compile(
    rf"<(?P<end>/?)(?P<name>[A-Za-z][^\t\n\f\r />]*+)(?:[\t\n\f\r /]|{_ATTRIBUTE})*+>"
    r"|<!--(?P<comment>.*?)-->"
    r"|<(?:!(?!--|\[)|\?)[^<>]*+>"
    r"|<(?P<odd>[A-Za-z/!?])",
    re.DOTALL,
)
_TAG_LIKE: Final = re.compile(r"<[A-Za-z/!?]")
# Elements that hold only text, outside a drawing.
_TEXT: Final = frozenset(
    {"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea",
     "title", "xmp"}
)  # fmt: skip
_VOID: Final = frozenset({"br", "hr", "img"})
_VOID_OUTSIDE_DRAWINGS: Final = _VOID | {"area", "col", "input", "link", "meta", "source", "wbr"}
_DRAWINGS: Final = frozenset({"svg", "math"})


def html_fault(html: str) -> str | None:
    """Why the HTML is too costly to parse, or None."""
    if len(html) > LONGEST:
        return f"is HTML of {len(html):,} characters; at most {LONGEST:,} are shown"
    if sum(1 for _ in _START.finditer(html)) <= _FEW_TAGS:
        return None
    deepest, work = _cost(html)
    if deepest > DEEPEST:
        return f"is HTML with tags nested more than {DEEPEST} deep"
    if work > MOST_WORK:
        return "is HTML with too many nested tags"
    return None


def _cost(html: str) -> tuple[int, int]:
    """How many tags may be open at once, and the sum of those open at each tag."""
    opened: list[str] = []
    void = _VOID_OUTSIDE_DRAWINGS
    deepest = work = at = 0
    while (found := _TOKEN.search(html, at)) is not None:
        at = found.end()
        name = found["name"]
        if name is None:
            if found["odd"] or "<" in (found["comment"] or ""):
                return _unsure(html, found.start(), len(opened), work)
            continue
        name = name.lower() if name.isascii() else name
        work += len(opened)
        if found["end"]:
            if opened and opened[-1] == name:
                opened.pop()
            continue
        if name in _DRAWINGS:
            void = _VOID
        if name in void:
            continue
        opened.append(name)
        deepest = max(deepest, len(opened))
        if name in _TEXT:
            end = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE | re.ASCII)
            close = end.search(html, at)
            stop = close.start() if close else len(html)
            if _TAG_LIKE.search(html, at, stop):
                return _unsure(html, at, len(opened), work)
            at = stop
    return deepest, work


def _unsure(html: str, at: int, depth: int, work: int) -> tuple[int, int]:
    """The cost if nothing is closed from some place on."""
    more = sum(1 for _ in _START.finditer(html, at))
    return depth + more, work + more * (depth + more)
