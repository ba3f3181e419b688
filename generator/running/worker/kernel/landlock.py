"""Landlock: which files a process and all it starts may reach, whoever they belong to.

See landlock(7) and linux/landlock.h. Rights that a kernel does not know are left out, so that an
older one closes what it can.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from . import syscalls

KNOWN = 7  # the newest version of the interface that this file knows

EXECUTE = 1 << 0
WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
MAKE_CHAR = 1 << 6
MAKE_BLOCK = 1 << 11
REFER = 1 << 13  # from version 2
TRUNCATE = 1 << 14  # 3
IOCTL_DEV = 1 << 15  # 5

READ = EXECUTE | READ_FILE | READ_DIR
DEVICE = READ_FILE | WRITE_FILE | TRUNCATE | IOCTL_DEV
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

TCP = 0b11  # binding and connecting, from version 4
SCOPES = 0b11  # abstract sockets and signals, from version 6
QUIET = 0b101  # from version 7: what a program tries does not belong in the audit log

_RULE_PATH = 1
_ASK_VERSION = 1


def version() -> int:
    """The version of the interface that the kernel has, up to `KNOWN`; 0 for none."""
    try:
        return min(KNOWN, syscalls.system("landlock_create_ruleset", None, 0, _ASK_VERSION))
    except OSError:
        return 0


def all_rights(abi: int) -> int:
    """Every right on files that this version knows."""
    newer = {2: REFER, 3: TRUNCATE, 5: IOCTL_DEV}
    return (1 << 13) - 1 | sum(right for since, right in newer.items() if abi >= since)


def whole(abi: int) -> int:
    """The rights on a folder of one's own: all but making devices."""
    return all_rights(abi) & ~(MAKE_CHAR | MAKE_BLOCK)


def attributes(abi: int, *, network: bool) -> bytes:
    """The struct landlock_ruleset_attr that closes everything; `network` leaves TCP open."""
    fields = [all_rights(abi)]
    if abi >= 4:
        fields.append(0 if network else TCP)
    if abi >= 6:
        fields.append(SCOPES)
    return struct.pack(f"={len(fields)}Q", *fields)


def restrict(abi: int, rules: Iterable[tuple[str, int]], *, network: bool) -> None:
    """Confine this process, for good, to paths with rights. A path that is missing is passed by.

    The process must have given up new privileges before. Raises OSError.
    """
    head = attributes(abi, network=network)
    known = all_rights(abi)
    ruleset = syscalls.system("landlock_create_ruleset", head, len(head), 0)
    try:
        for path, rights in rules:
            _allow(ruleset, path, rights & known)
        flags = QUIET if abi >= 7 else 0
        syscalls.system("landlock_restrict_self", ruleset, flags)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= OF_FILES
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor), 12)
        syscalls.system("landlock_add_rule", ruleset, _RULE_PATH, rule, 0)
    finally:
        os.close(descriptor)
