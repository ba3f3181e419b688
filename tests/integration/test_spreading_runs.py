"""Programs that run on workers of an executor come out as they do on the pool of this machine."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from generator.checking.determinism import differences
from generator.model import Program, Run
from generator.running import LocalPool
from generator.running.twice import Twice
from generator.spreading import worker_decks
from generator.spreading.described import Described
from generator.spreading.engine import PlainEngine
from generator.spreading.executor_runner import ExecutorRunner
from generator.spreading.messages import Answer, Order
from generator.spreading.worker_decks import level_of
from tests.support.running import printed, program


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        yield executor


def programs(deck: Path) -> list[Program]:
    (deck / "data").mkdir()
    (deck / "data" / "b.txt").write_text("two\n")
    (deck / "a.txt").write_text("one\n")
    files = tuple((name, str((deck / name).resolve())) for name in ("a.txt", "data"))
    codes = [
        "print('é' * 3)",
        "1 / 0",
        "import random\nprint(random.random())",
        "print({'a', 'b', 'c', 'd', 'e'})",
        "raise SystemExit(3)",
        "def f():\n    return 1\n\nf()",
        "open('missing.txt')",
    ]
    found = [program(code, id=f"en/{n}") for n, code in enumerate(codes)]
    reading = "print(open('a.txt').read(), open('data/b.txt').read())"
    return [*found, program(reading, id="en/read", files=files)]


def settled(run: Run) -> Run:
    """All of a run but how long it took."""
    cells = tuple(replace(cell, seconds=0.0) for cell in run.cells)
    return replace(run, cells=cells, seconds=0.0, computed=0.0)


def test_runs_are_those_of_the_local_pool(processes: Executor, tmp_path: Path) -> None:
    asked = programs(tmp_path)
    varying = {"en/2", "en/3"}
    with LocalPool(jobs=2, folder=tmp_path) as pool:
        local = {run.id: settled(run) for run in Twice(pool, differences).run(asked)}
    engine = PlainEngine(processes, 2, level=level_of("auto"))
    spread = ExecutorRunner(engine, folder=tmp_path)
    found = {run.id: settled(run) for run in Twice(spread, differences).run(asked)}
    assert found.keys() == local.keys()
    for name in local.keys() - varying:
        assert found[name] == local[name]
    for name in varying:
        assert found[name].differences and local[name].differences
    assert found["en/read"].reads  # by which a kept result holds only while they last


def test_a_worker_of_another_proofdeck_runs_nothing(
    processes: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.spreading.described.__version__", "9.9")
    runner = ExecutorRunner(PlainEngine(processes, 2))
    (run,) = runner.run([program("print(1)")])
    assert (run.ended, run.cells) == ("lost", ())
    assert run.detail.endswith(", not 9.9")


def test_programs_of_several_threads_share_a_pool_and_keep_their_runs() -> None:
    with ThreadPoolExecutor(3) as executor:
        runner = ExecutorRunner(PlainEngine(executor, 3, jobs=2))
        asked = [program(f"print({n})", id=f"en/{n}") for n in range(30)]
        found = {run.id: printed(run) for run in runner.run(asked)}
    worker_decks.let_all_go()
    assert found == {f"en/{n}": f"{n}\n" for n in range(30)}


def test_nothing_is_left_on_a_worker_whose_pool_is_closed() -> None:
    before = children()
    with ThreadPoolExecutor(1) as executor:
        runner = ExecutorRunner(PlainEngine(executor, 1, jobs=1))
        assert [run.ended for run in runner.run([program("print(1)")])] == ["finished"]
        assert children() > before
        worker_decks.let_all_go()
        assert children() == before


def test_programs_that_were_on_their_way_when_their_command_ended_are_not_run() -> None:
    told: list[str] = []

    class Ended(PlainEngine):
        def let_go(self, deck: str) -> None:
            told.append(deck)
            worker_decks.let_go(deck)

    with ThreadPoolExecutor(1) as executor:
        runner = ExecutorRunner(Ended(executor, 1, jobs=1))
        assert [run.ended for run in runner.run([program("print(1)")])] == ["finished"]
        runner.close()
        order = Order(told[0], Described.of(), (), (program("print(1)"),))
        answer = Answer.from_text(worker_decks.run_batch(order.to_text(), {}))
        assert (answer.outcome, answer.why) == ("failed", "its command has ended")
        assert [run.ended for run in runner.run([program("print(1)")])] == ["finished"]
        runner.close()


def children() -> int:
    """How many processes this one has."""
    threads = Path(f"/proc/{os.getpid()}/task").iterdir()
    return sum(len((thread / "children").read_text().split()) for thread in threads)
