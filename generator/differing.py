"""Where two texts begin to differ."""

from __future__ import annotations

from collections.abc import Sequence


def first_differing(one: Sequence[str], other: Sequence[str]) -> int | None:
    """The index of the first line in which two texts differ; that behind the last of the shorter,
    where the other goes on. None where they are the same.
    """
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return None if len(one) == len(other) else min(len(one), len(other))


def line_at(lines: Sequence[str], index: int, without: str) -> str:
    """A line, `without` where there are no more."""
    return lines[index] if index < len(lines) else without
