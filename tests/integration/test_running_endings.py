"""The ways in which programs end, and that none takes others or the machine along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model import Cell, ProblemsError
from generator.running import LocalPool
from generator.running.pool import local_pool as pool_module
from generator.running.pool.job import Job
from tests.support.running import NAP, printed, processes_with, program

HOG = "x = bytearray(10**9)"


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    with LocalPool() as pool:
        yield pool


@pytest.mark.parametrize(
    ("code", "ended", "status"),
    [
        ("import ctypes\nctypes.string_at(0)", "signal", signal.SIGSEGV),
        ("import os\nos.abort()", "signal", signal.SIGABRT),
        ("import os\nos._exit(3)", "exit", 3),
        ("import os\nos._exit(0)", "exit", 0),
        ("import sys\nsys.exit()", "exit", 0),
        ("raise SystemExit(7)", "exit", 7),
        ("import sys\nsys.exit('message')", "exit", 1),
        ("raise KeyboardInterrupt", "raised", 0),
        ("input()", "raised", 0),
        (HOG, "memory", 0),
        ("import numpy\nnumpy.ones(10**9)", "memory", 0),
        ("import os\nos.closerange(3, 1024)", "signal", signal.SIGPIPE),
        ("import os\nos._exit(118)", "exit", 118),
        ("import os\nos._exit(119)", "exit", 119),
    ],
)
def test_a_card_that_ends_oddly_says_how(
    pool: LocalPool, code: str, ended: str, status: int
) -> None:
    (run,) = pool.run([program("print('before')", code, "print('never')", memory=2**28)])
    assert (run.ended, run.status) == (ended, status)
    assert printed(run) == "before\n"
    assert len(run.cells) == 2


def test_an_exit_handler_may_decide_how_a_card_ends(pool: LocalPool) -> None:
    (run,) = pool.run([program("import atexit, os\natexit.register(os._exit, 5)", "print('on')")])
    assert (run.ended, run.status, printed(run)) == ("exit", 5, "on\n")


def test_an_expected_exit_is_an_exception_like_any_other(pool: LocalPool) -> None:
    cell = Cell("raise SystemExit(2)", 3, raises="SystemExit")
    (run,) = pool.run([program(cell, "print('on')")])
    assert run.ended == "finished"
    assert run.cells[0].raised is not None


def test_a_segfaulting_card_does_not_take_the_build_down(pool: LocalPool) -> None:
    bad = program("import ctypes\nctypes.string_at(0)", id="bad")
    good = [program(f"print({n})", id=f"good{n}") for n in range(6)]
    runs = {run.id: run for run in pool.run([*good[:3], bad, *good[3:]])}
    assert runs["bad"].ended == "signal"
    assert [printed(runs[f"good{n}"]) for n in range(6)] == [f"{n}\n" for n in range(6)]


def test_an_endless_loop_ends_at_its_timeout_with_what_it_had_printed(pool: LocalPool) -> None:
    card = program("print('so far')\nwhile True: pass", timeout=0.5)
    (run,) = pool.run([card])
    assert run.ended == "timeout"
    assert printed(run) == "so far\n"


def test_a_card_that_outlives_itself_is_ended(pool: LocalPool) -> None:
    code = f"""
        import os, subprocess, time
        subprocess.Popen(["sleep", "{NAP}"])
        subprocess.Popen(["setsid", "sleep", "{NAP}"])
        if os.fork() == 0:
            os.setsid()
            os.execvp("sleep", ["sleep", "{NAP}"])
        time.sleep(0.2)
        print("done")
    """
    slow = program("import time\ntime.sleep(1.0)", id="slow")
    runs = {run.id: run for run in pool.run([slow, program(code, id="parent")])}
    assert runs["parent"].ended == "finished"
    assert printed(runs["parent"]) == "done\n"
    assert processes_with(f"sleep\0{NAP}\0") == []


def test_nothing_but_descendants_of_the_worker_is_ever_ended(tmp_path: Path) -> None:
    # Two workers side by side: one ends with strays of its own while a process of the other's
    # session, and this test's own, go on.
    code = f"""
        import os, subprocess
        subprocess.Popen(["sleep", "{NAP}"])
        subprocess.Popen(["setsid", "sleep", "{NAP}"])
    """
    with (
        subprocess.Popen(["sleep", str(NAP + 10**8)]) as bystander,
        subprocess.Popen(["sleep", str(NAP + 10**8)], start_new_session=True) as other,
    ):
        with LocalPool() as one:
            (run,) = one.run([program(code)])
            assert run.ended == "finished"
            endless = one.run([program("1", id="quick"), program(code + "\n        while 1: pass")])
            next(endless)
            endless.close()
        assert processes_with(f"sleep\0{NAP}\0") == []
        assert (bystander.poll(), other.poll()) == (None, None)
        bystander.kill()
        other.kill()


def test_a_closed_stdout_is_an_error_of_the_program_not_of_the_build(pool: LocalPool) -> None:
    (run,) = pool.run([program("import os\nos.close(1)\nprint(1)")])
    assert run.ended == "raised"
    assert run.cells[0].raised is not None
    assert run.cells[0].raised.name == "OSError"


def test_a_card_cannot_pass_off_bytes_as_its_result(pool: LocalPool) -> None:
    code = """
        import os
        for descriptor in range(3, 300):
            try:
                os.write(descriptor, b"\\x00\\x00\\x00\\x02{}")
            except OSError:
                pass
    """
    (run,) = pool.run([program(code, "print('on')")])
    assert run.ended in ("finished", "forged")
    assert all(output.kind != "value" for cell in run.cells for output in cell.outputs)


def test_a_card_that_kills_its_host_is_lost_alone() -> None:
    killer = program("import os\nos.kill(os.getppid(), 9)\nos.sched_yield()", id="killer")
    others = [program("import time; time.sleep(0.1); print(1)", id=f"{n}") for n in range(4)]
    with LocalPool(sandbox="off") as pool:  # in a sandbox it cannot
        runs = {run.id: run for run in pool.run([others[0], killer, *others[1:]])}
    assert runs["killer"].ended == "lost"
    assert "SIGKILL" in runs["killer"].detail
    assert [runs[f"{n}"].ended for n in range(4)] == ["finished"] * 4


def test_a_full_disk_is_said_of_each_card_it_stops_and_the_build_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = iter([Job.open, None, None, Job.open])

    def open_or_fail(job: Job) -> int:
        found = next(opened)
        if found is None:
            raise OSError(28, "No space left on device")
        return found(job)

    monkeypatch.setattr(Job, "open", open_or_fail)
    with LocalPool(jobs=1) as one:
        giving_up = threading.Timer(60, one.close)
        giving_up.start()
        runs = list(one.run([program("print('ran')", id=str(n)) for n in range(4)]))
        giving_up.cancel()
    assert [run.id for run in runs] == ["0", "1", "2", "3"]
    assert [run.ended for run in runs] == ["finished", "lost", "lost", "finished"]
    assert all("No space left" in run.detail for run in runs[1:3])


def test_deadlines_are_kept_and_none_is_missed_while_the_caller_is_busy(pool: LocalPool) -> None:
    short = program("print(1)", id="a")
    talkative = program("for i in range(50): print(i)", id="b", timeout=1.0)
    runs = []
    for run in pool.run([short, talkative]):
        time.sleep(1.2)
        runs.append(run)
    assert [run.ended for run in runs] == ["finished", "finished"]


def test_an_interrupted_build_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    script = """if True:
        import signal, sys
        from generator.model import Cell, Program
        from generator.running import LocalPool
        # A shell lets what it starts in the background ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        loop = Cell("import subprocess; print(1); subprocess.run(['sleep', 'NAP'])", 1)
        cards = [Program("0", "a.md", (Cell("1", 1),))]
        cards += [Program(str(n), "a.md", (loop,), env=e) for n, e in ((1, ()), (2, (("A", "b"),)))]
        with LocalPool(jobs=3) as pool:
            for run in pool.run(cards):
                print(run.ended, flush=True)
    """
    settings = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        [sys.executable, "-c", script.replace("NAP", str(NAP))],
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as build:
        assert build.stdout is not None
        assert build.stdout.readline() == "finished\n"
        deadline = time.monotonic() + 20
        while len(processes_with(f"sleep\0{NAP}\0")) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(processes_with(f"sleep\0{NAP}\0")) == 2
        build.send_signal(signal.SIGINT)
        _, errors = build.communicate(timeout=30)
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert processes_with(str(tmp_path)) == []
    assert list(tmp_path.glob("proofdeck-*")) == []


def test_closing_the_iterator_early_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with LocalPool(jobs=2) as pool:
        loop = program("while True: pass", id="loop")
        runs = pool.run([program("1", id="quick"), loop, loop])
        assert next(runs).id == "quick"
        runs.close()
        assert processes_with(str(tmp_path)) == []
        (again,) = pool.run([program("print('still works')")])
        assert printed(again) == "still works\n"
    assert list(tmp_path.iterdir()) == []


def test_where_there_is_no_fork_results_are_the_same(
    pool: LocalPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = [
        program("import sys\nprint(1)\nprint(2, file=sys.stderr)\n3", "1 / 0", id="a"),
        program("import ctypes\nctypes.string_at(0)", id="b"),
        program("print('x')\nwhile True: pass", id="c", timeout=1.0),
        program("import sys\nsys.exit(4)", id="d"),
    ]
    forked = {run.id: run for run in pool.run(cards)}
    monkeypatch.setattr(pool_module, "FORKS", False)
    with LocalPool() as unforked:
        for run in unforked.run(cards):
            other = forked[run.id]
            assert (run.ended, run.status) == (other.ended, other.status)
            assert [(c.outputs, c.raised) for c in run.cells] == [
                (c.outputs, c.raised) for c in other.cells
            ]


def test_a_python_that_does_not_start_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        LocalPool(python=str(tmp_path / "python"))
    assert caught.value.problems[0].place.path == str(tmp_path / "python")
    assert caught.value.problems[0].hint


def test_a_build_ends_with_an_interpreter_that_knows_no_pidfds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr("os.pidfd_open", raising=False)  # as some are compiled
    with LocalPool(jobs=1) as pool:
        runs = list(pool.run([program("print(1)")]))
    assert [run.ended for run in runs] == ["finished"]
