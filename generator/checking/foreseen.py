"""Differences between two runs that a card allows for."""

from __future__ import annotations

from collections.abc import Iterable

from generator.checking.claims import judged_comments
from generator.checking.left_open import is_left_open
from generator.checking.match_outcome import Got
from generator.checking.matches import match_named
from generator.checking.stated import quoted
from generator.differing import first_differing, line_at
from generator.model import CellRun, Difference, Fence, Node


def unforeseen(
    origin: Fence | Node, differences: Iterable[Difference], cell: CellRun
) -> Iterable[Difference]:
    """The differences of a cell that its author did not foresee: the first on each line, however
    many runs differ there.
    """
    found: dict[int, Difference] = {}
    for each in differences:
        if not (isinstance(origin, Fence) and is_foreseen(origin, each, cell)):
            found.setdefault(each.line, each)
    return found.values()


def is_foreseen(fence: Fence, found: Difference, cell: CellRun) -> bool:
    """Whether the author of a fence said that this may differ.

    They did if the fence is marked `varies`; if its output is matched as close, and is; if `...`
    stands for what differs; if only the shape or dtype of the value is stated; or if nothing that
    counts is stated of it. `cell` is what came out the first time.
    """
    if fence.varies:
        return True
    if found.about and not _is_stated(fence, found, cell):
        return True
    if found.line:
        about = [claim for claim in fence.stated if claim.about == found.line]
        return all(claim.match in ("shape", "dtype") for claim in about)
    if fence.match == "close":
        match = match_named("close", fence.tol, fence.atol)
        return match(found.first, Got(found.second)) is None
    return fence.match == "ellipsis" and is_left_open(fence, found, cell)


def _is_stated(fence: Fence, found: Difference, cell: CellRun) -> bool:
    """Whether the noted code that differs is checked: by comments, or, where none is about it, by
    the `output` fence.
    """
    spot = found.about, found.column
    here = [
        judged.truth
        for judged in judged_comments(fence, cell)
        if spot in (*judged.claim.before, (judged.claim.about, judged.claim.column))
    ]
    return not here or any(truth in ("true", "false") for truth in here)


def first_difference(first: str, second: str) -> tuple[str, str]:
    """The first lines in which two texts differ, quoted."""
    one, other = first.split("\n"), second.split("\n")
    index = first_differing(one, other)
    if index is None:
        return quoted(first), quoted(second)
    return quoted(line_at(one, index, "")), quoted(line_at(other, index, ""))
