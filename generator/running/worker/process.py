"""The few things about processes that Python's `os` does not offer: prctl and sessions."""

from __future__ import annotations

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36

libc = ctypes.CDLL(None)


def adopt_orphans() -> None:
    """Make this process the parent of whatever its descendants leave behind (Linux)."""
    prctl = getattr(libc, "prctl", None)
    if prctl is not None:
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when `parent` ends (Linux)."""
    prctl = getattr(libc, "prctl", None)
    if prctl is None:
        return
    prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # it ended before the kernel knew of the wish
        os._exit(1)


def flush_c() -> None:
    """Write out what C code left in its own buffers (C++ streams are synchronised with them)."""
    libc.fflush(None)


def threads() -> int:
    """How many threads this process has; -1 where the system does not say."""
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208
    except OSError:
        return -1


def kill(pid: int) -> None:
    """Kill a child of this process, and the group it leads if it leads one."""
    for send, target in ((os.killpg, pid), (os.kill, pid)):
        try:
            send(target, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def left_behind(session: int, folder: str, busy: set[int]) -> list[int]:
    """Descendants of this process that a program which has ended left running.

    Those of its `session`, and adopted orphans that live in its `folder`, or anywhere while no
    other program runs; `busy` are the sessions of programs that still do. Never anything that
    does not descend from this process, whatever session it is in.

    Only numbers above the session's are looked at, since the numbers of descendants are higher
    until they wrap around, and a whole `/proc` takes milliseconds to read.
    """
    own = os.getpid()
    table: dict[int, tuple[int, int]] = {}  # process → parent and session
    for entry in os.listdir("/proc"):  # noqa: PTH208
        if not entry.isdigit() or int(entry) <= session:
            continue
        try:
            with open(f"/proc/{entry}/stat", "rb") as file:  # noqa: PTH123
                state, up, _, group = file.read().rpartition(b")")[2].split()[:4]
        except OSError:
            continue
        if state != b"Z":
            table[int(entry)] = (int(up), int(group))
    found = []
    for pid, (ppid, sid) in table.items():
        ancestor = ppid
        while ancestor in table:
            ancestor = table[ancestor][0]
        if ancestor != own:
            continue
        orphan = ppid == own and pid not in busy
        if sid == session or (orphan and (not busy or lives_in(pid, folder))):
            found.append(pid)
    return found


def lives_in(pid: int, folder: str) -> bool:
    """Whether the working directory of a process is in `folder`."""
    try:
        return os.readlink(f"/proc/{pid}/cwd").startswith(folder + "/")  # noqa: PTH115
    except OSError:
        return False
