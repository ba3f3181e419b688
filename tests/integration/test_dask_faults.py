"""What becomes of programs on a Dask cluster whose workers, scheduler, disk or network fail."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from generator.model import ProblemsError, Run
from generator.spreading.dask_engine import DaskEngine, dask_engine
from generator.spreading.executor_runner import ExecutorRunner
from tests.support.cli import ROOT
from tests.support.dask_workers import addresses, children, eventually, replaced, workers
from tests.support.running import printed, program


@pytest.fixture(scope="module")
def cluster() -> Iterator[DaskEngine]:
    with dask_engine("local", workers=2) as engine:
        yield engine


def test_workers_end_what_runs_where_nobody_waits_for_it_any_more(cluster: DaskEngine) -> None:
    runner = ExecutorRunner(cluster)
    asked = [program("print(1)", id="en/1"), program("import time\ntime.sleep(600)", timeout=900)]
    # Each in a batch of its own, so that the first comes while the other runs.
    runs = runner.run(asked)
    assert printed(next(runs)) == "1\n"
    runs.close()  # type: ignore[attr-defined]
    eventually(lambda: not children(*workers(cluster)))


def test_a_worker_that_is_killed_costs_no_program(cluster: DaskEngine) -> None:
    runner = ExecutorRunner(cluster)
    before, there = workers(cluster), addresses(cluster)
    asked = [program(f"import time\ntime.sleep(0.2)\nprint({n})", id=f"{n}") for n in range(12)]
    found: list[Run] = []
    for run in runner.run(asked):
        if not found:
            os.kill(before[0], signal.SIGKILL)
        found.append(run)
    runner.close()
    assert sorted(int(run.id) for run in found) == list(range(12))
    assert {run.id: printed(run) for run in found} == {f"{n}": f"{n}\n" for n in range(12)}
    replaced(cluster, there)


def test_a_worker_that_hangs_costs_no_program(
    cluster: DaskEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.spreading.flight._LATEST", 2.0)
    monkeypatch.setattr("generator.spreading.dask_engine._SILENT", 2.0)
    stopped, there = workers(cluster)[0], addresses(cluster)
    asked = [program(f"print({n})", id=f"{n}", timeout=1) for n in range(16)]
    found: list[Run] = []
    try:
        os.kill(stopped, signal.SIGSTOP)
        runner = ExecutorRunner(cluster)
        monkeypatch.setattr(cluster, "prepare", lambda here, modules: None)
        found += runner.run(asked)
    finally:
        os.kill(stopped, signal.SIGKILL)
    runner.close()
    assert {run.id: printed(run) for run in found} == {f"{n}": f"{n}\n" for n in range(16)}
    replaced(cluster, there)


KILLER = """
import os, signal
with open({marks!r}, "a") as marks:
    marks.write("x")
process = os.getpid()
while process > 1:
    stat = open(f"/proc/{{process}}/stat").read()
    process = int(stat.rpartition(")")[2].split()[1])
    if "spawn_main" in open(f"/proc/{{process}}/cmdline").read():
        os.kill(process, signal.SIGKILL)
        break
"""


def test_a_program_that_kills_workers_is_named_after_it_ran_twice(
    cluster: DaskEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.connection, "sandbox", "off")  # or else it could not
    there = addresses(cluster)
    open_engine = DaskEngine(cluster.connection)
    code = KILLER.format(marks=str(tmp_path / "marks"))
    asked = [program(f"print({n})", id=f"{n}") for n in range(12)]
    asked.insert(5, program(code, id="killer"))
    with ExecutorRunner(open_engine, sandbox="off") as runner:
        found = {run.id: run for run in runner.run(asked)}
    killer = found.pop("killer")
    assert killer.ended == "lost" and "it was tried 2 times" in killer.detail
    assert {name: printed(run) for name, run in found.items()} == {
        f"{n}": f"{n}\n" for n in range(12)
    }
    assert (tmp_path / "marks").read_text() == "xx"
    replaced(cluster, there)


def fill_disk() -> None:
    """Of the worker that this runs in."""
    from generator.spreading.deck_parts import SetUpDeck

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    SetUpDeck.set_up = full  # type: ignore[method-assign]


def test_a_worker_whose_disk_is_full_costs_no_program_and_is_named(
    cluster: DaskEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("one")
    files = (("a.txt", str((tmp_path / "a.txt").resolve())),)
    said: list[str] = []
    monkeypatch.setattr(cluster, "_said", said.append)
    full = min(addresses(cluster))
    cluster.connection.client.run(fill_disk, workers=[full])
    asked = [
        program(f"print(open('a.txt').read(), {n})", id=f"{n}", files=files) for n in range(30)
    ]
    with ExecutorRunner(cluster, folder=tmp_path) as runner:
        found = {run.id: printed(run) for run in runner.run(asked)}
    assert found == {f"{n}": f"one {n}\n" for n in range(30)}
    (words,) = said
    assert words.startswith(f"the worker at {full} is left out: ")
    assert "No space left on device" in words
    cluster.connection.client.restart_workers([full])


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a part of Dask with its own command, which is ended with the test."""
    started: list[subprocess.Popen[bytes]] = []
    (tmp_path / "tmp").mkdir()
    told = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")}

    def start(part: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *arguments]
        quiet = subprocess.DEVNULL
        started.append(
            subprocess.Popen(command, cwd=tmp_path / "tmp", env=told, stdout=quiet, stderr=quiet)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()  # a worker whose scheduler is gone may take long to end politely
        process.wait()


def test_a_scheduler_that_is_restarted_costs_no_program(
    start: Callable[..., subprocess.Popen[bytes]],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    at = ("--host", "127.0.0.1", "--port", f"{port}", "--no-dashboard")
    worker = (address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    scheduler = start("scheduler", *at)
    start("worker", *worker)
    with ExitStack() as stack:
        engines: list[DaskEngine] = []

        def there() -> bool:
            try:
                engines.append(stack.enter_context(dask_engine(address)))
            except ProblemsError:
                return False
            return True

        eventually(there)
        runner = stack.enter_context(ExecutorRunner(engines[0]))
        asked = [program(f"import time\ntime.sleep(0.1)\nprint({n})", id=f"{n}") for n in range(9)]
        found: list[Run] = []
        for run in runner.run(asked):
            if not found:
                scheduler.kill()
                scheduler.wait()
                start("scheduler", *at)
                start("worker", *worker)  # Dask's workers end with their scheduler
            found.append(run)
    assert sorted((run.id, printed(run)) for run in found) == [(f"{n}", f"{n}\n") for n in range(9)]


ALONE = ("unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child")


def test_a_worker_that_can_no_longer_be_reached_costs_no_program() -> None:
    if shutil.which("ip") is None or subprocess.run([*ALONE, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody have a network of one's own")
    command = [*ALONE, "--mount-proc", sys.executable, "-m", "tests.support.lost_network"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=True)
    assert json.loads(ran.stdout) == {f"{n}": f"{n}\n" for n in range(24)}
