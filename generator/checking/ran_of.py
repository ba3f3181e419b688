"""A run, cell by cell, as kinds of card ask for it."""

from __future__ import annotations

from generator.checking.left_open import as_stated
from generator.checking.transcript import transcript
from generator.kinds.kind import Ran
from generator.model import CellRun, Fence, Place, Run
from generator.running.programs.program import Plan


def ran_of(plan: Plan, run: Run | None) -> Ran:
    """What came out of a card's program, by the places of its fences and expressions."""
    cells: dict[Place, CellRun] = {}
    in_part: set[Place] = set()
    differences = run.differences if run is not None else ()
    pairs = zip(plan.origins, run.cells if run is not None else (), strict=False)
    for index, (origin, cell) in enumerate(pairs):
        own = [each for each in differences if each.cell == index]
        stated = as_stated(origin, cell, own) if own and isinstance(origin, Fence) else None
        cells[origin.place] = stated or cell
        if stated is not None:
            in_part.add(origin.place)
    return Ran(cells, transcript, frozenset(in_part))
