"""How the command ends when it is interrupted, by Ctrl-C or by a signal."""

from __future__ import annotations

import signal
import sys
from typing import Any, NoReturn

SIGNALS = ("SIGTERM", "SIGHUP")  # a shutdown, a cancelled job, a closed terminal


def listen() -> None:
    """Make these signals raise KeyboardInterrupt unless the parent process has them ignored. By
    default the system would end the process at once, and scratch folders would stay.
    """
    for name in SIGNALS:
        number = getattr(signal, name, None)  # Windows has one of them
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(number: int, _: Any) -> NoReturn:
    raise KeyboardInterrupt(number)


def end_interrupted(interrupt: KeyboardInterrupt) -> NoReturn:
    """Say so, and exit as shells do, with 128 plus the number of the signal: neither success nor
    a finding.
    """
    number = next(iter(interrupt.args), signal.SIGINT)
    # On a terminal the line already shows `^C`.
    sys.stderr.write("\nInterrupted.\n" if sys.stderr.isatty() else "Interrupted.\n")
    sys.exit(128 + number)
