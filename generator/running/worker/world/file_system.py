"""Files as another machine has them: as old as the world's clock says, under other numbers, and in
another order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from .builtin_functions import Function, members, modified, redirect
from .clock import SECOND, Clock

TIMES = ("st_atime", "st_mtime", "st_ctime", "st_birthtime")
# Of the fields that `os.stat_result` has as a tuple: the number, and the times of access, change
# and status.
NUMBER, FIRST_TIME = 1, 7
APART = 7919  # odd, so that of two worlds next to each other one has the even numbers


def change_files(clock: Clock, world: int) -> None:
    """Have files that are made from now on be as old as the `clock` says, and all files have the
    numbers of this `world`.
    """
    further = APART * world

    def changed(real: Function) -> Function:
        return lambda *a, **k: in_world(real(*a, **k), clock, further)

    for name in ("stat", "lstat", "fstat"):
        redirect(os, name, changed)
    own = members(os.DirEntry)
    looked, number = own["stat"], own["inode"]

    def stat(self: Any, *arguments: Any, **named: Any) -> Any:
        return in_world(looked(self, *arguments, **named), clock, further)

    def inode(self: Any) -> Any:
        return number(self) + further

    own["stat"], own["inode"] = stat, inode
    modified(os.DirEntry)


def in_world(result: Any, clock: Clock, further: int) -> Any:
    """The same, with the times that the clock had shown, and with a number so much further on."""
    _, (fields, named) = result.__reduce__()[:2]
    real = {name: named[name + "_ns"] for name in TIMES if name + "_ns" in named}
    told = {name: clock.file_time(time) for name, time in real.items()}
    for name, time in told.items():
        seconds, rest = divmod(time, SECOND)
        named[name], named[name + "_ns"] = seconds + 1e-9 * rest, time  # as CPython puts it
    whole = (told[name] // SECOND for name in TIMES[:3])
    fields = [*fields[:FIRST_TIME], *whole, *fields[FIRST_TIME + 3 :]]
    fields[NUMBER] += further
    return os.stat_result(fields, named)


def turn_folders_round() -> None:
    """List what is in a folder from its other end: it may come in any order."""
    redirect(os, "listdir", lambda real: lambda *a, **k: real(*a, **k)[::-1])
    redirect(os, "scandir", lambda real: lambda *a, **k: Entries(real(*a, **k)))


class Entries:
    """What `os.scandir` gives, from its other end."""

    def __init__(self, found: Any) -> None:
        with found:
            self._left = list(found)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if not self._left:
            raise StopIteration
        return self._left.pop()

    def __enter__(self) -> Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._left.clear()
