"""`proofdeck preview` and `study`, run as a user runs them, and asked what their page would ask."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from tests.support.cli import ROOT
from tests.support.local_pages import GENEROUS, Client, wait_until


def _heed_signals() -> None:
    """Of tests that run in the background a shell lets signals be ignored."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@dataclass
class Preview:
    """A server that runs, in `folder`, and the client of its page."""

    process: subprocess.Popen[str]
    client: Client
    folder: Path

    def settled(self, **wanted: str) -> dict[str, Any]:
        """The cards once nothing is under way and those of these slugs have these statuses."""

        def holds() -> bool:
            nonlocal state
            state = self.client.ask("/api/state").json
            by_slug = {card["slug"]: card["status"] for card in state["cards"].values()}
            return state["busy"] is None and wanted.items() <= by_slug.items()

        state: dict[str, Any] = {}
        wait_until(holds)
        cards: dict[str, Any] = state["cards"]
        return cards

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(GENEROUS)


@contextmanager
def previewing(
    folder: Path, *arguments: str, command: str = "preview", **environment: str
) -> Iterator[Preview]:
    (folder / "tmp").mkdir(exist_ok=True)
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PROOFDECK_CACHE": str(folder / "cache"),
        "PROOFDECK_DATA": str(folder / "data"),
        "TMPDIR": str(folder / "tmp"),
        **environment,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "generator", command, *arguments],
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=_heed_signals,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
            assert found, said + process.stdout.read()
            client = Client(int(found[1]))
            html = client.ask("/").body.decode()
            client.token = unescape(html.partition('proofdeck-token" content="')[2]).split('"')[0]
            yield Preview(process, client, folder)
        finally:
            process.kill()


def left_running(folder: Path) -> list[str]:
    """Processes that were told of the scratch folder of a preview; given time to notice."""
    limit = time.monotonic() + GENEROUS
    while found := [*_told_of(folder / "tmp")]:
        if time.monotonic() > limit:
            break
        time.sleep(0.05)
    return found


def _told_of(folder: Path) -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                yield (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
