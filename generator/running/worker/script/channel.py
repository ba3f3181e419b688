"""The way back: what happened, told to the parent over a pipe of its own."""

from __future__ import annotations

import os
import signal
from typing import Any, NoReturn

from .. import wire
from ..kernel import process
from .streams import Gate, Printed

UNCONFINED = 118  # exit status of a process that could not be closed off, and ran no line


class Channel:
    """Posts messages, none of which overtakes what was `printed` before it."""

    def __init__(self, descriptor: int, token: str, gate: Gate, printed: Printed) -> None:
        self._descriptor = descriptor
        self._token = token
        self._gate = gate
        self._owner = os.getpid()
        self._printed = printed

    def begin(self, cell: int) -> None:
        """Say that a cell starts, whose output is kept again from its first line on."""
        self.post("begin", cell=cell)
        self._gate.renew()
        for stream in self._printed.streams:
            try:
                stream.reconfigure(write_through=True)
            except (OSError, ValueError):
                continue  # closed by the program

    def post(self, event: str, **content: Any) -> None:
        """Send one message. Children that the program forks have no voice."""
        self.settle()
        if os.getpid() != self._owner:
            return
        data = wire.pack({"token": self._token, "event": event, **content})
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            end_unheard()

    def settle(self) -> None:
        """Bring out what Python and C still hold back, and wait until it has been read."""
        for stream in self._printed.streams:
            try:
                stream.flush()
            except (OSError, ValueError):
                continue  # closed by the program
        process.flush_c()
        self._gate.wait(self._printed.pipes, always=True)


def end_unheard() -> NoReturn:
    """End as whoever writes to a pipe that nobody reads: a status could be the program's own."""
    try:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPIPE})
        os.kill(os.getpid(), signal.SIGPIPE)
    finally:
        os._exit(1)
