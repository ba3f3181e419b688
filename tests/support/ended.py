"""Processes that are ended by a signal, and what they leave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.cli import ROOT


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


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command while it runs in `folder`, where its scratch folders are, too."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PROOFDECK_CACHE": str(folder / "cache")}
    (folder / "tmp").mkdir(exist_ok=True)
    variables["TMPDIR"] = str(folder / "tmp")
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", *arguments], cwd=folder, env=variables, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=heed_signals,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
