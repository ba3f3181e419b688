"""What it takes to try a changed program of a card, beyond the program's own time, once warm.

Measured is what the page waits for: from the code to what came out, as JSON. The floor is a bare
fork of a process with the same modules in memory, as in `bench_overhead`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from rich.table import Table

from generator.model import Cell, Program
from generator.practicing.practice import Practice, PracticeCell
from generator.practicing.practice_json import trial_json
from generator.practicing.trials import Trials
from tests.benchmarks.bench_overhead import PROGRAMS, bare

ROUNDS: Final = 40
TRIED: Final = ("pass", "numpy", "torch", "jax")


def tables(*, whole: bool) -> Iterator[Table]:
    """Milliseconds beyond the program's own: median and worst, one after the other."""
    table = Table(title="a changed program tried, milliseconds")
    for column in ("program", "beyond its own", "worst", "own", "floor: a fork"):
        table.add_column(column, justify="right" if column != "program" else "left")
    cards = {name: _card(PROGRAMS[name]) for name in TRIED}
    with Trials() as trials:
        trials.warm(cards.values())
        for name, card in cards.items():
            trials.run(card, [PROGRAMS[name]])
            beyond, own = _measured(trials, card, PROGRAMS[name])
            figures = (median(beyond), max(beyond), median(own), bare(PROGRAMS[name]))
            table.add_row(name, *(f"{1000 * each:.1f}" for each in figures))
    yield table


def _card(code: str) -> Practice:
    program = Program("en/q", "card.md", (Cell(code, 1),))
    return Practice("", program=program, cells=(PracticeCell(0, code, True),))


def _measured(trials: Trials, card: Practice, code: str) -> tuple[list[float], list[float]]:
    beyond: list[float] = []
    own: list[float] = []
    for number in range(ROUNDS):
        started = time.perf_counter()
        trial = trials.run(card, [f"{code}\nprint('changed', {number})"])
        trial_json(trial)
        took = time.perf_counter() - started
        assert trial.ok, trial
        beyond.append(took - trial.seconds)
        own.append(trial.seconds)
    return beyond, own
