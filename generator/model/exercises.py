"""What a learner is asked to write, and the tests that it has to pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator.model.written import Fence

# What a cell with a test that may fail `raises`, so that those below it run, too. No exception is
# called so, and no test that states what it raises is taken for one that failed.
GOES_ON: Final = "whatever a test raises"


@dataclass(frozen=True, slots=True)
class ExerciseTest:
    """A test of an exercise: the index of its cell in the program of the solution, and its code.

    A fence with a claim, or with what it `raises`, is a call and its result; any other passes if it
    raises nothing.
    """

    cell: int
    fence: Fence


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise, beside the program of its solution, whose cell has the index `at`.

    The cells before that one run before whatever a learner writes. `seconds` of processor time are
    what the tests may take together, `memory` in bytes how far the process may grow meanwhile.
    `hints` are text, in order.
    """

    at: int
    starter: str
    tests: tuple[ExerciseTest, ...]
    seconds: float
    memory: int | None = None
    hints: tuple[str, ...] = ()
