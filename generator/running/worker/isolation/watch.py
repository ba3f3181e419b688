"""What all processes of a program use together, which no limit of a single one bounds."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

from ..kernel.seccomp import PIECE
from .observed import Where
from .spent import Spent, processors

MOST = 64  # processes of one program
EVERY = 0.15  # seconds between two looks
LATER = 0.2  # seconds to the first look; most programs end before it
FEW = 8  # pieces of untouched memory, which do no harm
ANONYMOUS = b" /dev/zero (deleted)"
HEADROOM = 64 * 1024 * 1024  # bytes that a single process has, too, to report in


class Watch:
    """Watches what the processes of a program use, which runs in `where` and starts now.

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
        self._shared_before = where.shared()

    def due(self) -> bool:
        """Whether it is time to look."""
        return self._clock() >= self._next

    def exceeded(self) -> str:
        """Which limit is exceeded, "processes", "memory", "disk" or "timeout"; "" while none is.

        In that order: on a slow machine a program can have run out of more than one.
        """
        try:
            pids = self._few()
            if self._over_memory(pids):
                return "memory"
            if self._where.full(pids):
                return "disk"
            spent = self._spent.seconds(pids, self._clock())
            return "timeout" if spent >= self._timeout else ""
        except _ManyError:
            return "processes"
        finally:
            self._next = self._clock() + EVERY

    def _few(self) -> list[str]:
        """The processes. Raises _ManyError where those are too many, which shows at once: to look
        at one of them more closely is to wait until it stops changing, among all others.
        """
        pids = self._where.processes()
        if len(pids) > MOST:
            raise _ManyError
        return pids

    def _over_memory(self, pids: list[str]) -> bool:
        # Forks share what they have not written to, which this counts for each of them: the
        # careful count takes a hundred times as long, and is made only where it may matter.
        told = [self._where.read(pid, "status") for pid in pids]
        most = self._memory + HEADROOM
        most -= self._where.in_sockets(pids) + sum(map(_tables, told))
        resident = sum(map(_resident, told))
        shared = self._where.shared() - self._shared_before
        if resident + max(shared, 0) <= most:
            return False
        pieces = self._pieces(pids) if shared > 0 else 0
        if resident + pieces <= most:
            return False
        own = [self._share(pid) for pid in pids if self._few()]
        shared = max(sum(each.shared for each in own), pieces)
        return sum(each.private for each in own) + shared > most

    def _pieces(self, pids: list[str]) -> int:
        """Bytes that can be in memory which processes share without a file, whether they have
        touched it lately or not; a few such pieces are left out.
        """
        found = {
            tuple(fields[3:5])  # device and number
            for pid in pids
            if self._few()
            for line in self._where.read(pid, "maps").splitlines()
            if line.endswith(ANONYMOUS) and (fields := line.split())[1].endswith(b"s")
        }
        return max(0, len(found) - FEW) * PIECE

    def _share(self, pid: str) -> _Share:
        """What is shared with others is divided among them, and what files hold left out. Of a
        process that hides this everything counts.
        """
        told = self._where.read(pid, "smaps_rollup")
        if not told:
            return _Share(_resident(self._where.read(pid, "status")), 0)
        held = (b"Pss_Anon:", b"SwapPss:", b"Shared_Hugetlb:", b"Private_Hugetlb:")
        return _Share(_kibibytes(told, *held), _kibibytes(told, b"Pss_Shmem:"))


class _ManyError(Exception):
    """There are too many processes."""


class _Share(NamedTuple):
    """Bytes of a process's own, and of those that processes share."""

    private: int
    shared: int


def _tables(status: bytes) -> int:
    """Bytes in which the kernel keeps where the memory of a process is."""
    return _kibibytes(status, b"VmPTE:")


def _resident(status: bytes) -> int:
    return _kibibytes(status, b"VmRSS:", b"VmSwap:", b"HugetlbPages:")


def _kibibytes(told: bytes, *names: bytes) -> int:
    """Bytes that stand in a file of `/proc` behind these names."""
    lines = (line.split() for line in told.splitlines() if line.startswith(names))
    return sum(int(line[1]) for line in lines if len(line) > 1) * 1024
