"""How the command ends when it is told to, at whatever moment: by keys, or by a signal."""

from __future__ import annotations

import signal
import sys
from typing import Any, NoReturn

SIGNALS = ("SIGTERM", "SIGHUP")  # a machine that shuts down, a job that is cancelled, a terminal


def listen() -> None:
    """Have those signals raise KeyboardInterrupt, too, unless whoever started this process has
    them ignored: else the system ends it at once, and scratch folders stay.
    """
    for name in SIGNALS:
        number = getattr(signal, name, None)  # Windows has one of them
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(number: int, _: Any) -> NoReturn:
    raise KeyboardInterrupt(number)


def end_interrupted(interrupt: KeyboardInterrupt) -> NoReturn:
    """Say so, and exit as shells say it, with 128 and the number of the signal: neither as if all
    were well nor as if problems had been found.
    """
    number = next(iter(interrupt.args), signal.SIGINT)
    # On a terminal the line begins with what it shows for the keys.
    sys.stderr.write("\nInterrupted.\n" if sys.stderr.isatty() else "Interrupted.\n")
    sys.exit(128 + number)
