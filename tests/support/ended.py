"""Processes that are ended by a signal, and what they leave."""

from __future__ import annotations

import signal
import time
from pathlib import Path


def heed_signals() -> None:
    """Of tests that run in the background a shell lets signals be ignored."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def left_running(folder: Path) -> list[str]:
    """Processes that were told of the scratch folder of this test; given time to notice."""
    for _ in range(200):
        found = []
        for process in Path("/proc").iterdir():
            try:
                if str(folder / "tmp").encode() in (process / "environ").read_bytes():
                    found.append((process / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
        if not found:
            return []
        time.sleep(0.05)
    return found
