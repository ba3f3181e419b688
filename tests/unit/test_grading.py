"""An exercise is graded by its tests, by how long it took, and by the hints that were read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.model import CellRun, Environment, Output, Program, Raised, Run
from generator.practicing.grading import Graded, expected_seconds, grade_exercise, hint_of
from generator.practicing.practice import Practice
from generator.practicing.practice_json import graded_json, practice_json
from generator.practicing.trials import Trials
from tests.support.practised import practised
from tests.support.runners import Answering

CARD = """## Double {#q .exercise}

Double it.

```python {.starter}
def double(x):
    ...
```

> [!hint] Add it to itself.

> [!hint] Or `2 *`.

```python {.solution}
def double(x):
    return 2 * x
```

```python {.tests}
assert double(3) == 6
assert double(-1) == -2
```
"""


@pytest.fixture
def exercise(tmp_path: Path) -> Practice:
    return practised(tmp_path, CARD, *(CellRun() for _ in range(5)))


def failed(name: str, text: str) -> CellRun:
    return CellRun(raised=Raised(name, name, (), text))


def graded(practice: Practice, *cells: CellRun, ended: str = "finished", **more: float) -> Graded:
    """The verdict where the cells of a trial came out so: those before the tests, what begins
    them, the tests, and what holds them against their bounds.
    """
    run = Run("", ended, cells, Environment("3.11.7"))  # type: ignore[arg-type]
    with Trials(runner=Answering([run])) as trials:
        return grade_exercise(trials, practice, "def double(x): ...", **more)  # type: ignore[arg-type]


def test_an_exercise_is_known_by_its_evidence_and_its_solution_is_kept_back(
    exercise: Practice,
) -> None:
    told = practice_json(exercise)
    assert exercise.kind == exercise.asked == told["answer"] == "exercise"
    assert told["exercise"]["starter"]["text"] == "def double(x):\n    ..."
    assert told["exercise"]["tests"] == 2 and told["exercise"]["hints"] == 2
    assert told["runnable"] and "return" not in str(told)


def test_code_that_passes_is_graded_by_its_time_and_hints(exercise: Practice) -> None:
    passing = [CellRun()] * 5
    usual = expected_seconds(exercise)
    assert 60 < usual < 120
    for seconds, hints, grade in [
        (usual / 2, 0, 4),
        (usual / 2, 1, 3),
        (usual / 2, 2, 2),
        (usual * 2, 0, 3),
        (usual * 5, 0, 2),
    ]:
        found = graded(exercise, *passing, seconds=seconds, hints=hints)
        assert found.ok and found.grade == grade, (seconds, hints)
        assert found.said.words("en") == "all 2 tests pass"


def test_a_test_that_fails_is_named_with_its_values(exercise: Practice) -> None:
    wrong = failed("AssertionError", "AssertionError: `double(3)` is 9, not 6")
    found = graded(exercise, CellRun(), CellRun(), wrong, CellRun(), CellRun())
    told = graded_json(found, "zh")
    assert not found.ok and found.grade == 1
    assert told["tests"][0]["name"] == "assert double(3) == 6"
    assert [test["ok"] for test in told["tests"]] == [False, True]
    assert told["tests"][0]["words"] == "`double(3)` is 9, not 6"
    assert told["words"] == "2 个测试中有 1 个没有通过"


def test_code_that_fails_before_any_test_shows_its_traceback_and_its_prints(
    exercise: Practice,
) -> None:
    cell = replace(failed("NameError", "NameError: x"), outputs=(Output("stdout", "so far\n"),))
    found = graded(exercise, cell, ended="raised")
    assert found.said.words("en") == "the code fails before any test"
    assert [one.kind for one in found.outputs] == ["stdout", "error"]
    assert [test.passed for test in found.tests] == [None, None]


@pytest.mark.parametrize(
    ("ended", "cell", "words"),
    [
        ("finished", failed("ProcessorTimeSpent", "ProcessorTimeSpent: more"), "处理器时间超过 "),
        ("exit", CellRun(), "程序自行退出"),
    ],
)
def test_why_a_test_fails_is_said_in_the_language_of_the_page(
    exercise: Practice, ended: str, cell: CellRun, words: str
) -> None:
    after = [CellRun(), CellRun()] if ended == "finished" else []
    found = graded(exercise, CellRun(), CellRun(), cell, *after, ended=ended)
    told = graded_json(found, "zh")["tests"][0]
    assert told["ok"] is False and told["words"].startswith(words)
    assert graded_json(found, "en")["tests"][0]["words"].isascii()


def test_only_the_test_that_took_all_the_time_is_called_slow(exercise: Practice) -> None:
    slow = failed("ProcessorTimeSpent", "ProcessorTimeSpent: more than 2 s of processor time")
    found = graded(exercise, CellRun(), CellRun(), slow, slow, CellRun())
    first, second = graded_json(found, "en")["tests"]
    assert first["words"] == "more than 2 s of processor time"
    assert second == {**second, "ok": False, "words": "a test above took all the time"}
    assert graded_json(found, "zh")["tests"][1]["words"] == "前面的测试用完了时间"


def test_the_name_of_the_bounds_is_said_in_the_language_of_the_page(exercise: Practice) -> None:
    over = failed("MemorySpent", "MemorySpent: more than 64 MiB of memory")
    found = graded(exercise, CellRun(), CellRun(), CellRun(), CellRun(), over)
    told = graded_json(found, "zh")["tests"][-1]
    assert (told["name"], told["ok"]) == ("限制", False) and told["words"].startswith("内存超过 ")


def test_an_end_by_force_is_told_in_words(exercise: Practice) -> None:
    found = graded(exercise, CellRun(), ended="timeout")
    assert found.said.words("en").startswith("this did not end within") and found.grade == 1


def test_hints_come_one_by_one(exercise: Practice) -> None:
    assert hint_of(exercise, 1) == "Add it to itself."
    assert "2 *" in hint_of(exercise, 2)
    for number in (0, 3, -1):
        with pytest.raises(ValueError, match="2 hints"):
            hint_of(exercise, number)


def test_a_card_that_is_no_exercise_and_code_beyond_all_bounds_are_refused() -> None:
    plain = Practice("", program=Program("en/q", "card.md", ()))
    with Trials() as trials, pytest.raises(ValueError, match="no exercise"):
        grade_exercise(trials, plain, "x")


def test_code_that_is_too_long_is_not_run(exercise: Practice) -> None:
    with Trials() as trials:
        found = grade_exercise(trials, exercise, "#" * 100_000)
    assert found.ended == "refused" and not found.ok
