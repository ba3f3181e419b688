"""Namespaces for a user without rights: a process tree, files, a network of its own.

The first step is a user namespace in which this user has every capability over what is made
inside it, and none over anything outside; see user_namespaces(7).
"""

from __future__ import annotations

import fcntl
import os
import random
import socket
import struct

from ..world.machine_names import names
from . import syscalls

CONTAINED = (
    syscalls.NEWNS | syscalls.NEWNET | syscalls.NEWIPC | syscalls.NEWUTS
)  # beside its processes
CAPABILITIES = (1 << 41) - 1
TASKS = 512  # processes and threads that the kernel allows in a container, from Linux 6.14 on
RESERVED = 300  # numbers that the kernel hands out only once

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # linux/sockios.h, linux/if.h


def become_owner() -> None:
    """Enter a user namespace; processes forked from now on are in a tree of their own.

    The user keeps his number. Raises OSError, with what the kernel says of it.
    """
    user, group = os.geteuid(), os.getegid()
    syscalls.call("unshare", syscalls.NEWUSER | syscalls.NEWPID)
    _tell("/proc/self/setgroups", "deny")
    _tell("/proc/self/uid_map", f"{user} {user} 1")
    _tell("/proc/self/gid_map", f"{group} {group} 1")


def keep_capabilities() -> None:
    """Let the next program that this process becomes have them too."""
    syscalls.set_capabilities(CAPABILITIES, CAPABILITIES)
    for number in range(CAPABILITIES.bit_length()):
        try:
            syscalls.call(
                "prctl", syscalls.PR_CAP_AMBIENT, syscalls.PR_CAP_AMBIENT_RAISE, number, 0, 0
            )
        except OSError:
            return  # the kernel knows no more


class Tree:
    """The tree of processes that this one is in; forks can be sent into another and back."""

    def __init__(self) -> None:
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def new(self) -> None:
        """The next fork is the first process of a new tree below this one."""
        syscalls.call("unshare", syscalls.NEWPID)

    def enter(self, container: int) -> None:
        """Forks go into the tree of the process that the pidfd `container` stands for."""
        syscalls.call("setns", container, syscalls.NEWPID)

    def back(self) -> None:
        """Forks stay here again."""
        syscalls.call("setns", self._own, syscalls.NEWPID)

    def close(self) -> None:
        os.close(self._own)


def new_namespaces() -> None:
    """Leave everything but the tree of processes, for namespaces of one's own. Raises OSError."""
    syscalls.call("unshare", CONTAINED)


def join(container: int) -> None:
    """Enter everything else of a container. Raises OSError."""
    syscalls.call("setns", container, CONTAINED)


def set_up() -> None:
    """What a container needs beside files: a loopback interface, a name, bounds. Raises OSError."""
    host = names().host.encode()
    syscalls.call("sethostname", host, len(host))
    _loopback_up()
    # Process ids start anywhere, as on any machine, so that a card that shows one is seen to vary:
    # even ones in a first run and odd ones in a second, which has another hash seed.
    first = random.SystemRandom().randrange(10, RESERVED - 50, 2)
    first += os.environ.get("PYTHONHASHSEED", "0") != "0"
    for name, value in (("pid_max", RESERVED + TASKS), ("ns_last_pid", first)):
        try:
            _tell(f"/proc/sys/kernel/{name}", str(value))
        except OSError:
            continue  # a kernel that has none of it for each tree


def pidfd(pid: int) -> int:
    """A descriptor that stands for a process. Raises OSError."""
    if not hasattr(os, "pidfd_open"):
        raise OSError(38, "this Python has no pidfd_open")
    return os.pidfd_open(pid)


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as probe:
        name = b"lo".ljust(16, b"\0")
        answer = fcntl.ioctl(probe, _GET_FLAGS, name + bytes(16))
        (flags,) = struct.unpack_from("H", answer, 16)
        fcntl.ioctl(probe, _SET_FLAGS, name + struct.pack("H14x", flags | _UP))


def _tell(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:  # noqa: PTH123
        file.write(text)
