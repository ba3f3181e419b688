"""The clozes in a field of Anki, as private characters that pass through HTML and Markdown.

As in Anki, the first `}}` closes a cloze, also in code, and the first `::` in it begins its hint.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Final

_MARK: Final = re.compile(r"\{\{c(?P<numbers>\d{1,4}(?:,\d{1,4}){0,40})::|\}\}|::")
_OPENING: Final = 0xF0000
_HINT: Final = 0xF8000
_MOST: Final = 0x7FF0
_CLOSE: Final = chr(0xFFFFD)
MARKS: Final = re.compile("[\U000f0000-\U000ffffd]")
_APART: Final = re.compile(r"</?(?:br|div|p|li|ul|ol|tr|td)\b[^<>]{0,500}>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Clozes:
    """What the marks stand for: the numbers of each opening, and the hints as plain text."""

    numbers: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


def take_clozes(source: str) -> tuple[str, Clozes]:
    """HTML with a private character for each mark of a cloze, and for each hint."""
    clozes = Clozes()
    spans: list[tuple[int, int, str]] = []
    opened: list[tuple[int, tuple[int, int] | None]] = []  # index in `spans`, place of a `::`
    for found in _MARK.finditer(source):
        if found["numbers"]:
            if len(clozes.numbers) == _MOST:
                break
            opened.append((len(spans), None))
            spans.append((*found.span(), chr(_OPENING + len(clozes.numbers))))
            clozes.numbers.append(found["numbers"])
        elif found[0] == "::":
            if opened and opened[-1][1] is None:
                opened[-1] = (opened[-1][0], found.span())
        elif opened:
            _, hint = opened.pop()
            if hint is not None:
                # A cloze within a hint hides nothing.
                spans = [span for span in spans if span[0] < hint[0]]
                spans.append((hint[0], found.start(), chr(_HINT + len(clozes.hints))))
                clozes.hints.append(_plain(source[hint[1] : found.start()]))
            spans.append((*found.span(), _CLOSE))
    for index, _ in opened:  # never closed: text
        start, end, _ = spans[index]
        spans[index] = (start, end, source[start:end])
    parts: list[str] = []
    at = 0
    for start, end, mark in sorted(spans):
        parts += [source[at:start], mark]
        at = end
    parts.append(source[at:])
    return "".join(parts), clozes


def put_clozes(text: str, clozes: Clozes) -> str:
    """Text with the marks of clozes written out again."""

    def mark(found: re.Match[str]) -> str:
        if found[0] == _CLOSE:
            return "}}"
        number = ord(found[0])
        if number >= _HINT:
            hint = clozes.hints[number - _HINT]
            hint += " " if hint.endswith("\\") else ""  # which would escape the end of the cloze
            return f"::{hint}" if hint else ""
        return f"{{{{c{clozes.numbers[number - _OPENING]}::"

    return MARKS.sub(mark, text)


def _plain(written: str) -> str:
    text = html.unescape(_TAG.sub("", _APART.sub(" ", written))).replace("\xa0", " ")
    return " ".join(text.split())
