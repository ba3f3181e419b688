"""What many processes use together, and what is left of a program when it has ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model import Run
from generator.running import LocalPool
from tests.support.running import NAP, printed, processes_with, program
from tests.support.sandbox import FOUND, needs_full

MANY = "import os, time\nfor _ in range(8): os.fork()\ntime.sleep(60)"
BOMB = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
TOGETHER = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        held = bytearray(150 * 2**20)
        held[::4096] = bytes(len(held[::4096]))
        time.sleep(60)
time.sleep(60)
"""
ON_DISK = """
import os
for number in range(10**6):
    try:
        with open(str(number), "wb") as file:
            file.write(bytes({size}))
    except OSError:
        pass
"""
STRAYS = f"""
import os, subprocess, time
subprocess.Popen(["setsid", "sleep", "{NAP}"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/usr")
        os.execvp("sleep", ["sleep", "{NAP}"])
    os._exit(0)
time.sleep(0.3)
print("done")
"""


@pytest.fixture(params=["containers", "rules", "cold", "cold rules"])
def pool(request: pytest.FixtureRequest) -> Iterator[LocalPool]:
    """Warm and cold with everything that there is, and as on a machine without namespaces."""
    rules, cold = "rules" in request.param, "cold" in request.param
    if not rules and not FOUND.full:
        pytest.skip(f"this machine has not: {dict(FOUND.missing)}")
    with LocalPool(cold=cold, without=("netns",) if rules else (), jobs=2) as opened:
        yield opened


def beside(pool: LocalPool, code: str, **settings: object) -> Run:
    """The run of a program that others run beside, which must not notice."""
    others = [program(f"import time; time.sleep(0.2); print({n})", id=f"{n}") for n in range(3)]
    hostile = program(code, id="hostile", timeout=20.0, **settings)
    runs = {run.id: run for run in pool.run([others[0], hostile, *others[1:]])}
    assert [printed(runs[f"{n}"]) for n in range(3)] == ["0\n", "1\n", "2\n"]
    return runs["hostile"]


def test_too_many_processes_are_named_and_ended(pool: LocalPool) -> None:
    assert beside(pool, MANY).ended == "processes"


def test_memory_of_all_processes_counts_together(pool: LocalPool) -> None:
    assert beside(pool, TOGETHER, memory=2**29).ended == "memory"


@pytest.mark.parametrize("size", [2**20, 1])
def test_a_program_that_fills_its_folder_is_named_and_ended(pool: LocalPool, size: int) -> None:
    assert beside(pool, ON_DISK.format(size=size)).ended == "disk"


def test_nothing_outlives_a_program_however_it_detached_itself(pool: LocalPool) -> None:
    run = beside(pool, STRAYS)
    assert (run.ended, printed(run)) == ("finished", "done\n")
    assert processes_with(f"sleep\0{NAP}\0") == []


@needs_full
def test_a_fork_bomb_is_stopped_for_good_every_time() -> None:
    with LocalPool(jobs=2) as pool:
        for _ in range(5):
            assert beside(pool, BOMB).ended == "processes"
    assert processes_with(str(pool._root)) == []


@needs_full
def test_files_in_memory_do_not_escape_the_count() -> None:
    with LocalPool() as pool:
        for code in (
            "import os; os.memfd_create('x')",
            "import ctypes; assert ctypes.CDLL(None).shmget(0, 4096, 0o1600) != -1",
        ):
            (run,) = pool.run([program(code)])
            assert run.ended == "raised", code
        shared = (
            "import mmap, time\nm = mmap.mmap(-1, 2**30)\nm.write(bytes(2**30))\ntime.sleep(60)"
        )
        (run,) = pool.run([program(shared, memory=2**29, timeout=20.0)])
        assert run.ended == "memory"


def test_no_folder_of_a_program_stays(pool: LocalPool, tmp_path: Path) -> None:
    code = (
        "import os; os.makedirs('a/b'); open('a/b/-rf', 'w').close(); os.chmod('a', 0); os.getcwd()"
    )
    (run,) = pool.run([program(code)])
    assert run.ended == "finished"
    assert list(pool._root.glob("[0-9]*")) == []


UNREAD = """
import socket, time
kept = []
for _ in range(1500):
    pair = socket.socketpair()
    kept.append(pair)
    for end in pair:
        end.setblocking(False)
        try:
            while True: end.send(bytes(65536))
        except OSError:
            pass
time.sleep(60)
"""


def test_what_waits_unread_in_sockets_counts_as_memory(pool: LocalPool) -> None:
    assert beside(pool, UNREAD, memory=2**28).ended == "memory"
