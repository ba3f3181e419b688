"""Batches on their way to workers: what becomes of those that fail, and of what nobody may run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from generator.building.deck import check_deck
from generator.building.session import Session
from generator.model import (
    CellRun,
    Environment,
    Output,
    ProblemsError,
    Program,
    Run,
)
from generator.spreading.described import Described
from generator.spreading.engine import AwayError, PlainEngine
from generator.spreading.executor_runner import ExecutorRunner
from generator.spreading.flight import MOST_TRIES
from generator.spreading.messages import Answer, Order
from generator.spreading.worker_decks import run_batch
from tests.support.decks import write_deck
from tests.support.running import program

FULL = "landlock7+seccomp+netns"


def run_of(name: str, text: str = "1\n", **settings: Any) -> Run:
    return Run(name, "finished", (CellRun((Output("stdout", text),)),), Environment(""), **settings)


def with_files(deck: Path, *names: str, **settings: Any) -> Program:
    files = tuple((name, str((deck / name).resolve())) for name in names)
    return program("open('a.txt')", files=files, **settings)


Answers = Callable[[Order], "Answer | Exception | None"]


class Workers(Executor):
    """Answers each order as a test says; None leaves it without an answer."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.orders: list[Order] = []

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:
        order = Order.from_text(args[0])
        self.orders.append(order)
        future: Future[Any] = Future()
        answer = self._answers(order)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        elif answer is not None:
            future.set_result(answer.to_text())
        return future


def ran(workers: Workers, programs: Sequence[Program]) -> dict[str, Run]:
    runner = ExecutorRunner(PlainEngine(workers, 1))
    found = list(runner.run(programs))
    assert len({run.id for run in found}) == len(found) == len(programs)
    return {run.id: run for run in found}


def answered(order: Order) -> Answer:
    return Answer("runs", tuple(run_of(each.id, each.cells[0].code) for each in order.programs))


def test_a_program_that_kills_its_worker_is_named_and_costs_no_other() -> None:
    def killing(order: Order) -> Answer | Exception:
        killer = any("kill" in each.cells[0].code for each in order.programs)
        return RuntimeError("the worker is gone") if killer else answered(order)

    workers = Workers(killing)
    programs = [program(f"{n}", id=f"en/{n}") for n in range(9)]
    found = ran(workers, [*programs, program("kill", id="en/kill")])
    assert [name for name, run in found.items() if run.ended == "lost"] == ["en/kill"]
    assert "the worker is gone" in found["en/kill"].detail
    assert f"tried {MOST_TRIES} times" in found["en/kill"].detail
    tries = sum(any("kill" in p.cells[0].code for p in order.programs) for order in workers.orders)
    assert tries == MOST_TRIES


def test_what_a_cluster_gives_back_without_having_run_it_is_sent_again_as_it_was() -> None:
    sizes: list[int] = []

    def restarted(order: Order) -> Answer | Exception:
        sizes.append(len(order.programs))
        return CancelledError() if len(sizes) <= 2 else answered(order)

    programs = [program(f"{n}", id=f"en/{n}") for n in range(40)]
    found = ran(Workers(restarted), programs)
    assert {run.ended for run in found.values()} == {"finished"}
    assert min(sizes) > 1


