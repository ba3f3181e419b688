"""What a program may not do. Called in its process before any of its code, as the last step.

Each layer that holds adds its name to the level that every result carries: `landlock7`,
`seccomp`, `netns`, or, where there is none of them, `rlimits` or `none`. docs/sandbox.md says what
each of them closes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ..kernel import bpf, landlock, process, seccomp, syscalls
from ..order import Order
from . import installed, rootfs

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

HEADROOM = 64 * 1024 * 1024  # bytes, to report in that memory ran out
OPEN_FILES = 1024  # as on most systems; memory that only open files keep is not reported
SECONDS_MORE = 60  # of processor time: the wall clock comes first
ENOUGH = 6  # the version of Landlock that also bounds signals and abstract sockets


def confine(order: Order, *, container: bool) -> str:
    """Close all that can be closed for the program of an `order`, in this process and all that
    it will start; `container` says that it is in namespaces of its own. Returns the level.
    """
    limited = limit_memory(order.memory)
    if order.sandbox == "off":
        return "none"
    limited |= limit_rest(order.timeout, order.folder)
    layers = []
    if give_up_privileges():
        abi = 0 if "landlock" in order.without else landlock.version()
        if abi and attempt(
            landlock.restrict, abi, rules(order, abi, container=container), network=container
        ):
            layers.append(f"landlock{abi}")
        machine = "" if "seccomp" in order.without else syscalls.machine()
        if machine and attempt(filter_calls, machine, network=container):
            layers.append("seccomp")
    if container:
        layers.append("netns")
    return "+".join(layers) or ("rlimits" if limited else "none")


def is_full(level: str) -> bool:
    """Whether a level is full strength: every layer, and none too old."""
    layers = level.split("+")
    version = layers[0][len("landlock") :] if layers[0].startswith("landlock") else ""
    return version.isdigit() and int(version) >= ENOUGH and layers[1:] == ["seccomp", "netns"]


def rules(order: Order, abi: int, *, container: bool) -> Iterator[tuple[str, int]]:
    """Paths and the rights on them."""
    for path in order.readable:
        yield path, landlock.READ
    for path in installed.devices():
        # Mapped, that device is memory that counts for nobody; in a container it is another one.
        if container or path != installed.ZERO:
            yield path, landlock.DEVICE | landlock.READ_DIR
    own = [order.folder, "/dev/shm", *(["/tmp"] if container else [])]
    for path in own:
        yield path, landlock.whole(abi)
    # A container's shows its own processes alone.
    for path in ["/proc"] if container else installed.PROCESSES:
        yield path, landlock.READ


def prepare() -> None:
    """Work out beforehand what is the same for all programs: the forks then need not."""
    installed.devices()
    if syscalls.machine():
        for network in (True, False):
            assembled(syscalls.machine(), network)


@lru_cache
def assembled(machine: str, network: bool) -> bytes:
    return bpf.assemble(seccomp.write(machine, network=network))


def filter_calls(machine: str, *, network: bool) -> None:
    seccomp.install(assembled(machine, network))


def attempt(close: Any, *arguments: Any, **settings: Any) -> bool:
    """Whether a layer holds; where the kernel has none of it, the others still do."""
    try:
        close(*arguments, **settings)
    except OSError:
        return False
    return True


def give_up_privileges() -> bool:
    """Have no capability, and gain none by running another program."""
    try:
        syscalls.set_capabilities(0)
        syscalls.call("prctl", syscalls.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    except OSError:
        return False
    return True


def limit_memory(memory: int) -> bool:
    """Limit this process to `memory` bytes more than it has, and to no core dumps.

    RLIMIT_DATA counts what is written to; RLIMIT_AS would also count address space that
    frameworks reserve and never touch. Returns whether that is possible.
    """
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        limit = data_size() + memory
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        highest = limit + HEADROOM
        if hard != resource.RLIM_INFINITY:
            highest = min(highest, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (min(limit, highest), highest))
    except (AttributeError, OSError, ValueError):
        return False
    return True


def limit_rest(timeout: float, folder: str) -> bool:
    """Bound files and processor time, and be the first that the kernel ends where memory is short.

    A second line: each of these is bounded elsewhere for all processes of the program together.
    Returns whether any of it is possible.
    """
    limited = False
    seconds = int(timeout * (os.cpu_count() or 1)) + SECONDS_MORE
    bounds = (("NOFILE", OPEN_FILES), ("FSIZE", rootfs.SCRATCH), ("CPU", seconds))
    for name, most in bounds:
        try:
            kind = getattr(resource, f"RLIMIT_{name}")
            soft, hard = (_lesser(most, limit) for limit in resource.getrlimit(kind))
            resource.setrlimit(kind, (soft, hard))
            limited = True
        except (AttributeError, OSError, ValueError):
            continue
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:  # noqa: PTH123
            file.write(str(process.badness(folder)))
    except OSError:
        return limited
    return limited


def _lesser(most: int, limit: int) -> int:
    return most if limit == resource.RLIM_INFINITY else min(most, limit)


def ease() -> None:
    """Give back the headroom, once a program's exception is to be reported."""
    try:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    except (AttributeError, OSError, ValueError):
        return


def data_size() -> int:
    """Bytes that count against RLIMIT_DATA now. Raises OSError where the system keeps none."""
    with open("/proc/self/status", "rb") as file:  # noqa: PTH123
        for line in file:
            if line.startswith(b"VmData:"):
                return int(line.split()[1]) * 1024
    raise OSError("no VmData")
