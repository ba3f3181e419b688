"""A runner that answers wrongly costs the cards that it answers wrongly, and no others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.building.built import Built
from generator.building.deck import check_deck
from generator.model import Environment, Program, Run
from generator.running.run_options import RunOptions
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

FIRST = "## A {#a}\n\n```python\nprint(1)\n```\n\n"
SECOND = "## B {#b}\n\n```python\nprint(2)\n```\n"
COIN = "## C {#c}\n\n```python\nimport time\nprint(time.perf_counter_ns())\n```\n\n"

Change = Callable[[Iterator[Run]], Iterator[Any]]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))


class Changed(InlineRunner):
    def __init__(self, change: Change) -> None:
        self._change = change

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        return self._change(super().run(programs))


def checked(folder: Path, runner: Any, *, once: bool, text: str = FIRST + SECOND) -> Built:
    deck = write_deck(folder / "deck", {"en/01.md": text})
    return check_deck(deck, runner=runner, options=RunOptions(once=once))


def statuses(built: Built) -> list[str]:
    return [verdict.status for verdict in built.verdicts]


def told(built: Built) -> list[tuple[str, str]]:
    return [(problem.code, problem.card) for problem in built.problems]


def instead(**changes: Any) -> Change:
    """The first run of all, changed."""

    def change(runs: Iterator[Run]) -> Iterator[Run]:
        yield dataclasses.replace(next(runs), **changes)
        yield from runs

    return change


def beside(*answers: Any) -> Change:
    def change(runs: Iterator[Run]) -> Iterator[Any]:
        yield from answers
        yield from runs

    return change


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize("number", ["nonsense", "9999", "-1", "+0", " 0", "", 0, None, [1]])
def test_a_run_of_no_program_is_told_and_taken_as_no_cards(
    tmp_path: Path, number: Any, once: bool
) -> None:
    stray = Run(number, "finished", (), Environment("3.11"))
    built = checked(tmp_path, Changed(beside(stray)), once=once)
    assert told(built) == [("bad-runner", "")]
    assert repr(number) in built.problems[0].message
    assert statuses(built) == ["verified", "verified"]
    built = checked(tmp_path, Changed(instead(id=number)), once=once)
    assert told(built) == [("bad-runner", ""), ("lost", "a")]
    assert statuses(built) == ["failed", "verified"]


@pytest.mark.parametrize("answer", [None, 7, "0", {"id": "0"}])
def test_an_answer_that_is_no_run_is_told(tmp_path: Path, answer: Any) -> None:
    built = checked(tmp_path, Changed(beside(answer)), once=False)
    assert told(built) == [("bad-runner", "")]
    assert f"{answer!r}" in built.problems[0].message
    assert statuses(built) == ["verified", "verified"]


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize("answer", [None, 7])
def test_a_runner_that_gives_no_runs_at_all_loses_each_card_by_name(
    tmp_path: Path, answer: Any, once: bool
) -> None:
    class Nothing:
        def run(self, programs: Sequence[Program]) -> Any:
            return answer

    built = checked(tmp_path, Nothing(), once=once)
    assert told(built) == [("lost", "a"), ("lost", "b")]
    assert all(f"`run` returned {answer!r}" in problem.message for problem in built.problems)


@pytest.mark.parametrize("once", [True, False])
def test_what_a_runner_answered_before_it_failed_counts(tmp_path: Path, once: bool) -> None:
    def fail(runs: Iterator[Run]) -> Iterator[Run]:
        yield next(runs)
        if not once:
            yield next(runs)
        raise RuntimeError("the cluster went away")

    built = checked(tmp_path, Changed(fail), once=once)
    assert statuses(built) == ["verified", "failed"]
    assert told(built) == [("lost", "b")]
    assert "RuntimeError: the cluster went away" in built.problems[0].message


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ended": "great"}, "`ended` is 'great'"),
        ({"ended": []}, "`ended` is []"),
        ({"cells": None}, "`cells` is None"),
        ({"cells": "x"}, "`cells` is 'x'"),
        ({"cells": (1,)}, "`cells[0]` is 1"),
        ({"environment": None}, "`environment` is None"),
        ({"environment": Environment(3)}, "`environment.python` is 3"),  # type: ignore[arg-type]
        ({"status": "1"}, "`status` is '1'"),
        ({"detail": None}, "`detail` is None"),
        ({"reads": 7}, "`reads` is 7"),
        ({"drawn": (("a",),)}, "`drawn[0]` is ('a',)"),
    ],
)
def test_a_run_of_wrong_types_is_that_cards_problem_in_words(
    tmp_path: Path, changes: dict[str, Any], words: str, once: bool
) -> None:
    built = checked(tmp_path, Changed(instead(**changes)), once=once)
    assert told(built) == [("lost", "a")]
    assert words in built.problems[0].message
    assert statuses(built) == ["failed", "verified"]


def test_a_runner_that_answers_twice_verifies_no_random_card(tmp_path: Path) -> None:
    def copied(runs: Iterator[Run]) -> Iterator[Run]:
        kept = list(runs)
        yield from kept
        yield from (dataclasses.replace(kept[0], id=run.id) for run in kept[:5])

    built = checked(tmp_path, Changed(copied), once=False, text=COIN)
    assert built.count("verified") == 0
    assert built.problems


@pytest.mark.parametrize("once", [True, False])
def test_two_answers_that_contradict_each_other_are_that_cards_problem(
    tmp_path: Path, once: bool
) -> None:
    def second(runs: Iterator[Run]) -> Iterator[Run]:
        kept = list(runs)
        yield from kept
        yield dataclasses.replace(kept[0], cells=kept[-1].cells)

    built = checked(tmp_path, Changed(second), once=once)
    assert told(built) == [("lost", "a")]
    assert "two different runs of it" in built.problems[0].message
    assert statuses(built) == ["failed", "verified"]


@pytest.mark.parametrize("once", [True, False])
def test_the_same_answer_a_second_time_changes_nothing(tmp_path: Path, once: bool) -> None:
    def again(runs: Iterator[Run]) -> Iterator[Run]:
        for run in runs:
            yield run
            yield dataclasses.replace(run, seconds=run.seconds + 1)

    built = checked(tmp_path, Changed(again), once=once)
    assert (told(built), statuses(built)) == ([], ["verified", "verified"])
