"""How many programs fit this machine: its cores, open files and memory."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

# What a worker that imports a framework takes (torch: 350 MB), and what one more program may
# need as long as none of them was weighed.
ENOUGH: Final = 512 * 1024**2
# Beside a program as heavy as the heaviest that was weighed: others may be heavier.
SPARE: Final = 128 * 1024**2

MANY: Final = 4096  # open files; no number of programs takes more
OWN_FILES: Final = 64  # those of Proofdeck itself, and of its workers
FILES_EACH: Final = 12  # a program: its order, both ends of its pipes, its container


def usable_cores() -> int:
    """How many programs can run at the same time without waiting for each other."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def raise_descriptors() -> int:
    """Let this process open as many files as it may; how many that is."""
    try:
        import resource
    except ImportError:  # Windows
        return MANY
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY if hard == resource.RLIM_INFINITY else min(hard, MANY)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MANY if soft == resource.RLIM_INFINITY else min(soft, MANY)


def programs_for(descriptors: int) -> int:
    """How many programs can run at a time where so many files can be open."""
    return max(1, (descriptors - OWN_FILES) // FILES_EACH)


class Memory:
    """The memory there is, and what programs take of it.

    `root` is where `proc` and `sys` are. A container can be short of memory on a machine that
    has plenty. Where nobody says, there is enough.
    """

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root
        self._heaviest = 0

    def weighed(self, size: int) -> None:
        """A program took `size` bytes."""
        self._heaviest = max(self._heaviest, size)

    def for_import(self) -> bool:
        """Whether there is enough for one more worker."""
        return self._has(ENOUGH)

    def for_program(self) -> bool:
        """Whether there is enough for one more program."""
        return self._has(self._heaviest + SPARE if self._heaviest else ENOUGH)

    def _has(self, size: int) -> bool:
        found = (_free(self._root), _granted(self._root))
        return all(each is None or each >= size for each in found)


def _free(root: Path) -> int | None:
    """Bytes that could be had without swapping."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in (root / "proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _granted(root: Path) -> int | None:
    """Bytes that are left of what the container may use."""
    group = root / "sys/fs/cgroup"
    with contextlib.suppress(OSError, ValueError):
        most = int((group / "memory.max").read_text("ascii"))
        used = int((group / "memory.current").read_text("ascii"))
        for line in (group / "memory.stat").read_text("ascii").splitlines():
            if line.startswith("inactive_file "):  # files in memory, which the kernel gives up
                used -= int(line.split()[1])
        return most - used
    return None
