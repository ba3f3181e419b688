"""Progress on a terminal; nothing at all where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from generator.cli.terminal import one_line
from generator.progress import SILENT, Progress


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Progress]:
    """A Progress that draws on standard error while the block runs."""
    if quiet or not sys.stderr.isatty():
        yield SILENT
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
