"""What all processes of a program use together, which no limit of a single one bounds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Protocol

from ..kernel import sockets
from .rootfs import DISKS, FILES, SCRATCH
from .trees import sizes

MOST = 64  # processes of one program
EVERY = 0.15  # seconds between two looks
LATER = 0.2  # seconds that most programs do not take: the first look
ENOUGH = 16 * 1024 * 1024  # bytes in sockets that are worth a closer look
HEADROOM = 64 * 1024 * 1024  # bytes that a single process has, too, to report in
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Where(Protocol):
    """Where a program runs, as far as what it uses can be seen."""

    def processes(self) -> list[str]:
        """The numbers of its processes."""

    def read(self, pid: str, name: str) -> bytes:
        """A file of `/proc` about one of them; empty where it has ended."""

    def in_sockets(self, pids: list[str]) -> int:
        """Bytes that wait in the sockets of those."""

    def full(self) -> bool:
        """Whether its files are too many, or too large."""


class InContainer:
    """In a container: `folder` is its `/proc`, open, where number 1 is ours; `diagnosis` tells of
    its sockets. Its files are bounded, but a program may go on and on trying to write more.
    """

    def __init__(self, folder: int, diagnosis: int) -> None:
        self._folder = folder
        self._diagnosis = diagnosis

    def processes(self) -> list[str]:
        names = os.listdir(self._folder)  # noqa: PTH208
        return [name for name in names if name.isdigit() and name != "1"]

    def read(self, pid: str, name: str) -> bytes:
        return _read(f"{pid}/{name}", self._folder)

    def in_sockets(self, pids: list[str]) -> int:
        return sum(each.size for each in sockets.held(self._diagnosis, internet=True))

    def full(self) -> bool:
        return any(map(self._is_full, DISKS))

    def _is_full(self, disk: str) -> bool:
        for pid in self.processes()[:1]:
            try:
                descriptor = os.open(f"{pid}/root{disk}", os.O_PATH, dir_fd=self._folder)
            except OSError:
                continue
            try:
                left = os.statvfs(descriptor)
            finally:
                os.close(descriptor)
            return not left.f_bavail or not left.f_favail
        return False


class Outside:
    """Among all other processes: `find` finds those of the program. Its files are in `folder`."""

    def __init__(self, folder: str, find: Callable[[], list[int]]) -> None:
        self._folder = folder
        self._find = find

    def processes(self) -> list[str]:
        return [str(pid) for pid in self._find()]

    def read(self, pid: str, name: str) -> bytes:
        return _read(f"/proc/{pid}/{name}", None)

    def in_sockets(self, pids: list[str]) -> int:
        diagnosis = sockets.open_diagnosis()
        if diagnosis < 0:
            return 0
        try:
            found = list(sockets.held(diagnosis, internet=False))
        finally:
            os.close(diagnosis)
        # Those of everybody are told: which are the program's takes longer to find out.
        if sum(each.size for each in found) <= ENOUGH:
            return 0
        own = {number for pid in pids for number in _sockets_of(pid)}
        return sum(each.size for each in found if each.inode in own)

    def full(self) -> bool:
        size = 0
        for files, each in enumerate(sizes(self._folder), start=1):
            size += each
            if files > FILES or size > SCRATCH:
                return True
        return False


class Watch:
    """Looks at what the processes use that are `where` a program runs, and may be `memory` bytes
    in all.
    """

    def __init__(self, where: Where, memory: int) -> None:
        self._where = where
        self._memory = memory
        self._next = monotonic() + LATER

    def due(self) -> bool:
        """Whether it is time to look."""
        return monotonic() >= self._next

    def exceeded(self) -> str:
        """Which limit is exceeded, "processes", "memory" or "disk"; "" while none is."""
        pids = self._where.processes()
        found = "processes" if len(pids) > MOST else self._over_memory(pids)
        if not found and self._where.full():
            found = "disk"
        self._next = monotonic() + EVERY
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


def _sockets_of(pid: str) -> Iterator[int]:
    """The numbers of the sockets that a process has open."""
    folder = f"/proc/{pid}/fd"
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return  # it has ended
    for name in names:
        try:
            target = os.readlink(f"{folder}/{name}")  # noqa: PTH115
        except OSError:
            continue
        if target.startswith("socket:["):
            yield int(target[len("socket:[") : -1])


def _read(path: str, folder: int | None) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return b""  # it has ended
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
