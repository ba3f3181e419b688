"""The way back: what happened, told to the parent over a pipe of its own.

A message says at which of the marks in the program's output it was sent.
"""

from __future__ import annotations

import os
import signal
from typing import Any, NoReturn

from .. import wire
from ..kernel import process
from .streams import Printed

UNCONFINED = 118  # exit status of a process that could not be closed off, and ran no line


class Channel:
    """Posts messages, each of which has its place in what was `printed`."""

    def __init__(self, descriptor: int, token: str, printed: Printed) -> None:
        self._descriptor = descriptor
        self._token = token
        self._printed = printed

    def begin(self, cell: int) -> None:
        """Say that a cell starts, whose output is kept again from its first line on."""
        self._bring_out()
        self._printed.marks.begin(cell)
        self.post("begin", cell=cell)
        self._printed.gate.renew()
        for stream in self._printed.streams:
            try:
                stream.reconfigure(write_through=True)
            except (OSError, ValueError):
                continue  # closed by the program

    def post(self, event: str, **content: Any) -> None:
        """Send one message, except in children that the program forks."""
        self._bring_out()
        if not self._printed.marks.own:
            return
        at = self._printed.marks.set()
        data = wire.pack({"token": self._token, "event": event, "at": at, **content})
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            end_unheard()

    def _bring_out(self) -> None:
        """Flush what Python and C still hold back."""
        for stream in self._printed.streams:
            try:
                stream.flush()
            except (OSError, ValueError):
                continue  # closed by the program
        process.flush_c()


def end_unheard() -> NoReturn:
    """End by SIGPIPE, as a writer does whom nobody reads: an exit status could be the program's
    own.
    """
    try:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPIPE})
        os.kill(os.getpid(), signal.SIGPIPE)
    finally:
        os._exit(1)
