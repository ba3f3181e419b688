"""Every benchmark, one after the other: `make bench`.

Each module has `tables(whole)`, which measures and yields a table for each thing measured.
"""

from __future__ import annotations

import os
import sys

from rich.console import Console

from tests.benchmarks import bench_build, bench_deck, bench_growth, bench_overhead

BENCHES = (bench_overhead, bench_deck, bench_build, bench_growth)


def main(arguments: list[str]) -> None:
    """Print all tables. `--whole` has every tool run every program, not only a sample."""
    console = Console()
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    console.print(f"{cores} cores, load {load:.1f} before the start: it should be near 0")
    for bench in BENCHES:
        for table in bench.tables(whole="--whole" in arguments):
            console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
