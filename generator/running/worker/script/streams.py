"""`sys.stdout` and `sys.stderr` of a program: unbuffered, in step with each other.

Everything goes to the real descriptors, so what C code and subprocesses write takes the same path.
Two pipes alone lose the order of what was written to which; so there are marks in both before each
write and behind each finished line. A process that the program forked sets none: it waits until the
parent has emptied the other pipe, and behind a finished line its own.
"""

from __future__ import annotations

import fcntl
import io
import os
import resource
import struct
import sys
import termios
from collections.abc import Callable
from time import monotonic, sleep  # bound now: a program may replace what its modules hold
from typing import Any, NamedTuple, Optional

from ..marks import Marks

PATIENCE = 20.0  # seconds; only a parent that is stuck takes so long, however busy the machine
TURNS = 30  # of giving way before sleeping
NAP = 2e-5  # seconds
NEWLINE = ord("\n")


class Gate:
    """Keeps the order of what is written, until a cell has written more than is kept."""

    def __init__(self, lines: int, size: int, marks: Marks) -> None:
        self._limits = (lines, size)
        self._marks = marks
        self._stuck = False
        self.renew()

    def renew(self) -> None:
        """A new cell may write its share again."""
        self._lines, self._size = self._limits

    @property
    def open(self) -> bool:
        """Whether order no longer matters, because nothing further is kept."""
        return self._lines < 0 or self._size < 0

    def spend(self, data: memoryview) -> None:
        """Count what was written against the share."""
        self._size -= len(data)
        if not self.open:
            self._lines -= bytes(data).count(b"\n")

    def keep_order(self, pipe: int) -> None:
        """Have what was written so far known to come before what is written next. A process
        that sets no marks waits for the parent to read all that stands in `pipe`.
        """
        if self.open:
            return
        if self._marks.own:
            self._marks.set()
        elif not self._stuck:
            self._wait(pipe)

    def _wait(self, pipe: int) -> None:
        deadline = monotonic() + PATIENCE
        turns = 0
        while waiting(pipe):
            turns += 1
            if turns < TURNS:
                os.sched_yield() if hasattr(os, "sched_yield") else sleep(0)
            elif monotonic() < deadline:
                sleep(NAP)
            else:
                self._stuck = True
                return


def waiting(pipe: int) -> int:
    """How many bytes stand in a pipe, as its writer sees it."""
    try:
        answer = fcntl.ioctl(pipe, termios.FIONREAD, b"\0\0\0\0")
    except OSError:  # the program closed it
        return 0
    return int(struct.unpack("i", answer)[0])


class Stream(io.RawIOBase):
    """Writes to `descriptor`; `own` and `other` are private copies of the pipes' ends."""

    def __init__(self, name: str, descriptor: int, own: int, other: int, gate: Gate) -> None:
        self.name = name
        self._descriptor = descriptor
        self._own = own
        self._other = other
        self._gate = gate
        self._unordered = False  # whether something was written since, and no line finished
        self.text: io.TextIOWrapper | None = None
        # Told of all that is written; whether it is to be written at all.
        self.heard: Optional[Callable[[str, memoryview], bool]] = None  # noqa: UP045

    def fileno(self) -> int:
        return self._descriptor

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        gate = self._gate
        if not view:
            return 0
        if self.heard is not None and not self.heard(self.name, view):
            return len(view)
        gate.keep_order(self._other)
        rest = view
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        if not gate.open:
            gate.spend(view)
            if gate.open and self.text is not None:
                self.text.reconfigure(write_through=False)  # a flood need not be slow
            self._unordered = True
            if view[-1] == NEWLINE:
                self._settle()
        return len(view)

    def flush(self) -> None:
        super().flush()
        if self._unordered:
            self._settle()

    def _settle(self) -> None:
        self._unordered = False
        self._gate.keep_order(self._own)


class Printed(NamedTuple):
    """What a program prints to, and the marks in it."""

    streams: tuple[io.TextIOWrapper, ...]
    raw: tuple[Stream, ...]
    gate: Gate
    marks: Marks

    @property
    def flooded(self) -> bool:
        """Whether more was printed than is kept, so that the streams hold text back."""
        return self.gate.open


def install(lines: int, size: int, token: str) -> Printed:
    """Make descriptors 0, 1 and 2 the program's `sys.stdin`, `sys.stdout` and `sys.stderr`.

    So many lines and bytes of a cell are kept; its marks have the `token`.
    """
    out, err = private(1), private(2)
    marks = Marks((out, err), token)
    gate = Gate(lines, size, marks)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    raw = (Stream("<stdout>", 1, out, err, gate), Stream("<stderr>", 2, err, out, gate))
    sys.stdout, sys.stderr = stdout, stderr = text(raw[0]), text(raw[1])
    sys.__stdout__, sys.__stderr__ = stdout, stderr  # type: ignore[misc]
    return Printed((stdout, stderr), raw, gate, marks)


def text(stream: Stream) -> io.TextIOWrapper:
    """`stream` as text, every write of which goes straight through."""
    wrapper = io.TextIOWrapper(
        stream,
        encoding="utf-8",
        errors="backslashreplace",
        write_through=True,
    )
    stream.text = wrapper
    return wrapper


def private(descriptor: int) -> int:
    """A copy out of the way of a program that closes descriptors, never inherited."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    least = 200 if most == resource.RLIM_INFINITY else min(200, most // 2)
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, least)
