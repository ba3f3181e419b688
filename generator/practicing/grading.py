"""What a learner wrote for an exercise, run with its tests, and the grade that it deserves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator.checking.exercise_results import (
    NO_TIME,
    TestResult,
    code_failure,
    passes_all,
    results_of,
)
from generator.checking.stated import quoted
from generator.model import Run, Shown
from generator.practicing.answer_words import Said, said
from generator.practicing.judged import Grade
from generator.practicing.practice import MOST_CODE, Practice
from generator.practicing.trials import Trial, Trials, ending, own_seconds
from generator.rendering.shown_outputs import shown_outputs
from generator.running.programs.exercise_trial import TOO_LARGE, TOO_SLOW, trial_of

_NOTHING: Final = Said()
# What an exercise takes: to read it, and to write a line of its solution. Seconds.
_READING: Final = 45.0
_A_LINE: Final = 15.0
_SLOW: Final = 4.0  # times as long as that


@dataclass(frozen=True, slots=True)
class Graded:
    """What the tests of an exercise say of some code.

    `reasons` say why each of the `tests` did not pass; nothing where only its own words do.
    `outputs` is what the code itself showed, before any test; `said` sums it up. `ended` is as in
    a trial, `seconds` the time that the code and the tests took.
    """

    ok: bool
    grade: Grade
    tests: tuple[TestResult, ...] = ()
    reasons: tuple[Said, ...] = ()
    outputs: tuple[Shown, ...] = ()
    said: Said = _NOTHING
    ended: str = "finished"
    seconds: float = 0.0


def grade_exercise(
    trials: Trials,
    practice: Practice,
    code: str,
    ticket: str = "",
    *,
    seconds: float = 0.0,
    hints: int = 0,
) -> Graded:
    """Run code with the tests of an exercise. It took its learner so many `seconds` and `hints`.
    Raises ValueError, in words, for a card that is none.
    """
    exercise, program = practice.exercise, practice.program
    if exercise is None or program is None:
        raise ValueError("this card is no exercise")
    if len(code) > MOST_CODE:
        return Graded(False, 1, said=said("too long"), ended="refused")
    tried = trial_of(program, exercise, code.replace("\r\n", "\n").replace("\r", "\n"))
    run = trials.ran(tried, ticket)
    if isinstance(run, Trial):
        return Graded(False, 1, said=run.said, ended=run.ended)
    ok = passes_all(exercise, run)
    tests = results_of(exercise, run)
    return Graded(
        ok=ok,
        grade=_grade(practice, seconds, hints) if ok else 1,
        tests=tests,
        reasons=tuple(_reason(practice, run, test) for test in tests),
        outputs=_shown(trials, exercise.at, run),
        said=_said(practice, run, tests),
        ended=run.ended,
        seconds=own_seconds(run),
    )


def hint_of(practice: Practice, number: int) -> str:
    """A hint of an exercise, counting from 1. Raises ValueError, in words, where there is none."""
    hints = practice.exercise.hints if practice.exercise is not None else ()
    if not 1 <= number <= len(hints):
        raise ValueError(f"this card has {len(hints)} hints")
    return hints[number - 1]


def expected_seconds(practice: Practice) -> float:
    """In how many seconds somebody solves an exercise who knows how."""
    exercise, program = practice.exercise, practice.program
    if exercise is None or program is None:
        return 0.0
    code = program.cells[exercise.at].code
    lines = sum(1 for line in code.split("\n") if line.strip())
    return _READING + _A_LINE * lines


def _grade(practice: Practice, seconds: float, hints: int) -> Grade:
    """The grade of a solution: easy if it came at once, hard if it took long or all the hints."""
    usual = expected_seconds(practice)
    known = len(practice.exercise.hints) if practice.exercise is not None else 0
    if seconds > _SLOW * usual or (known and hints >= max(known, 2)):
        return 2
    return 3 if hints or seconds > usual else 4


def _said(practice: Practice, run: Run, tests: tuple[TestResult, ...]) -> Said:
    assert practice.exercise is not None
    assert practice.program is not None
    passed = sum(test.passed is True for test in tests)
    stopped = ending(practice.program, run)
    if stopped:
        return stopped
    if code_failure(practice.exercise, run):
        return said("code fails")
    if passed == len(tests):
        return said("tests pass", all=len(tests))
    return said("tests fail", wrong=len(tests) - passed, all=len(tests))


def _reason(practice: Practice, run: Run, test: TestResult) -> Said:
    """Why a test did not pass, where that can be said in other languages, too."""
    exercise, program = practice.exercise, practice.program
    assert exercise is not None
    assert program is not None
    raised = test.cell.raised if test.cell is not None else None
    if test.passed is not False:
        return _NOTHING
    if test.ended:
        return ending(program, run)
    if test.words == NO_TIME:
        return said("no time left")
    if raised is not None and raised.name == TOO_SLOW:
        return said("too slow", seconds=f"{exercise.seconds:g}")
    if raised is not None and raised.name == TOO_LARGE:
        return said("too large", mib=f"{(exercise.memory or 0) / 2**20:g}")
    found = test.mismatch
    if raised is not None or found is None or found.why or found.said is None:
        return _NOTHING
    if found.got is None:
        return said("gives nothing", right=quoted(found.said))
    return said("gives", right=quoted(found.said), typed=quoted(found.got))


def _shown(trials: Trials, at: int, run: Run) -> tuple[Shown, ...]:
    """What the learner's code showed; else what failed before it."""
    if not run.cells:
        return ()
    shown = shown_outputs(run.cells[min(at, len(run.cells) - 1)])
    trials.keep(shown)
    return shown
