"""Which lines of a chapter are in fences, read as fast as an author types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_FENCE: Final = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)*(?P<marks>`{3,}|~{3,})(?P<info>.*)"
)


class FenceLines(NamedTuple):
    """A fence: the numbers of its first and last line, from 1, and what stands behind its marks."""

    first: int
    last: int
    info: str


def fence_lines(lines: Sequence[str]) -> Iterator[FenceLines]:
    """The fences of a text in order. One that is never closed ends with the text."""
    opened, marks, info = 0, "", ""
    for number, line in enumerate(lines, 1):
        found = _FENCE.match(line)
        if found is None:
            continue
        if not opened:
            if found["marks"][0] == "`" and "`" in found["info"]:
                continue
            opened, marks, info = number, found["marks"], found["info"].strip()
        elif found["marks"].startswith(marks) and not found["info"].strip():
            yield FenceLines(opened, number, info)
            opened = 0
    if opened:
        yield FenceLines(opened, len(lines), info)


def lines_in_fences(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of all lines in fences, those that open and close them included."""
    return frozenset(
        number for fence in fence_lines(lines) for number in range(fence.first, fence.last + 1)
    )
