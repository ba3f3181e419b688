"""Processes that import more than another does are forked from it, and still stand alone."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.model import Run
from generator.running import LocalPool
from generator.running.twice import Twice
from tests.support.branches import forkserver_named, frameworks, pool  # noqa: F401 (fixtures)
from tests.support.cli import ROOT
from tests.support.running import printed, processes_with, program
from tests.support.sandbox import FOUND

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="programs are forked on Linux")

SHORT = "import first_framework as f\nprint(f.MARK, f.PID)"
LONG = "import first_framework as f, second_framework as s\nprint(f.MARK, f.PID, s.MARK, s.PID)"
ADDRESS = "\nid(f) > 0"  # which depends on the interpreter
# All that could tell where a process comes from, without a word for which it gets its own.
STATE = """
import gc, inspect, os, random, second_framework, signal, sys
print(list(vars(sys)["modules"]), sys.argv, hash("x"), len(inspect.stack()), gc.isenabled())
print([os.readlink(f"/proc/self/fd/{n}").split(":")[0] for n in range(100) if os.path.exists(f"/proc/self/fd/{n}")])
print(signal.getsignal(signal.SIGCHLD), signal.set_wakeup_fd(-1), gc.get_threshold())
"""


def told(runs: list[Run]) -> dict[str, list[str]]:
    return {run.id: printed(run).split() for run in runs}


def test_what_two_kinds_of_programs_import_is_imported_once(pool: LocalPool) -> None:  # noqa: F811
    cards = [program(code, id=f"{n}-{code is LONG}") for n in range(2) for code in (LONG, SHORT)]
    found = told(list(pool.run(cards)))
    first, again = found["0-False"], found["1-False"]
    more, once_more = found["0-True"], found["1-True"]
    assert first == again == more[:2]
    assert more == once_more
    assert more[3] != more[1]  # in a process of its own


def test_programs_that_all_need_much_have_it_imported_in_one_process(pool: LocalPool) -> None:  # noqa: F811
    (run,) = pool.run([program(LONG)])
    found = printed(run).split()
    assert found[1] == found[3]


def test_later_programs_still_profit_from_what_was_imported_for_earlier_ones(
    pool: LocalPool,  # noqa: F811
) -> None:
    found = told(list(pool.run([program(SHORT, id="short")])))
    found |= told(list(pool.run([program(LONG, id="long")])))
    assert found["long"][:2] == found["short"]


@pytest.mark.parametrize("varied", [False, True])
def test_programs_cannot_tell_a_branch_from_a_process_that_imported_it_all(
    frameworks: Path,  # noqa: F811
    varied: bool,
) -> None:
    def compare(first: Run, second: Run, code: str) -> tuple[()]:
        seen.append(printed(second if varied else first))
        return ()

    shown: list[str] = []
    card = program(STATE, id="state")
    for others in ([], [program("import first_framework", id="other")]):
        seen: list[str] = []
        with LocalPool(folder=frameworks) as opened:
            runs = {run.id: run for run in Twice(opened, compare).run([*others, card])}
        assert runs["state"].ended == "finished", runs["state"]
        shown.append(next(filter(None, seen)))  # the other program prints nothing
    alone, branched = shown
    assert "second_framework" in alone
    assert branched == alone


@pytest.mark.parametrize("victim", ["pd-second", "pd-first"])
def test_programs_survive_the_death_of_the_processes_that_were_to_fork_them(
    pool: LocalPool,  # noqa: F811
    victim: str,
) -> None:
    straggler = f"{time.time_ns() % 10**9}.5"
    start = f"import subprocess\nsubprocess.Popen(['sleep', '{straggler}'], start_new_session=True)"
    wait = "import time\ntime.sleep(2)"
    cards = [
        program(SHORT, id="quick"),
        program(wait, SHORT, id="slow"),
        program(start, wait, LONG, id="long"),
    ]
    runs = []
    for run in pool.run(cards):
        runs.append(run)
        if run.id == "quick":
            os.kill(forkserver_named("pd-second"), 0)  # it is there, with a program
            os.kill(forkserver_named(victim), signal.SIGKILL)
    found = told(runs)
    assert all(run.ended == "finished" for run in runs)
    if victim == "pd-second":
        assert found["long"][0] != found["quick"][0]  # it ran again, alone
    assert (found["slow"] == found["quick"]) == (victim == "pd-second")
    assert processes_with(straggler) == []


def test_what_programs_of_a_killed_branch_left_running_is_ended_at_once(
    pool: LocalPool,  # noqa: F811
) -> None:
    straggler = f"{time.time_ns() % 10**9}.5"
    start = f"import subprocess\nsubprocess.Popen(['sleep', '{straggler}'], start_new_session=True)"

    def kill_once_busy() -> None:
        while not processes_with(straggler):
            time.sleep(0.05)
        os.kill(forkserver_named("pd-second"), signal.SIGKILL)

    (short,) = pool.run([program(SHORT)])  # of which nothing runs any more then
    killer = threading.Thread(target=kill_once_busy)
    killer.start()
    (run,) = pool.run([program(start, "import time\ntime.sleep(2)", LONG)])
    killer.join()
    assert run.ended == "finished"
    assert printed(run).split()[0] != printed(short).split()[0]  # it ran again, alone
    assert processes_with(straggler) == []


def test_how_long_programs_of_branches_kept_the_processors_is_known_once_all_has_ended(
    frameworks: Path,  # noqa: F811
) -> None:
    burn = "import time\nwhile time.process_time() < 0.5: pass"

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = spent()
    with LocalPool(jobs=2, folder=frameworks) as opened:
        runs = list(opened.run([program(SHORT, burn, id="a"), program(LONG, burn, id="b")]))
        assert all(run.ended == "finished" for run in runs)
    assert spent() - before > 1.0


@pytest.mark.skipif("netns" not in FOUND.level, reason="programs have no containers here")
def test_closing_ends_nobody_by_a_number_that_means_another_where_programs_have_containers(
    frameworks: Path,  # noqa: F811
) -> None:
    log = frameworks / "looked.txt"
    with (frameworks / "first_framework.py").open("a") as file:
        file.write(f"""
