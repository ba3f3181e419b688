"""Every benchmark, one after the other: `make bench`.

Each module has `tables(whole)`, which measures and yields a table for each thing measured.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import click
from rich.console import Console

from tests.benchmarks import (
    bench_audit,
    bench_build,
    bench_cluster,
    bench_deck,
    bench_growth,
    bench_overhead,
    bench_preview,
    bench_publish,
    bench_study,
    bench_sync,
    bench_trial,
)

WIDTH = 110  # where no terminal says how wide it is
BENCHES = {
    "overhead": bench_overhead,
    "deck": bench_deck,
    "build": bench_build,
    "growth": bench_growth,
    "preview": bench_preview,
    "audit": bench_audit,
    "sync": bench_sync,
    "publish": bench_publish,
    "trial": bench_trial,
    "study": bench_study,
    "cluster": bench_cluster,
}


@click.command(name="python -m tests.benchmarks")
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHES)))
@click.option("--whole", is_flag=True, help="Every program and 10,000 cards, not only a sample.")
def main(names: Sequence[str], whole: bool) -> None:
    """Measure and print tables of ratios: all of them, or those named."""
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    console.print(f"{cores} cores, load {load:.1f} before the start: it should be near 0")
    for name in names or BENCHES:
        for table in BENCHES[name].tables(whole=whole):
            console.print(table)


if __name__ == "__main__":
    main()
