"""Another machine: its name, its number of processors."""

from __future__ import annotations

import os
import sys
from typing import Any

from .builtin_functions import Function, redirect

MANY = 8  # processors; where there are as many another machine has fewer, else more


def rename(host: str) -> None:
    """Have this machine be called `host`, where no namespace does that."""
    import _socket

    def renamed(real: Function) -> Function:
        def uname() -> os.uname_result:
            kernel, _, *others = real()
            return os.uname_result((kernel, host, *others))

        return uname

    redirect(os, "uname", renamed)
    redirect(_socket, "gethostname", lambda _: lambda: host)


def forget_name() -> None:
    """Let nothing that was imported before remember what the machine is called outside."""
    platform = sys.modules.get("platform")
    if platform is not None:
        vars(platform)["_uname_cache"] = None


def change_processors() -> None:
    """Have one processor more, or less."""

    def counted(real: Function) -> Function:
        def cpu_count() -> Any:
            count = real()
            return None if count is None else other(count)

        return cpu_count

    def numbered(real: Function) -> Function:
        def affinity(*arguments: object) -> set[int]:
            found: set[int] = real(*arguments)
            highest = max(found)
            return found - {highest} if other(len(found)) < len(found) else found | {highest + 1}

        return affinity

    redirect(os, "cpu_count", counted)
    redirect(os, "sched_getaffinity", numbered)


def other(count: int) -> int:
    """Another number of processors."""
    return count + 1 if count < MANY else count - 1
