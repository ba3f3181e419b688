"""How much time a program has had: on a busy machine, less than the clock says."""

from __future__ import annotations

import os
from typing import Protocol

SLOWEST = 20.0  # times the limit, by the clock, after which time is up however busy the machine was
MANY = 16  # threads that want to run: those of a program with more wait for each other
NANOSECONDS = 1e9


class Threads(Protocol):
    """The threads of a program, as far as the kernel tells of them."""

    def threads(self, pid: str) -> list[str]:
        """The numbers of those of a process; none where it has ended."""

    def read(self, pid: str, name: str) -> bytes:
        """A file of `/proc` about a process; empty where it has ended."""


class Spent:
    """The time of a program that `threads` tells of and that began at `now`, in seconds of a
    monotonic clock.

    Its time passes while it runs, sleeps and waits; not while one of its threads could run, and
    the processors were given to others (proc(5), `schedstat`). What its threads take from each
    other counts: they cannot have run for longer than all `processors` together, and where they
    are many, most of them wait for their own kind. Processes that end between two looks are not
    seen to have run, so that a fork bomb would have no time at all otherwise.
    """

    def __init__(self, threads: Threads, now: float, processors: int) -> None:
        self._threads = threads
        self._began = self._last = now
        self._processors = processors
        self._known: dict[tuple[str, str], tuple[float, float]] = {}
        self._starved = 0.0
        self._ran = 0.0

    def seconds(self, pids: list[str], now: float) -> float:
        """How much it is by now, when its processes are those."""
        found = {
            (pid, thread): times
            for pid in pids
            for thread in self._threads.threads(pid)
            if (times := self._times(pid, thread)) is not None
        }
        longest, wanting = 0.0, 0
        for key, (ran, starved) in found.items():
            ran_before, starved_before = self._known.get(key, (0.0, 0.0))
            self._ran += max(0.0, ran - ran_before)
            longest = max(longest, starved - starved_before)
            wanting += ran > ran_before or starved > starved_before
        others = min(1.0, MANY / max(1, wanting))  # the share of it that others have taken
        self._starved += min(longest, now - self._last) * others
        self._known, self._last = found, now
        passed = now - self._began
        return max(passed - self._starved, passed / SLOWEST, self._ran / self._processors)

    def _times(self, pid: str, thread: str) -> tuple[float, float] | None:
        """Seconds for which a thread has run, and for which it could have."""
        fields = self._threads.read(pid, f"task/{thread}/schedstat").split()
        if len(fields) < 2:
            return None
        return int(fields[0]) / NANOSECONDS, int(fields[1]) / NANOSECONDS


def processors() -> int:
    """How many this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
