"""An exercise → the program of its solution with the tests, and those that must fail them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from generator.kinds.exercise import hints_of
from generator.model import Card, Cell, Exercise, ExerciseTest, Fence, Node, Place, Program
from generator.running.programs.exercise_trial import trial_of
from generator.running.programs.mutants import mutants_of
from generator.running.programs.scan import scan
from generator.running.programs.uncommented import uncommented

# What the solution may take of its bounds: they must hold on a slower machine, too.
PART: Final = 0.5
SECONDS: Final = 2.0  # of processor time for tests that say nothing of it
SECONDS_OF_FRAMEWORKS: Final = 10.0  # where they compile on first use
MOST_MUTANTS: Final = 16  # of one exercise

Origins = tuple[Fence | Node, ...]


def exercise_of(card: Card, program: Program, origins: Origins) -> Exercise | None:
    """The exercise of a card whose program has these origins; None where a part of it is missing,
    or is not run.
    """
    solutions = [n for n, each in enumerate(origins) if _role(each) == "solution"]
    tests = tuple(
        ExerciseTest(index, each)
        for index, each in enumerate(origins)
        if isinstance(each, Fence) and each.role == "tests"
    )
    starters = [fence for fence in card.fences if fence.role == "starter"]
    if len(solutions) != 1 or not tests or not starters or tests[0].cell < solutions[0]:
        return None
    asked = [test.fence.seconds for test in tests if test.fence.seconds is not None]
    sizes = [test.fence.memory for test in tests if test.fence.memory is not None]
    usual = SECONDS_OF_FRAMEWORKS if scan(program).preloads else SECONDS
    return Exercise(
        at=solutions[0],
        starter=starters[0].code,
        tests=tests,
        seconds=asked[0] if asked else usual,
        memory=sizes[0] if sizes else None,
        hints=hints_of(card),
    )


def _role(origin: Fence | Node) -> str:
    return origin.role if isinstance(origin, Fence) else ""


def verified_program(
    program: Program, origins: Origins, exercise: Exercise
) -> tuple[Program, Origins]:
    """The program that verifies an exercise, with its variants: the starter, then mutants of the
    solution. `program` is that of the card as it is written.
    """
    last = exercise.tests[-1].cell
    solution = program.cells[exercise.at].code
    trial = trial_of(program, exercise, solution, part=PART)
    begin, end = (_bound(exercise.tests[index].fence.place) for index in (0, -1))
    first = exercise.tests[0].cell
    around = (*origins[:first], begin, *origins[first : last + 1], end, *origins[last + 1 :])
    codes = [exercise.starter, *(each.code for each in mutants_of(solution, MOST_MUTANTS).chosen)]
    variants = tuple(_variant(program, exercise, code) for code in codes)
    cells: tuple[Cell, ...] = (*trial.cells, *program.cells[last + 1 :])
    return replace(trial, cells=cells, variants=variants), around


def _bound(tests: Place) -> Fence:
    """What stands for a cell around the tests: a fence without code, at a place of no other."""
    return Fence(replace(tests, column=tests.column + 1), "", hidden=True, role="bound")


def _variant(program: Program, exercise: Exercise, code: str) -> Program:
    """It is known to fail, so that it runs once, to its first failure. What comments say differs
    between languages, and makes no difference.
    """
    trial = trial_of(program, exercise, code, go_on=False)
    cells = tuple(replace(cell, code=uncommented(cell.code)) for cell in trial.cells)
    return replace(trial, varies=True, cells=cells)
