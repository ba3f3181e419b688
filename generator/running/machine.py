"""How much of this machine there is to use."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

# What one more program may need without the machine swapping: a worker that imports torch takes
# 350 MB, and each program that it forks about 60 MB of its own (120 MB with JAX).
ENOUGH: Final = 512 * 1024**2


def usable_cores() -> int:
    """How many programs can run at the same time without waiting for each other."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def roomy(root: Path = Path("/")) -> bool:
    """Whether there is memory for one more program; True where nobody says.

    `root` is where `proc` and `sys` are. A container can be short of memory on a machine that
    has plenty.
    """
    return all(found is None or found >= ENOUGH for found in (_free(root), _granted(root)))


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
