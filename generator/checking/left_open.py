"""What varies and is left open by the `...` of what a card states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from generator.checking.match_ellipsis import DOTS, ellipsis
from generator.checking.transcript import transcript
from generator.model import CellRun, Difference, Fence, Output


def is_left_open(fence: Fence, found: Difference, cell: CellRun) -> bool:
    """Whether the other output satisfies everything that the fence states as well.

    `cell` is what came out the first time. Where no `output` fence states the whole, each line
    that differs has to be stated by a comment.
    """
    if not found.whole:
        claims = [text for text in _dotted(fence) if ellipsis(text, found.first) is None]
        return bool(claims) and all(ellipsis(text, found.second) is None for text in claims)
    if fence.claim is not None:
        return any(ellipsis(fence.claim.text, whole) is None for whole in found.whole)
    return _open_lines(fence, cell, found.whole) is not None


def as_stated(fence: Fence, cell: CellRun, differences: Iterable[Difference]) -> CellRun | None:
    """What a card shows of a cell that varies in part: the stated text, not what came out of one
    run. None where nothing varies that the text leaves open.
    """
    if fence.match != "ellipsis":
        return None
    open_ones = [each for each in differences if each.whole and is_left_open(fence, each, cell)]
    if not open_ones:
        return None
    if fence.claim is not None:
        pictures = [each for each in cell.outputs if each.kind not in ("stdout", "stderr", "value")]
        return replace(cell, outputs=(Output("stdout", fence.claim.text), *pictures), raised=None)
    words: dict[str, str] = {}
    for each in open_ones:
        words |= _open_lines(fence, cell, each.whole) or {}
    return replace(cell, outputs=tuple(_worded(output, words) for output in cell.outputs))


def _dotted(fence: Fence) -> list[str]:
    return [each.text for each in fence.stated if each.match is None and DOTS in each.text]


def _open_lines(fence: Fence, cell: CellRun, whole: Sequence[str]) -> Mapping[str, str] | None:
    """The lines that differ, each with what states it; None where one is stated by nothing."""
    first, second = transcript(cell).split("\n"), whole[0].split("\n")
    if len(first) != len(second):
        return None
    words: dict[str, str] = {}
    for one, other in zip(first, second, strict=True):
        if one != other:
            holding = (
                text
                for text in _dotted(fence)
                if ellipsis(text, one) is None and ellipsis(text, other) is None
            )
            stated = next(holding, None)
            if stated is None:
                return None
            words[one] = stated
    return words


def _worded(output: Output, words: Mapping[str, str]) -> Output:
    if output.kind not in ("stdout", "stderr", "value"):
        return output
    lines = [words.get(line, line) for line in output.text.split("\n")]
    return replace(output, text="\n".join(lines))
