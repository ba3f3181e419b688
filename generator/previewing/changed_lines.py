"""Where two versions of a text differ."""

from __future__ import annotations

from collections.abc import Sequence


def changed_lines(old: str, new: str) -> tuple[int, int]:
    """The first and the last line of `new`, counting from 1, that differ from `old`. Where lines
    are only missing, those around the gap; a text that is the same has none: (1, 0).
    """
    if old == new:
        return 1, 0
    ours, theirs = old.split("\n"), new.split("\n")
    shorter = min(len(ours), len(theirs))
    above = next((n for n in range(shorter) if ours[n] != theirs[n]), shorter)
    most = shorter - above
    below = next((n for n in range(most) if ours[-1 - n] != theirs[-1 - n]), most)
    first, last = above + 1, len(theirs) - below
    return (first, last) if first <= last else (max(1, last), min(first, len(theirs)))


def between(starts: Sequence[int], first: int, last: int) -> set[int]:
    """Those of the sections, which start at these lines, that have one of the lines between."""
    ends = [*starts[1:], last + 2]
    return {s for s, end in zip(starts, ends, strict=False) if s <= last and first < end}
