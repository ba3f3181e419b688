"""How a process that waits for other things, too, learns that a child has ended."""

from __future__ import annotations

import os
import signal

CHUNK = 65536


class Ends:
    """Can be selected on: ready to be read once children have ended. One at a time in a process."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        for end in (self._reader, self._writer):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)

    def fileno(self) -> int:
        return self._reader

    def heard(self) -> None:
        """Be ready again only for those that end from now on."""
        os.read(self._reader, CHUNK)

    def leave(self) -> None:
        """In a child: give this up, which is its parent's."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self._reader)
        os.close(self._writer)
