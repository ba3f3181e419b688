"""An exercise whose programs ran: what is wrong with its solution, its starter, its tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.checking.exercise_results import (
    BOUNDS,
    TestResult,
    passes_all,
    results_of,
    spent,
)
from generator.model import Exercise, Fence, Place, Problem, Run, has_errors
from generator.running.programs.exercise_plan import MOST_MUTANTS
from generator.running.programs.mutants import Mutant, mutants_of
from generator.running.programs.program import Plan
from generator.syntax import syntax_error

_SHORTEST: Final = 60  # characters of a line that a hint quotes


def exercise_problems(
    plan: Plan, exercise: Exercise, run: Run, known: Sequence[Problem]
) -> Iterator[Problem]:
    """What the runs of an exercise show, beside what is `known` from that of its solution."""
    found = tuple(_of_solution(plan, exercise, results_of(exercise, run)))
    yield from found
    if not run.variants or has_errors((*known, *found)):
        return
    starter, *mutants = run.variants
    lost = next((each for each in run.variants if each.ended == "lost"), None)
    if lost is not None:
        message = f"its tests could not be tried out: {lost.detail or 'a worker was lost'}"
        hint = "build again; if it happens again, please report it"
        yield _problem(plan, plan.card.place, "lost", message, hint)
    elif passes_all(exercise, starter):
        place = next(fence.place for fence in plan.card.fences if fence.role == "starter")
        message = "the starter already passes every test"
        hint = "leave out of it what is asked for, or add a test that it fails"
        yield _problem(plan, place, "starter-passes", message, hint)
    else:
        yield from _of_mutants(plan, exercise, mutants)


def _of_solution(
    plan: Plan, exercise: Exercise, results: Sequence[TestResult]
) -> Iterator[Problem]:
    tests = [test.fence for test in exercise.tests]
    over = next((each for each in results if each.passed is False and spent(each)), None)
    if over is not None:
        yield _over(plan, exercise, over)
    for fence, result in zip(tests, results, strict=False):
        raised = result.cell.raised if result.cell is not None else None
        if raised is None or fence.raises is not None or spent(result):
            continue  # passed, or told with its claim, or above
        line = _last_line(fence, result)
        message = f"the solution fails this test: {result.words}"
        hint = "correct the solution, or the test"
        wrong = None if fence.session else syntax_error(fence.code)
        if wrong is not None:
            line = wrong.lineno or line
            message, hint = f"this test is no Python: {wrong.msg}", "correct it"
        place = replace(fence.place, line=fence.place.line + line)
        yield _problem(plan, place, "failed-test", message, hint)


def _last_line(fence: Fence, result: TestResult) -> int:
    """The line of a test that failed, counting from 1."""
    raised = result.cell.raised if result.cell is not None else None
    frames = [frame for frame in raised.frames if frame.cell is not None] if raised else []
    most = fence.code.count("\n") + 1
    return frames[0].line if frames and frames[0].line <= most else most


def _over(plan: Plan, exercise: Exercise, result: TestResult) -> Problem:
    """A bound that the solution exceeds; it has a part of what learners get."""
    time = result.name != BOUNDS
    asked = exercise.tests[0].fence
    told = next((t.fence for t in exercise.tests if t.fence.seconds is not None), None)
    whole = f"the {exercise.seconds:g} s that the tests may take"
    hint = "make the tests smaller, or give them more with time=…"
    if not time:
        whole = f"the {(exercise.memory or 0) / 2**20:g} MiB that the tests may take"
        hint = "make the tests smaller, or give them more with memory=…"
    elif told is None:
        hint = "make the tests smaller, or say on their fence what they may take: time=20"
    message = f"the solution needs {result.words}, half of {whole}"
    return _problem(plan, (told or asked).place, "over-bound", message, hint)


def _of_mutants(plan: Plan, exercise: Exercise, runs: Sequence[Run]) -> Iterator[Problem]:
    """A warning for each mutant that passes every test, unless its author knows of it."""
    solution = next(fence for fence in plan.card.fences if fence.role == "solution")
    tried = mutants_of(solution.code, MOST_MUTANTS)
    lines = solution.code.split("\n")
    used: set[str] = set()
    for mutant, run in zip(tried.chosen, runs, strict=False):
        if not passes_all(exercise, run):
            continue
        known = [code for code, _ in solution.survives if code in lines[mutant.line - 1]]
        used.update(known)
        if not known:
            found = _survivor(plan, solution, mutant, len(tried.chosen), tried.of)
            yield replace(found, severity="warning")
    for code, _ in solution.survives:
        if code not in used:
            message = f"`survives` is not needed: no change of `{code}` passes the tests"
            found = _problem(
                plan, solution.place, "survives-unneeded", message, "remove that `survives`"
            )
            yield replace(found, severity="warning")


def _survivor(plan: Plan, solution: Fence, mutant: Mutant, tried: int, of: int) -> Problem:
    row, column = solution.place.line + mutant.line, solution.indent + mutant.column
    place = Place(solution.place.path, row, column)
    message = "no test notices this change of the solution"
    line = solution.code.split("\n")[mutant.line - 1].strip()
    quote = "'" if '"' in line and "'" not in line else '"'
    line = max(line.split(quote), key=len)[:_SHORTEST].strip().rstrip(":")  # what can be quoted
    hint = (
        "add a test that fails with it; or, if it changes nothing that counts, write on the"
        f" solution's fence survives={quote}{line} because …{quote}"
    )
    before = [f"- {each}" for each in mutant.before.split("\n")]
    after = [f"+ {each}" for each in mutant.after.split("\n")]
    more = [f"({tried} of {of} changes were tried)"] if tried < of else []
    return _problem(plan, place, "untested-change", message, hint, "\n".join(before + after + more))


def _problem(
    plan: Plan, place: Place, code: str, message: str, hint: str, detail: str = ""
) -> Problem:
    return Problem(place, code, message, hint, card=plan.card.slug, detail=detail)
