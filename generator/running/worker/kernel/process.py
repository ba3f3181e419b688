"""The few things about processes that Python's `os` does not offer: prctl and sessions."""

from __future__ import annotations

import ctypes
import os
import signal
from typing import NoReturn

from .syscalls import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG

WORST = 1000  # of /proc/<pid>/oom_score_adj: the first to be ended
DIFFERENT = 500  # numbers of programs that are told apart

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
    if os.getppid() != parent:  # it ended before the kernel was told
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


def exit_like(status: int) -> NoReturn:
    """End as another process did, of which `os.waitpid` says this."""
    if os.WIFSIGNALED(status):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        number = os.WTERMSIG(status)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status))


def reap_all() -> dict[int, int]:
    """The statuses of all children that have ended, by number."""
    found: dict[int, int] = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        found[pid] = status


def outlive_all() -> None:
    """Wait until there are no children any more."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def close_all() -> None:
    """Close every descriptor: for a process that only waits."""
    os.closerange(0, 65536)


def stop(pids: set[int]) -> None:
    """Freeze processes, so that they start no further ones while they are being ended."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGSTOP)
        except (ProcessLookupError, PermissionError):
            continue


def kill(pid: int) -> None:
    """Kill a child of this process, and the group it leads if it leads one."""
    for send, target in ((os.killpg, pid), (os.kill, pid)):
        try:
            send(target, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def left_behind(session: int, folder: str, busy: set[int], apart: set[int]) -> list[int]:
    """Descendants of this process that a program which has ended left running.

    Those of its `session`, adopted orphans that belong to its `folder`, or any while no other
    program runs, and all descendants of either; `busy` are the sessions of programs that still
    do. Never anything that does not descend from this process, whatever session it is in, nor
    children that are `apart` and what descends from them.
    """
    own = os.getpid()
    # Once no other program runs, also what hid from earlier looks among those that did.
    table = descendants(own, session if busy else min(own, session), apart)
    return _left(table, session, folder, busy)


def of_program(program: int, folder: str, busy: set[int], apart: set[int]) -> list[int]:
    """The processes of a program that runs: itself, its descendants, and its orphans."""
    own, before = os.getpid(), program - 1
    table = descendants(own, before if busy else min(own, before), apart)
    left = _left(table, program, folder, busy)
    return sorted({pid for pid in table if program in line(pid, table)}.union(left))


def _left(
    table: dict[int, tuple[int, int]], session: int, folder: str, busy: set[int]
) -> list[int]:
    own = os.getpid()
    roots = {
        pid
        for pid, (parent, group) in table.items()
        if group == session
        or (parent == own and pid not in busy and (not busy or belongs_to(pid, folder)))
    }
    return [pid for pid in table if roots.intersection(line(pid, table))]


class _Numbers:
    """Whether the numbers of processes have begun anew since this process began, as they do after
    32,768 on some systems: a matter of seconds for a program that wants it.
    """

    def __init__(self) -> None:
        self._highest = 0
        self._anew = False

    def began_anew(self, own: int) -> bool:
        """As far as it shows: to be asked often. `own` is the number of this process."""
        try:
            with open("/proc/loadavg", "rb") as file:  # noqa: PTH123
                newest = int(file.read().split()[4])
        except (OSError, ValueError, IndexError):
            newest = 0
        self._highest = max(self._highest, own)
        self._anew = self._anew or newest < self._highest
        self._highest = newest
        return self._anew


_NUMBERS = _Numbers()


def descendants(own: int, after: int, apart: set[int]) -> dict[int, tuple[int, int]]:
    """Those of the process `own` that are no zombies: their parents and sessions, by number;
    without children that are `apart`, and without theirs.

    Only numbers above `after` are looked at, since the numbers of descendants are higher until
    they begin anew, and a whole `/proc` takes milliseconds to read.
    """
    after = 0 if _NUMBERS.began_anew(own) else after
    table: dict[int, tuple[int, int]] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208
        if not entry.isdigit() or int(entry) <= after:
            continue
        try:
            with open(f"/proc/{entry}/stat", "rb") as file:  # noqa: PTH123
                state, up, _, group = file.read().rpartition(b")")[2].split()[:4]
        except OSError:
            continue
        if state != b"Z":
            table[int(entry)] = (int(up), int(group))
    found = {pid: known for pid, known in table.items() if own in line(pid, table)}
    if not apart:
        return found
    return {pid: known for pid, known in found.items() if not apart.intersection(line(pid, found))}


def line(pid: int, table: dict[int, tuple[int, int]]) -> list[int]:
    """A process and its ancestors, as far as the table knows them."""
    found = [pid]
    while found[-1] in table:
        found.append(table[found[-1]][0])
    return found


def badness(folder: str) -> int:
    """How soon the kernel is to end a program where memory is short, by the number that its
    folder is called: among the first. Processes have it from their parents, and none that is
    closed off can change it; so it also tells whose they are.
    """
    name = os.path.basename(folder)  # noqa: PTH119
    return WORST - int(name) % DIFFERENT if name.isdigit() else WORST


def belongs_to(pid: int, folder: str) -> bool:
    """Whether a process comes from the program that has the `folder`, if there is one: by what it
    has inherited, or because it lives there.
    """
    if not folder:
        return False
    try:
        with open(f"/proc/{pid}/oom_score_adj", "rb") as file:  # noqa: PTH123
            inherited = int(file.read()) == badness(folder)
        return inherited or os.readlink(f"/proc/{pid}/cwd").startswith(folder + "/")  # noqa: PTH115
    except (OSError, ValueError):
        return False
