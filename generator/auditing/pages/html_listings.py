"""Listings and words of a block of HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_PRE: Final = re.compile(r"<pre\b([^<>]*)>", re.IGNORECASE)
_CODE: Final = re.compile(r"\s*<code\b([^<>]*)>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_NAMED: Final = re.compile(
    r"\b(?:class|lang|data-lang(?:uage)?)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE
)
_TITLE: Final = re.compile(
    r"\b(?:label|title|summary|value|class)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE
)
_OF_LANGUAGE: Final = re.compile(r"(?:language|lang|highlight(?:-source)?|brush:)-?\s*([\w+-]+)")


@dataclass(frozen=True, slots=True)
class Markup:
    """A part of a block: a listing marked as `info`, or (None) the words between listings.

    `line` counts from 0 in the block; `text` starts there.
    """

    text: str
    line: int
    info: str | None = None


def markup_parts(block: str) -> Iterator[Markup]:
    """The listings (`<pre>`) of a block and what it says around them, in order."""
    end = 0
    lowered = block.lower()
    for found in _PRE.finditer(block):
        if found.start() < end:
            continue
        closed = lowered.find("</pre", found.end())
        if closed < 0:
            break
        yield from _words(block, end, found.start())
        code = _CODE.match(block, found.end(), closed)
        start = code.end() if code else found.end()
        tags = found[1] + (code[1] if code else "")
        text = block[start:closed]
        first = text.startswith("\n")  # as a browser drops it
        line = block.count("\n", 0, start) + first
        yield Markup(html.unescape(_TAG.sub("", text[first:])), line, _language(tags))
        end = closed
    yield from _words(block, end, len(block))


def _words(block: str, start: int, end: int) -> Iterator[Markup]:
    part = block[start:end]
    tags = " ".join(found[0] for found in _TAG.finditer(part))
    titles = " ".join(one or other for one, other in _TITLE.findall(tags))
    text = html.unescape(_TAG.sub(" ", part)).strip()
    if text or titles:
        yield Markup(text or titles, block.count("\n", 0, start))


def _language(tags: str) -> str:
    names = [one or other for one, other in _NAMED.findall(tags)]
    for name in names:
        found = _OF_LANGUAGE.search(name)
        if found:
            return found[1]
    return names[0].split(" ")[0] if names and names[0].strip() else ""
