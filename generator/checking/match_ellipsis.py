"""The match in which `...` stands for anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from generator.checking.match_outcome import Mismatch, mismatch_at, refused, trimmed_lines

DOTS: Final = "..."


def ellipsis(said: str, got: str) -> Mismatch | None:
    """Exact, but for `...`: alone on a line any number of lines, also none; within a line any
    text of that line, also none, and so itself.

    The spaces beside it stand for themselves. A claim of nothing but dots does not hold.
    """
    wanted, found = trimmed_lines(said), trimmed_lines(got)
    if not re.sub(r"\s", "", "".join(wanted).replace(DOTS, "")):
        return refused(said, got, "a claim of nothing but `...` proves nothing")
    blocks = _blocks(wanted)
    position = 0
    for number, (start, block) in enumerate(blocks):
        at = position
        if number == len(blocks) - 1 and number:
            # Nothing follows the last block, so that it stands at the very end of the output.
            at = max(len(found) - len(block), position)
        elif number:
            while at + len(block) <= len(found) and _first_false(block, found[at:]) is not None:
                at += 1
            if at + len(block) > len(found):
                at = position
        false = _first_false(block, found[at:])
        if false is not None:
            return mismatch_at(said, got, start + false, at + false)
        position = at + len(block)
    if position < len(found):
        return mismatch_at(said, got, len(wanted), position)
    return None


def _blocks(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The runs of lines between lines of dots, each with its first line's index.

    The first run stands at the start of the output and the last at its end; either is empty
    where the claim starts or ends with dots.
    """
    blocks: list[tuple[int, list[str]]] = []
    numbered = enumerate(line.strip() == DOTS for line in lines)
    for dots, group in groupby(numbered, key=lambda pair: pair[1]):
        indices = [index for index, _ in group]
        if dots:
            blocks += [] if blocks else [(0, [])]
            continue
        blocks.append((indices[0], [lines[index] for index in indices]))
    if lines[-1].strip() == DOTS:
        blocks.append((len(lines), []))
    return blocks


def _first_false(block: Sequence[str], found: Sequence[str]) -> int | None:
    for index, line in enumerate(block):
        if index >= len(found) or not _line_holds(line, found[index]):
            return index
    return None


def _line_holds(line: str, found: str) -> bool:
    first, *others = line.split(DOTS)
    if not others:
        return line == found
    *middle, last = others
    if not found.startswith(first):
        return False
    position = len(first)
    for piece in middle:
        at = found.find(piece, position)
        if at < 0:
            return False
        position = at + len(piece)
    return len(found) - len(last) >= position and found.endswith(last)
