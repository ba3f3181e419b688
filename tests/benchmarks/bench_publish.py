"""A site of many cards: its time beyond that of the deck, and the size of its pages.

The floor is writing the same files into an empty folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.table import Table

from tests.benchmarks.synthetic import write_deck

SIZES = (1_000,)
WHOLE = (1_000, 10_000)
# Publishes and tells its wall clock without that of the build, in seconds.
MEASURED = """
import json, sys, time
from generator.publishing.publish_site import publish_deck
from generator.running.run_options import RunOptions
start = time.perf_counter()
found = publish_deck("cards", sys.argv[1], only="apkg", options=RunOptions(once=True))
spent = time.perf_counter() - start
assert found.written is not None and not found.large
print(json.dumps([spent - found.built.seconds, spent, found.written.written]))
"""
ROWS = ("a new site", "nothing changed", "one card changed", "floor: its files written")


def tables(*, whole: bool) -> Iterator[Table]:
    """Sites of decks in two languages; with 10,000 cards where `whole` is wanted."""
    sizes = WHOLE if whole else SIZES
    table = Table(title="publish: seconds beyond the build, with the build / files written")
    table.add_column("")
    found = {}
    for size in sizes:
        table.add_column(f"{size:,} cards", justify="right")
        found[size], largest, total = _measured(size)
        found[size]["largest page"] = f"{largest / 1000:,.0f} kB"
        found[size]["all files"] = f"{total / 1e6:,.1f} MB"
    for row in (*ROWS, "largest page", "all files"):
        table.add_row(row, *(found[size][row] for size in sizes))
    table.caption = "The aim: 10,000 cards in 60 s, pages of 200 kB at most."
    yield table


def _measured(size: int) -> tuple[dict[str, str], int, int]:
    with tempfile.TemporaryDirectory(prefix="proofdeck-bench-") as name:
        folder = Path(name)
        write_deck(folder / "cards", size)
        _run(folder, "warm-up")
        found = {"a new site": _run(folder, "site"), "nothing changed": _run(folder, "site")}
        path = folder / "cards" / "en" / "0003.md"
        path.write_text(path.read_text("utf-8").replace("doubles", "also doubles", 1), "utf-8")
        found["one card changed"] = _run(folder, "site")
        files = {
            path.relative_to(folder / "site"): path.read_bytes()
            for path in (folder / "site").rglob("*")
            if path.is_file()
        }
        found["floor: its files written"] = _floor(folder / "floor", files)
        pages = [len(data) for path, data in files.items() if path.suffix in (".html", ".js")]
        return found, max(pages), sum(map(len, files.values()))


def _run(folder: Path, site: str) -> str:
    root = str(Path(__file__).parents[2])
    settings = {**os.environ, "PYTHONPATH": root, "PROOFDECK_CACHE": str(folder / "cache")}
    command = [sys.executable, "-c", MEASURED, site]
    done = subprocess.run(
        command, cwd=folder, env=settings, check=True, capture_output=True, text=True
    )
    beyond, spent, written = json.loads(done.stdout.splitlines()[-1])
    return f"{beyond:.2f}, {spent:.2f} / {written:,}"


def _floor(folder: Path, files: dict[Path, bytes]) -> str:
    start = time.perf_counter()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return f"{time.perf_counter() - start:.2f} / {len(files):,}"
