"""How a build grows with its deck: time, memory, and the exponents between sizes.

The floor of an exponent is 1: twice the cards, twice the time.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.table import Table

from tests.benchmarks.synthetic import write_deck

SIZES = (1_000, 3_000)
WHOLE = (1_000, 10_000)
# Runs the command and tells its wall clock in seconds and the peak of its memory, or that of the
# largest process below it, in MB.
MEASURED = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run([sys.executable, "-m", "generator", *sys.argv[1:]], check=True)
spent = time.perf_counter() - start
print(json.dumps([spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))
"""
ROWS = ("cold", "nothing changed", "one edit, .apkg", "all files")


def tables(*, whole: bool) -> Iterator[Table]:
    """Decks of trivial programs in two languages; 10,000 cards where `whole` is wanted."""
    sizes = WHOLE if whole else SIZES
    found = {size: _measured(size) for size in sizes}
    small, large = sizes
    table = Table(title="growth: seconds / peak MB of the largest process")
    for column in ("", f"{small:,} cards", f"{large:,} cards", "exponent"):
        table.add_column(column, justify="right" if column else "left")
    for row in ROWS:
        (less, low), (more, high) = found[small][row], found[large][row]
        exponent = math.log(more / less) / math.log(large / small)
        figures = [f"{less:.2f} / {low:.0f}", f"{more:.2f} / {high:.0f}", f"{exponent:.2f}"]
        table.add_row(row, *figures)
    table.caption = "floor of the exponent: 1. Fixed costs at the start make small decks look slow."
    yield table


def _measured(size: int) -> dict[str, tuple[float, float]]:
    with tempfile.TemporaryDirectory(prefix="proofdeck-bench-") as name:
        folder = Path(name)
        write_deck(folder / "cards", size)
        package = ("build", "cards", "-q", "--only", "apkg")
        found = {"cold": _run(folder, *package), "nothing changed": _run(folder, *package)}
        path = folder / "cards" / "en" / "0003.md"
        path.write_text(path.read_text("utf-8").replace("doubles", "also doubles", 1), "utf-8")
        found["one edit, .apkg"] = _run(folder, *package)
        found["all files"] = _run(folder, "build", "cards", "-q")
    return found


def _run(folder: Path, *arguments: str) -> tuple[float, float]:
    root = str(Path(__file__).parents[2])
    settings = {**os.environ, "PYTHONPATH": root, "PROOFDECK_CACHE": str(folder / "cache")}
    command = [sys.executable, "-c", MEASURED, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=settings, check=True, capture_output=True, text=True
    )
    spent, peak = json.loads(done.stdout.splitlines()[-1])
    return float(spent), float(peak)
