"""What all processes of a program use together, which no limit of a single one bounds."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import monotonic

from .observed import Where
from .spent import Spent, processors

MOST = 64  # processes of one program
EVERY = 0.15  # seconds between two looks
LATER = 0.2  # seconds that most programs do not take: the first look
HEADROOM = 64 * 1024 * 1024  # bytes that a single process has, too, to report in
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Watch:
    """Looks at what the processes use that are `where` a program runs, which starts now.

    They may take `memory` bytes in all, and `timeout` seconds, as `Spent` counts them. `clock`
    tells the time in seconds.
    """

    def __init__(
        self,
        where: Where,
        memory: int,
        timeout: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._where = where
        self._memory = memory
        self._timeout = timeout
        self._clock = clock
        self._spent = Spent(where, clock(), processors())
        self._next = clock() + LATER

    def due(self) -> bool:
        """Whether it is time to look."""
        return self._clock() >= self._next

    def exceeded(self) -> str:
        """Which limit is exceeded, "processes", "memory", "disk" or "timeout"; "" while none is.

        In that order: on a slow machine a program can have run out of more than one.
        """
        pids = self._where.processes()
        found = "processes" if len(pids) > MOST else self._over_memory(pids)
        if not found and self._where.full():
            found = "disk"
        spent = self._spent.seconds(pids, self._clock())
        if not found and spent >= self._timeout:
            found = "timeout"
        self._next = self._clock() + EVERY
        return found

    def _over_memory(self, pids: list[str]) -> str:
        # Forks share what they have not written to, which this counts for each of them: the
        # careful count takes a hundred times as long, and is made only where it may matter.
        most = self._memory + HEADROOM
        most -= self._where.in_sockets(pids) + sum(map(self._tables, pids))
        if sum(map(self._resident, pids)) <= most:
            return ""
        return "memory" if sum(map(self._share, pids)) > most else ""

    def _tables(self, pid: str) -> int:
        """Bytes in which the kernel keeps where the memory of a process is."""
        for line in self._where.read(pid, "status").splitlines():
            if line.startswith(b"VmPTE:"):
                return int(line.split()[1]) * 1024
        return 0

    def _resident(self, pid: str) -> int:
        fields = self._where.read(pid, "statm").split()
        return int(fields[1]) * PAGE if len(fields) > 1 else 0

    def _share(self, pid: str) -> int:
        """Bytes, those shared with others divided among them; without what files hold."""
        found = 0
        for line in self._where.read(pid, "smaps_rollup").splitlines():
            if line.startswith((b"Pss_Anon:", b"Pss_Shmem:")):
                found += int(line.split()[1]) * 1024
        return found
