"""A document run from top to bottom, as a reader would who types it all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from typing import Final

from generator.auditing.block_programs import RunAll, whole_program
from generator.auditing.document import Block, Document, Outcome
from generator.auditing.fate import has_run
from generator.model import Run

_MOST_ROUNDS: Final = 4


def run_whole(
    blocks: Sequence[Block],
    document: Document,
    run_all: RunAll,
    timeout: float,
    *,
    keep: bool = False,
) -> Mapping[int, Outcome]:
    """The outcome of each block in a program of all of them, by number.

    A block that crashes there is taken out and the others are run again, so that each goes on
    from sound ones alone; its own outcome is that of the round in which it crashed. With `keep`
    it stays, and the others go on from what it did, as the cells of a notebook do. One that ends
    the program is taken out in any case.
    """
    members = list(blocks)
    found: dict[int, Outcome] = {}
    for left in reversed(range(_MOST_ROUNDS)):
        if not members:
            break
        (run,) = run_all([whole_program(document.path, members, timeout)])
        outcomes = _outcomes(members, run)
        out = {} if keep else {each.block.number: each for each in outcomes if _crashed(each)}
        ender = _ender(outcomes, run)
        if ender is not None:
            out[ender.block.number] = ender
        if not out or not left:
            found |= {each.block.number: each for each in outcomes if each.cells}
            return found if keep else _without_gaps(found, members, document)
        found |= out
        members = [each for each in members if each.number not in out]
    return found


def _without_gaps(
    found: Mapping[int, Outcome], members: Sequence[Block], document: Document
) -> Mapping[int, Outcome]:
    """The outcomes but for those of blocks that need what a block that was taken out defines.

    Those saw an older value of it. An import gives the same wherever it stands.
    """
    there = {block.number for block in members}
    for block in members:
        if any(_is_lost(name, block, there, document) for name in block.names.missing):
            there.discard(block.number)
    out = {block.number for block in members} - there
    return {number: outcome for number, outcome in found.items() if number not in out}


def _is_lost(name: str, block: Block, there: Set[int], document: Document) -> bool:
    definers = document.definers.get((block.scope, name), ())
    for number in reversed(definers[: bisect_left(definers, block.number)]):
        if number in there:
            return False
        if name not in document.blocks[number - 1].names.imported:
            return True
    return False


def _crashed(outcome: Outcome) -> bool:
    return bool(outcome.cells) and not has_run(outcome)


def _outcomes(members: Sequence[Block], run: Run) -> list[Outcome]:
    offset = len(members[0].given)
    found = []
    numbers: list[int] = []
    for block in members:
        found.append(Outcome(block, run, tuple(numbers), offset, reading="all"))
        offset += len(block.pieces)
        numbers.append(block.number)
    return found


def _ender(outcomes: Sequence[Outcome], run: Run) -> Outcome | None:
    """The outcome of the block that ended the program before its end."""
    if run.ended in ("finished", "raised"):
        return None
    return next((each for each in reversed(outcomes) if each.cells), outcomes[0])
