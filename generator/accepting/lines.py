"""Text as lines that remember how they ended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from generator.reading.source import LINE_END

UNSTATABLE: Final = re.compile("[\0\r]")  # which Markdown reads as something else


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what ends it: LF, CR, CRLF, or nothing at the end of the file."""

    text: str
    end: str


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines of a text; as many as `Source.lines` has."""
    lines = []
    start = 0
    for end in LINE_END.finditer(text):
        lines.append(Line(text[start : end.start()], end[0]))
        start = end.end()
    return (*lines, Line(text[start:], ""))


def joined(lines: Iterable[Line]) -> str:
    """The text whose lines these are."""
    return "".join(line.text + line.end for line in lines)
