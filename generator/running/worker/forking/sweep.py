"""Ends what programs leave running that had no containers."""

from __future__ import annotations

import os
from collections.abc import Callable

from ..kernel import process

ROUNDS = 200  # of looking for what a program left


def sweep(find: Callable[[], list[int]]) -> None:
    """Kill the processes that `find` finds, until there are none; all end up as children of
    this one. Each that is killed can set free children.
    """
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return  # no children at all, so no orphans either
    stopped: set[int] = set()
    for _ in range(ROUNDS):
        pids = set(find())
        if not pids:
            return
        if not pids <= stopped:  # not before all are found that could start more
            process.stop(pids - stopped)
            stopped |= pids
            continue
        for pid in pids:
            process.kill(pid)
        for pid in pids:
            try:
                os.waitpid(pid, 0)
            except ChildProcessError:
                continue
