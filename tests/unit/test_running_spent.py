"""The time that a program has had, and the bounds that it ran into, on a clock of the test's own."""

from __future__ import annotations

import pytest

from generator.running.worker.isolation.spent import SLOWEST, Spent
from generator.running.worker.isolation.watch import Watch

SECOND = 10**9  # nanoseconds
MEMORY = 2**29


class Machine:
    """A clock, and what the kernel tells of a program's threads: (ran, could have run), seconds."""

    def __init__(self) -> None:
        self.now = 100.0
        self.told: dict[tuple[str, str], tuple[float, float]] = {("7", "7"): (0.0, 0.0)}
        self.resident = self.in_memory = 0
        self.files: dict[str, bytes] = {}  # of `/proc`

    def clock(self) -> float:
        return self.now

    def passes(self, seconds: float, **threads: tuple[float, float]) -> None:
        """Of which each thread ran, and could have run for so long; the others slept."""
        self.now += seconds
        for name, (ran, starved) in threads.items():
            key = ("7", name.removeprefix("t"))
            before = self.told.get(key, (0.0, 0.0))
            self.told[key] = (before[0] + ran, before[1] + starved)

    def processes(self) -> list[str]:
        return sorted({pid for pid, _ in self.told})

    def threads(self, pid: str) -> list[str]:
        return [thread for owner, thread in self.told if owner == pid]

    def read(self, pid: str, name: str) -> bytes:
        if name == "status":
            return b"VmRSS:\t%d kB\n" % (self.resident // 1024) + self.files.get(name, b"")
        if name in self.files:
            return self.files[name]
        if name == "smaps_rollup":
            return b"Pss_Anon: %d kB\n" % (self.resident // 1024)
        if not name.endswith("schedstat"):
            return b""
        ran, starved = self.told[pid, name.split("/")[1]]
        return b"%d %d 5\n" % (ran * SECOND, starved * SECOND)

    def in_sockets(self, pids: list[str]) -> int:
        return 0

    def shared(self) -> int:
        return self.in_memory

    def full(self, pids: list[str]) -> bool:
        return False


def spent(machine: Machine, processors: int = 2) -> Spent:
    return Spent(machine, machine.now, processors)


def look(times: Spent, machine: Machine) -> float:
    return times.seconds(machine.processes(), machine.now)


def test_a_program_that_sleeps_or_runs_has_the_time_of_the_clock() -> None:
    machine = Machine()
    times = spent(machine)
    machine.passes(3.0)
    assert look(times, machine) == pytest.approx(3.0)
    machine.passes(2.0, t7=(2.0, 0.0))
    assert look(times, machine) == pytest.approx(5.0)


def test_time_that_a_busy_machine_gave_to_others_does_not_count() -> None:
    machine = Machine()
    times = spent(machine)
    for _ in range(10):
        machine.passes(1.0, t7=(0.25, 0.75))
        look(times, machine)
    assert look(times, machine) == pytest.approx(2.5)


def test_one_thread_that_could_run_is_enough_whoever_waits_for_it() -> None:
    machine = Machine()
    times = spent(machine)
    machine.passes(4.0, t7=(0.0, 0.0), t8=(1.0, 3.0), t9=(0.5, 2.0))
    assert look(times, machine) == pytest.approx(1.0)


def test_what_threads_take_from_each_other_counts() -> None:
    """Sixteen of them have two processors for themselves: for ever, if that were no time."""
    machine = Machine()
    times = spent(machine)
    for _ in range(8):
        machine.passes(1.0, **{f"t{n}": (0.125, 0.875) for n in range(16)})
        look(times, machine)
    assert look(times, machine) == pytest.approx(8.0)


def test_processes_that_fork_and_end_are_up_soon_though_none_is_seen_to_run() -> None:
    machine = Machine()
    times = spent(machine)
    for generation in range(1, 101):
        machine.now += 0.1
        machine.told = {(str(generation * 100 + n),) * 2: (0.001, 0.09) for n in range(63)}
        look(times, machine)
    assert look(times, machine) > 5.0


def test_a_program_is_up_in_the_end_whatever_the_machine_was_doing() -> None:
    machine = Machine()
    times = spent(machine)
    machine.passes(SLOWEST * 10, t7=(0.0, SLOWEST * 10))
    assert look(times, machine) == pytest.approx(10.0)


def test_a_thread_that_takes_the_number_of_another_has_its_own_time() -> None:
    machine = Machine()
    times = spent(machine)
    machine.passes(2.0, t7=(1.0, 1.0))
    look(times, machine)
    machine.told["7", "7"] = (0.0, 0.0)
    machine.passes(2.0, t7=(2.0, 0.0))
    assert look(times, machine) == pytest.approx(3.0)


def test_a_kernel_that_does_not_tell_leaves_the_clock() -> None:
    machine = Machine()
    times = spent(machine)
    machine.told.clear()
    machine.passes(5.0)
    assert look(times, machine) == pytest.approx(5.0)


def test_a_program_is_ended_when_its_time_is_up_and_not_while_it_is_held_up() -> None:
    machine = Machine()
    watch = Watch(machine, MEMORY, 2.0, machine.clock)
    assert not watch.due()
    for _ in range(19):
        machine.passes(1.0, t7=(0.1, 0.9))
        assert (watch.due(), watch.exceeded()) == (True, "")
    machine.passes(1.0, t7=(0.1, 0.9))
    assert watch.exceeded() == "timeout"


def test_too_much_memory_comes_before_too_much_time() -> None:
    machine = Machine()
    watch = Watch(machine, MEMORY, 2.0, machine.clock)
    machine.passes(60.0, t7=(60.0, 0.0))
    machine.resident = 2 * MEMORY
    assert watch.exceeded() == "memory"


SHARED = b"7f00-7f01 rw-s 00000000 00:01 %d                   /dev/zero (deleted)\n"
OTHERS = b"7f00-7f01 rw-p 00000000 00:01 7                   /dev/zero (deleted)\n7f02-7f03 rw-p 0 0:0 0\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, ""),
        ({"smaps_rollup": b""}, ""),
        ({"status": b"VmPTE:\t%d kB\n" % (2 * MEMORY // 1024)}, "memory"),
        ({"status": b"VmSwap:\t%d kB\n" % (2 * MEMORY // 1024), "smaps_rollup": b""}, "memory"),
        (
            {
                "status": b"VmSwap:\t%d kB\n" % (2 * MEMORY // 1024),
                "smaps_rollup": b"Pss_Anon: 1 kB\nSwapPss: %d kB\n" % (2 * MEMORY // 1024),
            },
            "memory",
        ),
        (
            {
                "status": b"HugetlbPages:\t%d kB\n" % (2 * MEMORY // 1024),
                "smaps_rollup": b"Private_Hugetlb: %d kB\n" % (2 * MEMORY // 1024),
            },
            "memory",
        ),
        ({"maps": OTHERS + SHARED % 1 * 100}, ""),
        ({"maps": OTHERS + b"".join(SHARED % n for n in range(8))}, ""),
        ({"maps": OTHERS + b"".join(SHARED % n for n in range(50))}, "memory"),
    ],
    ids=str,
)
def test_memory_counts_wherever_the_kernel_tells_of_it(files: dict[str, bytes], found: str) -> None:
    machine = Machine()
    machine.resident = 2**20
    machine.files = files
    watch = Watch(machine, MEMORY, 9.0, machine.clock)
    machine.in_memory = 2 * MEMORY  # somebody's
    assert watch.exceeded() == found


def test_a_process_that_hides_what_it_shares_counts_whole() -> None:
    machine = Machine()
    machine.resident = 2 * MEMORY
    machine.files = {"smaps_rollup": b"Pss_Anon: 1024 kB\n"}
    assert Watch(machine, MEMORY, 9.0, machine.clock).exceeded() == ""
    machine.files = {"smaps_rollup": b""}
    assert Watch(machine, MEMORY, 9.0, machine.clock).exceeded() == "memory"


def test_too_many_processes_are_seen_however_long_a_look_at_one_takes() -> None:
    machine = Machine()
    machine.resident = 2 * MEMORY
    watch = Watch(machine, MEMORY, 9.0, machine.clock)
    read = machine.read

    def slowly(pid: str, name: str) -> bytes:
        if name == "smaps_rollup":
            assert pid == "7", "looked at others while there were too many"
            machine.told |= {(str(n), str(n)): (0.0, 0.0) for n in range(100)}
        return read(pid, name)

    machine.told["8", "8"] = (0.0, 0.0)
    machine.read = slowly  # type: ignore[method-assign]
    assert watch.exceeded() == "processes"
