"""What can be seen of a program that runs, and where."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from typing import Protocol

from ..kernel import sockets
from .rootfs import DISKS, FILES, SCRATCH
from .trees import sizes

CHUNK = 65536
ENOUGH = 16 * 1024 * 1024  # bytes in sockets that are worth a closer look


class Where(Protocol):
    """Where a program runs, as far as what it uses can be seen."""

    def processes(self) -> list[str]:
        """The numbers of its processes."""

    def threads(self, pid: str) -> list[str]:
        """The numbers of the threads of one of them; none where it has ended."""

    def read(self, pid: str, name: str) -> bytes:
        """A file of `/proc` about one of them, whole; empty where it has ended."""

    def in_sockets(self, pids: list[str]) -> int:
        """Bytes that the kernel holds for the sockets of those."""

    def shared(self) -> int:
        """Bytes that all processes of this machine share, and of files that are in memory: the
        program's part takes longer to find out.
        """

    def full(self, pids: list[str]) -> bool:
        """Whether the files of those are too many, or too large."""


class InContainer:
    """In a container: `folder` is its `/proc`, open, where number 1 is ours; `diagnosis` tells of
    its sockets. Its files are bounded, but a program may go on and on trying to write more.
    """

    def __init__(self, folder: int, diagnosis: int) -> None:
        self._folder = folder
        self._diagnosis = diagnosis

    def processes(self) -> list[str]:
        return [name for name in _numbers(self._folder) if name != "1"]

    def threads(self, pid: str) -> list[str]:
        try:
            folder = os.open(f"{pid}/task", os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._folder)
        except OSError:
            return []
        try:
            return _numbers(folder)
        finally:
            os.close(folder)

    def read(self, pid: str, name: str) -> bytes:
        return _read(f"{pid}/{name}", self._folder)

    def in_sockets(self, pids: list[str]) -> int:
        return sum(each.size for each in sockets.held(self._diagnosis, internet=True))

    def shared(self) -> int:
        return _shared()

    def full(self, pids: list[str]) -> bool:
        return any(self._is_full(disk, pids) for disk in DISKS)

    def _is_full(self, disk: str, pids: list[str]) -> bool:
        for pid in pids[:1]:
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

    def threads(self, pid: str) -> list[str]:
        return _numbers(f"/proc/{pid}/task")

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
        # Everybody's are counted: which are the program's takes longer to find out.
        if sum(each.size for each in found) <= ENOUGH:
            return 0
        own = {each.st_ino for each in _open(pids) if stat.S_ISSOCK(each.st_mode)}
        return sum(each.size for each in found if each.inode in own)

    def shared(self) -> int:
        return _shared()

    def full(self, pids: list[str]) -> bool:
        deleted = {
            (each.st_dev, each.st_ino): each.st_blocks * 512
            for each in _open(pids)
            if stat.S_ISREG(each.st_mode) and not each.st_nlink
        }
        size = sum(deleted.values())
        if len(deleted) > FILES or size > SCRATCH:
            return True
        for files, each in enumerate(sizes(self._folder), start=len(deleted) + 1):
            size += each
            if files > FILES or size > SCRATCH:
                return True
        return False


def _open(pids: list[str]) -> Iterator[os.stat_result]:
    """What processes have open."""
    for pid in pids:
        folder = f"/proc/{pid}/fd"
        for number in _numbers(folder):
            try:
                yield os.stat(f"{folder}/{number}")  # noqa: PTH116
            except OSError:
                continue  # closed meanwhile


def _shared() -> int:
    for line in _read("/proc/meminfo", None).splitlines():
        if line.startswith(b"Shmem:"):
            return int(line.split()[1]) * 1024
    return 0


def _numbers(folder: str | int) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.isdigit()]  # noqa: PTH208
    except OSError:
        return []  # it has ended


def _read(path: str, folder: int | None) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return b""  # it has ended
    found = []
    try:
        while data := os.read(descriptor, CHUNK):
            found.append(data)
        return b"".join(found)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
