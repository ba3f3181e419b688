"""Marks in what a program prints, from which the parent knows when each part of it was written.

Text comes by two pipes and messages by a third. So that their order depends neither on a clock nor
on who reads first, the worker puts a numbered mark into both pipes wherever it matters: what stands
before it in one was written before what stands behind it in the other. A pipe keeps its order,
whoever writes to it; so what C code and other processes print lies between marks, too.
"""

from __future__ import annotations

import re
import select
from _thread import RLock  # bound now: a program may replace what modules hold
from os import getpid, write
from typing import NamedTuple

LENGTH = 36  # bytes; so short a write is never torn apart by another


class Mark(NamedTuple):
    """The number of the mark, and the cell that what follows belongs to."""

    number: int
    cell: int


def sign(token: str) -> bytes:
    """How the marks of a program begin; ordinary text does not."""
    return b"\0" + token.encode("ascii") + b":"


def pack(token: str, mark: Mark) -> bytes:
    """A mark as it stands in a pipe."""
    return b"%b%08x:%08x\0" % (sign(token), *mark)


def pattern(token: str) -> re.Pattern[bytes]:
    """Finds the number and the cell in a mark."""
    return re.compile(re.escape(sign(token)) + rb"([0-9a-f]{8}):([0-9a-f]{8})\0")


class Marks:
    """Sets marks into `pipes`, the copies of a worker's own, once a cell has begun."""

    def __init__(self, pipes: tuple[int, ...], token: str) -> None:
        self._pipes = pipes
        self._token = token
        self._last = Mark(0, -1)
        self._owner = getpid()
        self._lock = RLock()
        self._setting = False

    @property
    def own(self) -> bool:
        """Whether this process sets them. One that it forked has the same pipes, but no say."""
        return getpid() == self._owner

    def begin(self, cell: int) -> None:
        """What is written from the next mark on belongs to this cell."""
        self._last = self._last._replace(cell=cell)

    def set(self) -> int:
        """Set the next; returns its number."""
        if self._last.cell < 0 or not self.own:
            return self._last.number
        with self._lock:
            if self._setting:  # a signal handler prints while a mark is being set
                return self._last.number
            try:
                self._setting = True
                self._last = self._last._replace(number=self._last.number + 1)
                mark = pack(self._token, self._last)
                for pipe in self._pipes:
                    send(pipe, mark)
            finally:
                self._setting = False
        return self._last.number


def send(pipe: int, mark: bytes) -> None:
    """Write a mark, also where a program has its pipes refuse what does not fit at once."""
    try:
        while True:
            try:
                write(pipe, mark)
                return
            except BlockingIOError:
                select.select([], [pipe], [])
    except (OSError, ValueError):
        return  # closed by the program, or nobody reads it any more
