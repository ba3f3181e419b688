"""The calls to the Linux kernel that Python's `os` does not offer, without any library."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from typing import Any

# Per machine, from the kernel's own tables; those that are the same everywhere are below.
_NUMBERS = {
    "x86_64": {"capset": 126, "pivot_root": 155, "seccomp": 317},
    "aarch64": {"capset": 91, "pivot_root": 41, "seccomp": 277},
}
_COMMON = {
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}

NEWNS = 0x00020000  # linux/sched.h
NEWUTS = 0x04000000
NEWIPC = 0x08000000
NEWUSER = 0x10000000
NEWPID = 0x20000000
NEWNET = 0x40000000

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2

_CAPABILITY_VERSION = 0x20080522  # linux/capability.h, two words for each set

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def machine() -> str:
    """The processor as the tables name it; "" where nothing here is known to work."""
    name = platform.machine() if sys.platform == "linux" else ""
    # A 32-bit interpreter on a 64-bit kernel has other numbers.
    return name if name in _NUMBERS and sys.maxsize > 2**32 else ""


def system(name: str, *arguments: Any) -> int:
    """A system call by its name. Raises OSError, also where its number is not known."""
    number = _COMMON.get(name) or _NUMBERS.get(machine(), {}).get(name)
    if number is None:
        raise OSError(38, f"{name} is not known on this machine")
    return _checked(name, library().syscall(ctypes.c_long(number), *map(_word, arguments)))


def call(name: str, *arguments: Any) -> int:
    """A function of the C library that sets errno. Raises OSError."""
    function = getattr(library(), name, None)
    if function is None:
        raise OSError(38, f"there is no {name}")
    return _checked(name, function(*map(_word, arguments)))


def library() -> ctypes.CDLL:
    """The C library of this process. Raises OSError where it is not Linux's."""
    if _libc is None:
        raise OSError(38, "this is not Linux")
    return _libc


def mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    """Mount something (man 2 mount). Raises OSError that names the target."""
    try:
        call("mount", _text(source), _text(target), _text(kind), flags, _text(options))
    except OSError as error:
        raise OSError(
            error.errno, f"{kind or 'mount'}: {os.strerror(error.errno or 0)}", target
        ) from None


def set_capabilities(permitted: int, inheritable: int = 0) -> None:
    """Have exactly these capabilities, as bit masks. Raises OSError."""
    low, high = permitted & 0xFFFFFFFF, permitted >> 32
    kept, more = inheritable & 0xFFFFFFFF, inheritable >> 32
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)(low, low, kept, high, high, more)
    system("capset", header, sets)


def _checked(name: str, answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return answer


def _word(argument: Any) -> Any:
    return ctypes.c_ulong(argument) if isinstance(argument, int) else argument


def _text(argument: str | None) -> bytes | None:
    return None if argument is None else os.fsencode(argument)
