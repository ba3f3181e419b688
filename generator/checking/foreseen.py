"""Differences between two runs that a card allows for."""

from __future__ import annotations

from generator.checking.left_open import is_left_open
from generator.checking.match_outcome import Got
from generator.checking.matches import match_named
from generator.checking.stated import quoted
from generator.differing import first_differing, line_at
from generator.model import CellRun, Difference, Fence


def is_foreseen(fence: Fence, found: Difference, cell: CellRun) -> bool:
    """Whether the author of a fence said that this may differ.

    That is a fence marked `varies`; one whose output is only held to be close, while it is; what
    `...` stands for in what it states; and a value of which nothing is stated but its shape or
    dtype. `cell` is what came out the first time.
    """
    if fence.varies:
        return True
    if found.line:
        about = [claim for claim in fence.stated if claim.about == found.line]
        return all(claim.match in ("shape", "dtype") for claim in about)
    if fence.match == "close":
        match = match_named("close", fence.tol, fence.atol)
        return match(found.first, Got(found.second)) is None
    return fence.match == "ellipsis" and is_left_open(fence, found, cell)


def first_difference(first: str, second: str) -> tuple[str, str]:
    """The first lines in which two texts differ, quoted."""
    one, other = first.split("\n"), second.split("\n")
    index = first_differing(one, other)
    if index is None:
        return quoted(first), quoted(second)
    return quoted(line_at(one, index, "")), quoted(line_at(other, index, ""))
