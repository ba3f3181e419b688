"""The part of a long chapter that a save is about, to be read before the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from generator.previewing.changed_lines import changed_lines

_FEWEST: Final = 8  # cards; less are as soon read as a part of them
_MOST: Final = 4  # cards that are looked at
_FENCE: Final = re.compile(r" {0,3}(?:```|~~~)")
_HEAD: Final = re.compile(r"#[ \t]|=+[ \t]*$")
_DEFINITION: Final = re.compile(r" {0,3}\[[^\]]+\]:")


@dataclass(frozen=True, slots=True)
class Glance:
    """Cards `first` to `last` have changed, counting from 0: what stands from the line `start` up
    to `end`. `text` is the chapter with the other cards left blank, as far as nothing of them is
    known to matter; lines below have come `down` by that many.
    """

    text: str
    first: int
    last: int
    start: int
    end: int
    down: int


def glance(old: str, new: str, starts: Sequence[int]) -> Glance | None:
    """What of a chapter has changed, whose cards start at those lines of the `old` text; None where
    it is as well to read all of it.
    """
    first, last = changed_lines(old, new)
    if old == new or len(starts) < _FEWEST or first < starts[0] or "\r" in new:
        return None
    lines = new.split("\n")
    down = len(lines) - old.count("\n") - 1
    ends = [*starts[1:], len(lines) - down + 1]
    own = [
        number
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        if start <= last - down and first < end
    ]
    if not own or own[-1] - own[0] >= _MOST:
        return None
    start, end = starts[own[0]], ends[own[-1]] + down
    above = [*starts[: own[0]], start]
    below = [each + down for each in starts[own[-1] + 1 :]] + [len(lines) + 1]
    parts = [*_sections(lines, above), lines[start - 1 : end - 1], *_sections(lines, below)]
    text = [*lines[: starts[0] - 1], *(line for part in parts for line in part)]
    return Glance("\n".join(text), own[0], own[-1], start, end, down)


def _sections(lines: Sequence[str], starts: Sequence[int]) -> Iterator[Sequence[str]]:
    """The sections of cards without what is about these alone. The last start is only an end."""
    for start, end in pairwise(starts):
        section = lines[start - 1 : end - 1]
        yield section if any("setup" in line for line in section) else [*_left(section)]


def _left(section: Sequence[str]) -> Iterator[str]:
    """Headings of parts and definitions; all other lines are blank."""
    inside = False
    for line in section:
        if _FENCE.match(line):
            inside = not inside
        kept = not inside and (_HEAD.match(line) or _DEFINITION.match(line))
        yield line if kept else ""