def test_what_one_worker_cannot_run_goes_to_another_as_it_was() -> None:
    avoided: list[list[str]] = []
    told: list[tuple[str, str]] = []

    class Two(PlainEngine):
        def executor(
            self, programs: Sequence[Program], avoid: Collection[str] = (), only: str = ""
        ) -> Executor:
            avoided.append(sorted(avoid))
            return super().executor(programs, avoid, only)

        def failed(self, worker: str, why: str) -> None:
            told.append((worker, why))

    def full(order: Order) -> Answer:
        if not avoided[-1]:
            return Answer("failed", why="OSError: no space left", host="h", worker="tcp://full")
        return answered(order)

    programs = [program(f"{n}", id=f"en/{n}") for n in range(3)]
    found = list(ExecutorRunner(Two(Workers(full), 1)).run(programs))
    assert sorted(run.id for run in found) == ["en/0", "en/1", "en/2"]
    assert {run.ended for run in found} == {"finished"}
    assert told == [("tcp://full", "OSError: no space left")] * (len(avoided) // 2)


def test_what_no_worker_can_run_any_more_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.spreading.flight._LOOK", 0.0)

    class Without(PlainEngine):
        def executor(
            self, programs: Sequence[Program], avoid: Collection[str] = (), only: str = ""
        ) -> Executor:
            if programs[0].needs:
                raise AwayError("no worker has a CUDA device any more")
            return super().executor(programs, avoid, only)

    runner = ExecutorRunner(Without(Workers(answered), 1))
    asked = [program("1", id="en/gpu", needs=("cuda",)), program("1", id="en/1")]
    found = {run.id: (run.ended, run.detail) for run in runner.run(asked)}
    said = "it was not sent to a worker: no worker has a CUDA device any more"
    assert found == {"en/gpu": ("lost", said), "en/1": ("finished", "")}


def test_what_was_begun_by_a_worker_that_is_gone_is_not_begun_by_another() -> None:
    order = Order("deck", Described.of(), (), (program("1"),), number="7")
    asked: list[str] = []

    def claimed(number: str) -> AbstractContextManager[bool]:
        asked.append(number)
        return nullcontext(False)

    answer = Answer.from_text(run_batch(order.to_text(), {}, claimed))
    assert asked == ["7"]
    assert (answer.outcome, answer.worker) == ("failed", "")


def test_a_program_whose_run_was_lost_once_is_run_again() -> None:
    seen: list[int] = []

    def losing(order: Order) -> Answer:
        seen.append(len(order.programs))
        if len(seen) == 1:
            first, *others = answered(order).runs
            lost = Run(first.id, "lost", (), Environment(""), detail="closed")
            return Answer("runs", (lost, *others[1:]))
        return answered(order)

    found = ran(Workers(losing), [program("1", id=f"en/{n}", world=n) for n in range(3)])
    assert {run.ended for run in found.values()} == {"finished"}
    assert seen == [3, 1, 1]


def test_a_worker_that_refuses_is_told_of_with_its_reason() -> None:
    found = ran(
        Workers(lambda order: Answer("refused", why="it has torch 2.12, not 2.13", host="old")),
        [program("1", id="en/1")],
    )
    said = "the worker on old refused it: it has torch 2.12, not 2.13"
    assert (found["en/1"].ended, found["en/1"].detail) == ("lost", said)


def test_an_answer_of_another_version_loses_its_programs_in_words() -> None:
    found = ran(Workers(lambda order: ValueError("no")), [program("1", id="en/1")])
    assert found["en/1"].detail == "its worker failed: ValueError: no; it was tried 2 times"


def test_two_programs_of_one_name_both_get_their_runs() -> None:
    runner = ExecutorRunner(PlainEngine(Workers(answered), 1))
    found = list(runner.run([program("1", id="en/x"), program("2", id="en/x")]))
    assert [run.id for run in found] == ["en/x", "en/x"]
    assert sorted(run.cells[0].outputs[0].text for run in found) == ["1", "2"]


def test_files_are_sent_to_those_who_want_them_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    got: list[Mapping[str, bytes]] = []

    class Wanting(Workers):
        def submit(self, fn: Any, /, *args: Any, **settings: Any) -> Future[Any]:
            got.append(args[1])
            return super().submit(fn, *args, **settings)

    def wanting(order: Order) -> Answer:
        return answered(order) if got[-1] else Answer("wanted", wanted=(order.files["a.txt"],))

    runner = ExecutorRunner(PlainEngine(Wanting(wanting), 1), folder=tmp_path)
    (run,) = runner.run([with_files(tmp_path, "a.txt")])
    assert run.ended == "finished"
    assert [list(each.values()) for each in got] == [[], [b"a"]]


def test_a_program_whose_files_cannot_be_sent_costs_no_other(tmp_path: Path) -> None:
    outside = program("1", id="en/outside", files=(("x", str(tmp_path / "x")),))
    deck = tmp_path / "deck"
    deck.mkdir()
    runner = ExecutorRunner(PlainEngine(Workers(answered), 1), folder=deck)
    found = {run.id: run for run in runner.run([outside, program("1", id="en/1")])}
    assert found["en/1"].ended == "finished"
    assert found["en/outside"].detail == "it was not sent to a worker: `x` is not inside the deck"


def test_what_nobody_answers_is_given_up_as_soon_as_the_engine_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("generator.spreading.flight._LOOK", 0.01)

    class Gone(PlainEngine):
        def trouble(self) -> str:
            return "the cluster has no workers"

    runner = ExecutorRunner(Gone(Workers(lambda order: None), 1, level=FULL))
    (run,) = runner.run([program("1")])
    assert (run.ended, run.detail) == ("lost", "the cluster has no workers")
    assert run.environment.sandbox == FULL  # not told as one that ran without


def test_what_still_runs_is_ended_where_nobody_waits_for_it_any_more() -> None:
    ended: list[str] = []

    class Told(PlainEngine):
        def let_go(self, deck: str) -> None:
            ended.append(deck)

    def half(order: Order) -> Answer | None:
        return answered(order) if any(p.id == "0" for p in order.programs) else None

    workers = Workers(half)
    runs = ExecutorRunner(Told(workers, 1)).run([program(f"{n}", id=f"en/{n}") for n in range(60)])
    next(runs)
    runs.close()  # type: ignore[attr-defined]
    assert ended == [workers.orders[0].deck]


def test_a_deck_of_somebody_else_runs_on_no_worker_whose_sandbox_is_weak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.running.sandbox.trust.whose", lambda folder: "it is not yours")
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    deck = write_deck(tmp_path / "deck", {"en/01.md": "## A {#a}\n\n```python\n1\n```\n"})
    workers = Workers(answered)
    weak = Session(engine=PlainEngine(workers, 1, level="landlock7"))
    with weak as session, pytest.raises(ProblemsError) as caught:
        check_deck(deck, session=session)
    assert "it is not yours" in str(caught.value)
    assert workers.orders == []
    with Session(engine=PlainEngine(workers, 1, level=FULL)) as session:
        check_deck(deck, session=session)
    assert workers.orders
