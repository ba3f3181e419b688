"""Programs → batches, each sent as one task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from generator.model import Program
from generator.running.programs.scan import scan
from generator.running.results.compiled import lends_itself

ROUNDS: Final = 4  # batches for each place, so that one that is slow is not left for the end
LARGEST: Final = 25  # programs; their results come together
# What programs take beside one that imports no framework: a task costs a few milliseconds.
COMPILES: Final = 25
HEAVY: Final = 5


def batches(programs: Sequence[Program], places: int) -> list[tuple[Program, ...]]:
    """All of the programs, those that take longest first, for so many `places`.

    Equal programs in different worlds stay together, because what one compiles serves the other.
    Programs that need a device go alone: two at a time do not fit its memory.
    """
    groups: dict[tuple[object, ...], list[Program]] = {}
    found: list[tuple[Program, ...]] = [(each,) for each in programs if each.needs]
    for program in (each for each in programs if not each.needs):
        groups.setdefault((program.path, program.cells, program.env), []).append(program)
    ordered = sorted(groups.values(), key=lambda group: -_weight(group[0]))
    total = sum(_weight(group[0]) * len(group) for group in ordered)
    enough = max(1.0, total / max(1, places * ROUNDS))
    batch: list[Program] = []
    weight = 0.0
    for group in ordered:
        own = _weight(group[0]) * len(group)
        if batch and (weight + own > enough or len(batch) + len(group) > LARGEST):
            found.append(tuple(batch))
            batch, weight = [], 0.0
        batch += group
        weight += own
    if batch:
        found.append(tuple(batch))
    return found


def _weight(program: Program) -> float:
    if lends_itself(program):
        return COMPILES
    return HEAVY if scan(program).preloads else 1
