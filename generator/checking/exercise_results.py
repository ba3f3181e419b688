"""The run of a trial → which tests of its exercise passed, and why the others did not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from generator.checking.claims import describe, false_output
from generator.checking.match_outcome import Mismatch
from generator.checking.match_raises import raises_matches, raises_name
from generator.checking.stated import quoted
from generator.kinds.exercise_tests import name_of_test
from generator.model import CellRun, Exercise, ExerciseTest, Fence, Raised, Run
from generator.running.programs.exercise_trial import (
    TOO_LARGE,
    TOO_SLOW,
    cell_in_trial,
    last_in_trial,
)

_ENDED: Final = {
    "timeout": "it did not end in time and was stopped",
    "memory": "it needs more memory than a program may use",
    "disk": "it filled its scratch folder and was stopped",
    "processes": "it started too many processes and was stopped",
    "exit": "it ended its own process",
    "signal": "it crashed below Python",
    "forged": "it spoke in the name of its worker",
    "lost": "it could not be run",
}
BOUNDS: Final = "the bounds"  # the name of what holds all tests against their bounds
NO_TIME: Final = "a test above took all the time"  # why a test below that one does not pass


@dataclass(frozen=True, slots=True)
class TestResult:
    """What came of a test. `passed` is None where it was not reached; `words` say why it did not
    pass, with the values. `ended` is the end of the run by force, if it came in this test;
    `mismatch` is what it gave in place of what it should give.
    """

    __test__ = False  # for pytest, which would collect it

    name: str
    passed: bool | None
    words: str = ""
    cell: CellRun | None = None
    ended: str = ""
    mismatch: Mismatch | None = None


def results_of(exercise: Exercise, run: Run) -> tuple[TestResult, ...]:
    """What the run of a trial says of each test, in order, then of their bounds if they were
    exceeded.
    """
    found: list[TestResult] = []
    for test in exercise.tests:
        late = any(map(spent, found))
        one = _result(exercise, test, run)
        found.append(replace(one, words=NO_TIME) if late and spent(one) else one)
    last = last_in_trial(exercise)
    end = run.cells[last] if len(run.cells) > last else None
    if end is not None and end.raised is not None:
        found.append(TestResult(BOUNDS, False, _words(end.raised), end))
    return tuple(found)


def code_failure(exercise: Exercise, run: Run) -> str:
    """Why what a learner wrote failed before any test; "" where it did not."""
    if len(run.cells) > exercise.at + 1:
        return ""
    cell = run.cells[exercise.at] if len(run.cells) > exercise.at else None
    if cell is not None and cell.raised is not None:
        return _words(cell.raised)
    return _ENDED.get(run.ended, "")


def passes_all(exercise: Exercise, run: Run) -> bool:
    """Whether a trial ran to its end, and every test of it passed."""
    return run.ended == "finished" and all(each.passed for each in results_of(exercise, run))


def spent(result: TestResult) -> bool:
    """Whether a test failed because it took more than it may."""
    return result.cell is not None and _is_spent(result.cell.raised)


def _is_spent(raised: Raised | None) -> bool:
    return raised is not None and raised.name in (TOO_SLOW, TOO_LARGE)


def _result(exercise: Exercise, test: ExerciseTest, run: Run) -> TestResult:
    index = cell_in_trial(exercise, test.cell)
    name = name_of_test(test.fence.code)
    if len(run.cells) <= index:
        return TestResult(name, None)
    cell = run.cells[index]
    if index == len(run.cells) - 1 and run.ended in _ENDED:
        return TestResult(name, False, _ENDED[run.ended], cell, run.ended)
    mismatch = false_output(test.fence, cell)
    words = _fault(test.fence, cell, mismatch)
    return TestResult(name, not words, words, cell, mismatch=mismatch)


def _fault(fence: Fence, cell: CellRun, mismatch: Mismatch | None) -> str:
    """Why a test does not pass; "" where it does."""
    raised = cell.raised
    if raised is not None and (fence.raises is None or _is_spent(raised)):
        return _words(raised)
    if raised is None and fence.raises is not None:
        return f"this should raise {raises_name(fence.raises)}, but raised nothing"
    wrong = raises_matches(fence.raises or "", raised) if raised is not None else None
    return wrong or (_expected(mismatch, cell) if mismatch is not None else "")


def _expected(mismatch: Mismatch, cell: CellRun) -> str:
    if mismatch.why or mismatch.said is None:
        return describe(mismatch)
    if mismatch.got is None:
        more = " more" if cell.outputs else ""
        return f"it should give {quoted(mismatch.said)}, and gives nothing{more}"
    return f"it should give {quoted(mismatch.said)}, and gives {quoted(mismatch.got)}"


def _words(raised: Raised) -> str:
    """What was raised, without the name of what says only that a test failed."""
    text = raised.text.strip()
    for name in ("AssertionError", TOO_SLOW, TOO_LARGE):
        if raised.name == name:
            _, _, said = text.partition(":")
            return said.strip() or text
    return text.split("\n")[-1] if "\n" in text and raised.name == "SyntaxError" else text
