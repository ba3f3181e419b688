"""The processor time that a step may take; what takes longer is broken off."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Final

_TIMER: Final = signal.ITIMER_PROF


class SlowError(BaseException):
    """The time is over. No `except Exception` may take this for its own."""


class _Stopwatch:
    def __init__(self) -> None:
        self._limit = 0.0

    def start(self, limit: float) -> None:
        """Raise SlowError in so many seconds of processor time."""
        signal.signal(signal.SIGPROF, _over)
        self._limit = limit
        self.lap()

    def lap(self) -> None:
        """The next step begins; where none was started, nothing happens."""
        signal.setitimer(_TIMER, self._limit)

    def stop(self) -> None:
        """Raise nothing any more."""
        self._limit = 0.0
        self.lap()


STOPWATCH: Final = _Stopwatch()


def _over(number: int, frame: FrameType | None) -> None:
    raise SlowError
