"""A deck built again: nothing changed, one card's prose, one card's code.

The floor of each row is a Python that imports what the command needs to print its table.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from rich.table import Table

DECK = Path(__file__).parents[2] / "cards"
ROUNDS = 5
EDITED = "01-frameworks.md"


def tables(*, whole: bool) -> Iterator[Table]:
    """The wall clock of the command in a deck whose results are known."""
    with tempfile.TemporaryDirectory(prefix="proofdeck-bench-") as name:
        deck = _Deck(Path(name))
        deck.build()
        ways: dict[str, Callable[[int], None]] = {
            "nothing changed": lambda _: None,
            "one card's prose": deck.edit_prose,
            "one card's code": deck.edit_code,
        }
        spent: dict[str, list[float]] = {way: [] for way in ways}
        floors: list[float] = []
        for number in range(ROUNDS):
            for way, edit in ways.items():
                edit(number)
                spent[way].append(_timed(deck.build))
            floors.append(_timed(_imports))
        fresh = _timed(deck.build_all)
    table = Table(title="the deck built again, seconds")
    for column in ("", "measured", "floor: imports", "× faster than with empty caches"):
        table.add_column(column, justify="right" if column else "left")
    for way, times in spent.items():
        found = median(times)
        table.add_row(way, f"{found:.2f}", f"{median(floors):.2f}", f"{fresh / found:.0f}")
    table.caption = f"with empty caches: {fresh:.1f}"
    yield table


class _Deck:
    """A copy of the deck, with its own cache and output."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        shutil.copytree(DECK, folder / "cards")

    def build(self, cache: str = "cache") -> None:
        command = [
            sys.executable,
            "-m",
            "generator",
            "build",
            "cards",
            "-o",
            f"build-{cache}",
            "-q",
        ]
        root = str(DECK.parent)
        settings = {**os.environ, "PYTHONPATH": root, "PROOFDECK_CACHE": str(self._folder / cache)}
        subprocess.run(command, cwd=self._folder, env=settings, check=True)

    def build_all(self) -> None:
        self.build("empty")

    def edit_prose(self, number: int) -> None:
        path = self._folder / "cards" / "en" / EDITED
        text = path.read_text("utf-8").rstrip()
        path.write_text(f"{text}\n\nEdit {number}.\n", "utf-8")

    def edit_code(self, number: int) -> None:
        """In both languages: their programs must be the same."""
        for language in ("en", "zh"):
            path = self._folder / "cards" / language / EDITED
            head, fence, rest = path.read_text("utf-8").partition("```python\n")
            path.write_text(f"{head}{fence}edit = {number}\n{rest}", "utf-8")


def _imports() -> None:
    code = "import generator.cli, generator.building.deck, rich.table"
    settings = {**os.environ, "PYTHONPATH": str(DECK.parent)}
    subprocess.run([sys.executable, "-c", code], env=settings, check=True)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
