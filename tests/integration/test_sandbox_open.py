"""What cards do everyday, which a sandbox must not take away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from generator.running import LocalPool
from tests.support.running import printed, program
from tests.support.sandbox import FOUND, needs_full

CARDS = {
    "multiprocessing": (
        """
        import multiprocessing
        def square(x): return x * x
        with multiprocessing.Pool(2) as pool: print(pool.map(square, range(4)))
        """,
        "[0, 1, 4, 9]\n",
    ),
    "spawned": (
        """
        import multiprocessing
        def square(x): return x * x
        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.map(square, range(3)))
        """,
        "[0, 1, 4]\n",
    ),
    "shared memory": (
        """
        from multiprocessing import Manager, shared_memory
        block = shared_memory.SharedMemory(create=True, size=10)
        block.buf[0] = 7
        print(block.buf[0])
        block.close(); block.unlink()
        with Manager() as manager: print(manager.list([1]))
        """,
        "7\n[1]\n",
    ),
    "files": (
        """
        import os, pathlib, shutil, tempfile
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "x")
            path.write_text("text")
            shutil.copy2(path, "copy")
            os.chmod("copy", 0o600)
            os.rename("copy", "moved")
        print(open("moved").read(), open("/dev/null").read(), len(os.urandom(3)))
        """,
        "text  3\n",
    ),
    "processes": (
        """
        import subprocess, sys
        print(subprocess.run([sys.executable, "-c", "print(6 * 7)"], text=True,
                             capture_output=True).stdout.strip())
        print(subprocess.check_output("echo shell | tr a-z A-Z", shell=True, text=True).strip())
        """,
        "42\nSHELL\n",
    ),
    "databases and clocks": (
        """
        import sqlite3, zoneinfo, getpass, hashlib, ssl
        print(sqlite3.connect(":memory:").execute("select 1 + 1").fetchone()[0])
        print(zoneinfo.ZoneInfo("Europe/Berlin"), bool(getpass.getuser()))
        """,
        "2\nEurope/Berlin True\n",
    ),
    "threads": (
        """
        import asyncio
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(4) as pool: print(sum(pool.map(abs, range(5))))
        async def main():
            process = await asyncio.create_subprocess_exec("true")
            return await process.wait()
        print(asyncio.run(main()))
        """,
        "10\n0\n",
    ),
}


@pytest.fixture(scope="module", params=["warm", "cold", "rules"])
def pool(request: pytest.FixtureRequest) -> Iterator[LocalPool]:
    without = ("netns",) if request.param == "rules" else ()
    with LocalPool(cold=request.param == "cold", without=without) as opened:
        yield opened


def test_what_cards_do_everyday_still_works(pool: LocalPool) -> None:
    runs = {run.id: run for run in pool.run([program(c, id=n) for n, (c, _) in CARDS.items()])}
    for name, (_, expected) in CARDS.items():
        assert printed(runs[name]) == expected, (name, runs[name])


@needs_full
def test_two_processes_talk_over_loopback_and_two_cards_may_use_one_port() -> None:
    code = """
        import socket, threading, time
        server = socket.create_server(("127.0.0.1", 54321))
        threading.Thread(target=lambda: server.accept()[0].sendall(b"hello")).start()
        print(socket.create_connection(("localhost", 54321)).recv(5))
        time.sleep(0.3)
    """
    with LocalPool(jobs=2) as pool:
        runs = list(pool.run([program(code, id="a"), program(code, id="b")]))
    assert [printed(run) for run in runs] == ["b'hello'\n"] * 2


@needs_full
def test_a_number_of_a_process_is_seen_to_vary() -> None:
    with LocalPool() as pool:
        runs = pool.run([program("import os; print(os.getpid())", id=f"{n}") for n in range(6)])
        assert len({printed(run) for run in runs}) > 1


def test_figures_come_out_cold_as_they_do_warm() -> None:
    pytest.importorskip("matplotlib")
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('t')\nNone"
    figures = []
    for cold in (False, True):
        with LocalPool(cold=cold) as pool:
            (run,) = pool.run([program(code, timeout=90.0)])
            assert [o.kind for o in run.cells[0].outputs] == ["svg"], run
            figures.append(run.cells[0].outputs[0].text)
    assert figures[0] == figures[1]


def test_workers_of_a_data_loader_hand_over_tensors() -> None:
    pytest.importorskip("torch")
    code = """
        import torch
        from torch.utils.data import DataLoader
        loader = DataLoader(torch.arange(8.0), batch_size=4, num_workers=2)
        print([batch.sum().item() for batch in loader])
    """
    for without in ((), ("netns",)):
        with LocalPool(without=without) as pool:
            (run,) = pool.run([program(code, timeout=60.0)])
            assert printed(run) == "[6.0, 22.0]\n", run


@pytest.mark.parametrize(
    ("without", "level"),
    [
        ((), FOUND.level),
        (("netns",), "+".join(FOUND.level.split("+")[:2]) if FOUND.full else None),
        (("netns", "seccomp"), FOUND.level.split("+")[0] if FOUND.full else None),
        (("landlock", "netns", "seccomp"), "rlimits" if sys.platform == "linux" else None),
    ],
)
def test_a_run_names_what_it_was_closed_off_by(without: tuple[str, ...], level: str | None) -> None:
    if level is None:
        pytest.skip("this machine has less")
    for cold in (False, True):
        with LocalPool(without=without, cold=cold) as pool:
            (run,) = pool.run([program("1")])
            assert (run.ended, run.environment.sandbox) == ("finished", level)


def test_strict_runs_nothing_in_a_process_that_could_not_be_closed_off() -> None:
    with LocalPool(without=("seccomp",)) as pool:
        # As if the kernel had changed its mind since it was asked.
        pool._confinement = replace(pool._confinement, sandbox="strict")
        (run,) = pool.run([program("print('ran')")])
    assert (run.ended, run.cells) == ("lost", ())
    assert "was not run" in run.detail
