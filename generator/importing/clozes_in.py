"""The clozes in a field of Anki, as private characters that pass through HTML and Markdown.

As in Anki, the first `}}` closes a cloze, also in code, and the first `::` in it begins its hint.
"""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = re.compile(r"\{\{c(?P<numbers>\d{1,4}(?:,\d{1,4}){0,40})::|\}\}|::")
_FIRST: Final = 0xF0000
_LAST: Final = 0xFFFF0
CLOSE: Final = chr(0xFFFFD)
_HINT: Final = chr(0xFFFFC)
MARKS: Final = re.compile("[\U000f0000-\U000ffffd]")
_HINTED: Final = re.compile(f"{_HINT}([^{CLOSE}]*){CLOSE}")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def take_clozes(source: str) -> tuple[str, list[str]]:
    """HTML with a private character for each mark of a cloze, and the numbers of each opening in
    order.
    """
    numbers: list[str] = []
    spans: list[tuple[int, int, str]] = []
    open_at: list[int] = []  # the indices in `spans` of clozes that are open
    hints: list[tuple[int, int] | None] = []
    for found in _MARK.finditer(source):
        if found["numbers"]:
            if _FIRST + len(numbers) > _LAST:
                break
            open_at.append(len(spans))
            hints.append(None)
            spans.append((*found.span(), chr(_FIRST + len(numbers))))
            numbers.append(found["numbers"])
        elif found[0] == "::":
            if hints and hints[-1] is None:
                hints[-1] = found.span()
        elif open_at:
            open_at.pop()
            hint = hints.pop()
            if hint is not None:
                spans.append((*hint, _HINT))
            spans.append((*found.span(), CLOSE))
    for index in open_at:  # never closed: text
        spans[index] = (*spans[index][:2], "")
    parts: list[str] = []
    at = 0
    for start, end, mark in sorted(spans):
        if mark:
            parts += [source[at:start], mark]
            at = end
    parts.append(source[at:])
    return "".join(parts), numbers


def put_clozes(text: str, numbers: list[str]) -> str:
    """Text with the marks of clozes written out again. Hints are plain text."""

    def hint(found: re.Match[str]) -> str:
        plain = _ESCAPED.sub(r"\1", found[1])
        return f"{_HINT}{plain}{CLOSE}"

    def mark(found: re.Match[str]) -> str:
        if found[0] == CLOSE:
            return "}}"
        return "::" if found[0] == _HINT else f"{{{{c{numbers[ord(found[0]) - _FIRST]}::"

    return MARKS.sub(mark, _HINTED.sub(hint, text))
