"""Progress: bars on a terminal; elsewhere an occasional line, and none for short steps."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from generator.cli.terminal import one_line, say
from generator.progress import SILENT, Progress

EVERY: Final = 30.0  # seconds between two lines of a log


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Progress]:
    """A Progress that draws on standard error while the block runs."""
    if quiet:
        yield SILENT
        return
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    from generator.cli.terminal import console

    columns = (
        TextColumn("{task.description:<12}", markup=False),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[label]}", style="dim", markup=False),
    )
    with Bars(*columns, console=console(stderr=True), transient=True) as bars:
        yield _Bars(bars)


class _Lines:
    """Progress in a log: a line at most every `EVERY` seconds."""

    def __init__(self) -> None:
        self._name, self._total, self._done = "", 0, 0
        self._said = time.monotonic()

    def step(self, name: str, total: int) -> None:
        self._name, self._total, self._done = name, total, 0

    def advance(self, label: str) -> None:
        self._done += 1
        if time.monotonic() - self._said < EVERY:
            return
        self._said = time.monotonic()
        say(f"{one_line(self._name)}: {self._done} of {self._total}", stderr=True)


class _Bars:
    def __init__(self, bars: object) -> None:
        from rich.progress import Progress as Bars

        assert isinstance(bars, Bars)
        self._bars = bars
        self._task = bars.add_task("reading", total=None, label="")

    def step(self, name: str, total: int) -> None:
        self._bars.update(self._task, visible=False)
        self._task = self._bars.add_task(one_line(name), total=total, label="")

    def advance(self, label: str) -> None:
        self._bars.update(self._task, advance=1, label=one_line(label))
