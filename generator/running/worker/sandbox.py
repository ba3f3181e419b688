"""What a program may not do. Called in its process before any of its code, as the last step.

Each layer that holds adds its name to the level that every result carries; stronger layers
than limits belong here too.
"""

from __future__ import annotations

import resource

HEADROOM = 64 * 1024 * 1024  # bytes, to report in that memory ran out


def confine(memory: int) -> str:
    """Limit this process to `memory` bytes more than it has, and to no core dumps.

    RLIMIT_DATA counts what is written to; RLIMIT_AS would also count address space that
    frameworks reserve and never touch. Returns the level, "rlimits" or "none".
    """
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        limit = data_size() + memory
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        highest = limit + HEADROOM
        if hard != resource.RLIM_INFINITY:
            highest = min(highest, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (min(limit, highest), highest))
    except (OSError, ValueError):
        return "none"
    return "rlimits"


def ease() -> None:
    """Give back the headroom, once a program's exception is to be reported."""
    try:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    except (OSError, ValueError):
        return


def data_size() -> int:
    """Bytes that count against RLIMIT_DATA now. Raises OSError where the system keeps none."""
    with open("/proc/self/status", "rb") as file:  # noqa: PTH123
        for line in file:
            if line.startswith(b"VmData:"):
                return int(line.split()[1]) * 1024
    raise OSError("no VmData")
