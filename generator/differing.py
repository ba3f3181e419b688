"""The first difference between two texts."""

from __future__ import annotations

from collections.abc import Sequence


def first_differing(one: Sequence[str], other: Sequence[str]) -> int | None:
    """The index of the first line in which two texts differ, None if they are equal. If one text
    begins with the other, it is the number of lines of the shorter.
    """
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return None if len(one) == len(other) else min(len(one), len(other))


def line_at(lines: Sequence[str], index: int, without: str) -> str:
    """The line at an index, or `without` past the end."""
    return lines[index] if index < len(lines) else without