real = os.listdir
def listdir(path="."):
    if path == "/proc":  # whose numbers are not those of a worker in a tree of its own
        with open({str(log)!r}, "a") as file:
            file.write("looked\\n")
    return real(path)
os.listdir = listdir
""")
    log.touch()
    with LocalPool(jobs=2, folder=frameworks) as opened:
        assert all(run.ended == "finished" for run in opened.run([program(SHORT), program(LONG)]))
    assert log.read_text() == ""


@pytest.mark.parametrize(
    "moment", ["while it imports", "while it runs"], ids=["importing", "running"]
)
@pytest.mark.parametrize("way", ["'auto'", "'auto', without=['netns']", "'off'"])
def test_nothing_is_left_of_branches_when_proofdeck_is_killed(
    frameworks: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
    moment: str,
    way: str,
) -> None:
    if moment == "while it imports":
        with (frameworks / "second_framework.py").open("a") as file:
            file.write("import time\ntime.sleep(1000)\n")
    script = frameworks / "main.py"
    script.write_text(
        "from pathlib import Path\n"
        "from generator.running import LocalPool\n"
        "from generator.running.programs import scan\n"
        "from tests.support.running import program\n"
        "first, second = 'first_framework', 'second_framework'\n"
        "scan.PRELOADS |= {first: (first,), second: (first, second)}\n"
        "cards = [program('import first_framework', id='a'),\n"
        "    program('import second_framework, time; time.sleep(1000)', id='b', timeout=2000)]\n"
        f"pool = LocalPool(sandbox={way}, folder=Path({str(frameworks)!r}))\n"
        "for run in pool.run(cards):\n"
        "    print(run.ended, flush=True)\n"
    )
    scratch = tmp_path_factory.mktemp("scratch")
    variables = {**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": f"{ROOT}:{frameworks}"}
    variables["PROOFDECK_CACHE"] = str(frameworks / "cache")
    code = f"from generator.running.machine import environ; environ.FIXED['PYTHONPATH'] = {str(frameworks)!r}; exec(open({str(script)!r}).read())"
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=variables, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "finished\n"
        named = "pd-first" if moment == "while it imports" else "pd-second"
        forkserver_named(named)
    finally:
        process.kill()
        process.communicate()
    for _ in range(100):
        if not processes_with(str(scratch)):
            break
        time.sleep(0.1)
    assert processes_with(str(scratch)) == []


def test_a_branch_that_would_not_be_faithful_gives_way_to_interpreters_of_their_own(
    pool: LocalPool,  # noqa: F811
    frameworks: Path,  # noqa: F811
) -> None:
    with (frameworks / "second_framework.py").open("a") as file:
        file.write("import threading\n")
        file.write("threading.Thread(target=threading.Event().wait, daemon=True).start()\n")
    count = "import second_framework, threading\nprint(threading.active_count())"
    found = told(list(pool.run([program(SHORT, id="short"), program(count, id="long")])))
    assert found["long"] == ["2"]
    assert len(found["short"]) == 2


def test_what_a_branch_prints_on_importing_is_on_the_card(
    pool: LocalPool,  # noqa: F811
    frameworks: Path,  # noqa: F811
) -> None:
    with (frameworks / "second_framework.py").open("a") as file:
        file.write("print('hello')\n")
    cards = [program(SHORT, id="short"), program("import second_framework", id="long")]
    found = told(list(pool.run(cards)))
    assert found["long"] == ["hello"]
    assert "hello" not in found["short"]


def test_a_branch_that_dies_of_importing_is_replaced_by_a_process_of_its_own(
    pool: LocalPool,  # noqa: F811
    frameworks: Path,  # noqa: F811
) -> None:
    with (frameworks / "second_framework.py").open("a") as file:
        file.write("if PID != first_framework.PID:\n    os.abort()\n")
    cards = [program(code, id=f"{code is LONG}-{n}") for n in range(2) for code in (SHORT, LONG)]
    found = told(list(pool.run(cards)))
    assert found["False-0"] == found["False-1"]
    assert found["True-0"] == found["True-1"]  # still imported but once
    assert found["True-0"][0] != found["False-0"][0]


def test_programs_of_the_same_world_share_their_imports(pool: LocalPool) -> None:  # noqa: F811
    worlds = {"a": 2, "b": 2, "c": 3, "d": 0, "e": 1}
    cards = [program(SHORT + ADDRESS, id=name, world=world) for name, world in worlds.items()]
    cards += [program(SHORT, id=f"{name}'", world=world) for name, world in worlds.items()]
    found = told(list(pool.run(cards)))
    assert found["a"] == found["b"]
    assert len({found[name][0] for name in "acde"}) == 4
    # What no hash or address shows in needs no interpreter for each world.
    assert found["a'"] == found["b'"] == found["c'"] == found["e'"] == found["e"]
    assert found["d'"] == found["d"]


def test_a_program_with_variables_of_its_own_imports_for_itself(pool: LocalPool) -> None:  # noqa: F811
    env = (("OWN", "1"),)
    cards = [program(SHORT, id="a", env=env), program(SHORT, id="b", env=env)]
    found = told(list(pool.run(cards)))
    assert found["a"][0] != found["b"][0]


def test_many_worlds_are_served_a_few_at_a_time(frameworks: Path) -> None:  # noqa: F811
    worlds = range(2, 6)
    cards = [
        program(code + ADDRESS, id=f"{world}-{n}-{code is LONG}", world=world)
        for world in worlds
        for n in range(2)
        for code in (LONG, SHORT)
    ]
    seen = []
    with LocalPool(jobs=1, folder=frameworks) as opened:
        runs = []
        for run in opened.run(cards):
            runs.append(run)
            seen.append(served(worlds, frameworks))
    found = told(runs)
    for world in worlds:
        marks = {found[f"{world}-{n}-{long}"][0] for n in range(2) for long in (True, False)}
        assert len(marks) == 1
    assert len({each[0] for each in found.values()}) == 4
    assert max(seen) == 1


def served(worlds: Iterable[int], folder: Path) -> int:
    """How many of the worlds have workers; those that were told to end get the time to do so."""
    end = time.monotonic() + 60
    while True:
        found = sum(bool(workers_of(world, folder)) for world in worlds)
        if found <= 1 or time.monotonic() > end:
            return found
        time.sleep(0.05)


def workers_of(world: int, folder: Path) -> set[int]:
    """The workers of a world that this test has started."""
    return set(processes_with(f"PYTHONHASHSEED={world}\0")) & set(
        processes_with(f"PYTHONPATH={folder}\0")
    )
