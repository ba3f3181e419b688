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


HIDES = f"""
import os, time
if os.fork() == 0:
    os.setsid()
    os.chdir("/usr")
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "{NAP}"])
    os._exit(0)
os.wait()
time.sleep(0.3)
"""


def test_nothing_outlives_a_program_because_others_run(pool: LocalPool) -> None:
    programs = [program("import time\ntime.sleep(3)", id="longer"), program(HIDES, id="hides")]
    runs = pool.run(programs)
    assert next(runs).id == "hides"
    assert processes_with(f"sleep\0{NAP}\0") == []
    assert next(runs).ended == "finished"


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


PIECES = """
import mmap, time
pieces = [mmap.mmap(-1, 2**24) for _ in range(80)]
for piece in pieces:
    piece.write(bytes(len(piece)))
    if {untouched}: piece.madvise(mmap.MADV_DONTNEED)
time.sleep(60)
"""
FILTERS = """
import ctypes, os, socket, struct, time
lines = struct.pack("HBBI", 4, 0, 0, 1) * 4095 + struct.pack("HBBI", 6, 0, 0, 65535)
code = ctypes.create_string_buffer(lines)
filter = struct.pack("HP", 4096, ctypes.addressof(code))
for _ in range(8):
    if os.fork() == 0:
        kept = [socket.socket(socket.AF_UNIX) for _ in range(800)]
        for each in kept: each.setsockopt(socket.SOL_SOCKET, 26, filter)
        time.sleep(60)
time.sleep(60)
"""
DELETED = """
import os, time
kept = []
while True:
    try:
        kept.append(open("x", "wb"))
        os.unlink("x")
        kept[-1].write(bytes(2**20))
        kept[-1].flush()
    except OSError:
        time.sleep(0.1)
"""


@pytest.mark.parametrize("untouched", [False, True])
def test_memory_that_processes_share_counts_whoever_touches_it(
    pool: LocalPool, untouched: bool
) -> None:
    assert beside(pool, PIECES.format(untouched=untouched), memory=2**29).ended == "memory"


def test_filters_of_sockets_count_as_memory(pool: LocalPool) -> None:
    assert beside(pool, FILTERS, memory=2**28).ended == "memory"


def test_files_that_were_deleted_count_while_they_are_open(pool: LocalPool) -> None:
    assert beside(pool, DELETED).ended == "disk"


def test_no_folder_of_a_program_stays(pool: LocalPool, tmp_path: Path) -> None:
    code = (
        "import os; os.makedirs('a/b'); open('a/b/-rf', 'w').close(); os.chmod('a', 0); os.getcwd()"
    )
    (run,) = pool.run([program(code)])
    assert run.ended == "finished"
    assert list(pool._root.glob("[0-9]*")) == []


UNREAD = """
import os, socket, time
kept = []
for _ in range(2): os.fork()
for _ in range(400):
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
