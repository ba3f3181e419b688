"""Standard input and output, which speak the protocol of editors and nothing else."""

from __future__ import annotations

import io
import os
import threading
from typing import Any

from pygls.io_ import run
from pygls.protocol import JsonRPCProtocol


class Connection:
    """Takes both streams for itself: whoever reads finds nothing from then on, and whatever is
    printed, by this process or one that it starts, goes to standard error.
    """

    def __init__(self) -> None:
        self._input = io.BufferedReader(io.FileIO(os.dup(0), "r"))
        self._output = os.dup(1)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)

    def serve(self, protocol: JsonRPCProtocol, alone: threading.RLock) -> None:
        """Handle messages, one at a time and `alone`, until the editor closes the stream or asks
        to exit, which raises SystemExit.
        """
        protocol.set_writer(self)
        run(threading.Event(), self._input, _Guarded(protocol, alone))  # type: ignore[arg-type]

    def write(self, data: bytes) -> None:
        """Write a whole message. Raises BrokenPipeError where nobody reads any more."""
        left = memoryview(data)
        while left:
            left = left[os.write(self._output, left) :]

    def close(self) -> None:
        """Nothing is left to say. The stream closes with the process."""


class _Guarded:
    """A protocol that handles a message only while nobody else speaks or changes what is known."""

    def __init__(self, protocol: JsonRPCProtocol, alone: threading.RLock) -> None:
        self._protocol = protocol
        self._alone = alone
        self.structure_message = protocol.structure_message

    def handle_message(self, message: Any) -> None:
        with self._alone:
            self._protocol.handle_message(message)
