"""What a cluster costs: small programs on workers of this machine, beside its own pool.

Workers beyond the cores show what more of them cost, not what they gain.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median
from typing import Final

from rich.table import Table

from generator.model import Cell, Program
from generator.running import LocalPool, Runner
from generator.spreading.dask_engine import dask_engine
from generator.spreading.described import Described
from generator.spreading.executor_runner import ExecutorRunner
from generator.spreading.messages import Order, modules_of
from tests.benchmarks.timing import timed

ROUNDS: Final = 3
WORKERS: Final = (1, 2, 4)
SAMPLE: Final = 1_000
WHOLE: Final = 10_000


def tables(*, whole: bool) -> Iterator[Table]:
    """Seconds, milliseconds for each program, and the memory of client and scheduler together."""
    count = WHOLE if whole else SAMPLE
    programs = [Program(f"en/{n}", "card.md", (Cell(f"print({n})", 1),)) for n in range(count)]
    table = Table(title=f"{count:,} small programs on workers of this machine")
    for column in ("where", "seconds", "ms a program", "beside the pool", "MiB"):
        table.add_column(column, justify="right" if column != "where" else "left")
    with LocalPool() as pool:
        floor = _measured(pool, programs)
    table.add_row("the pool", f"{floor:.2f}", f"{1000 * floor / count:.2f}", "1.00", _memory())
    for workers in WORKERS:
        with dask_engine("local", workers=workers) as engine, ExecutorRunner(engine) as runner:
            took = _measured(runner, programs)
        each = f"{1000 * took / count:.2f}"
        name = f"{workers} worker{'' if workers == 1 else 's'}"
        table.add_row(name, f"{took:.2f}", each, f"{took / floor:.2f}", _memory())
    yield table
    order = Order("deck", Described.of(), modules_of(programs), tuple(programs[:25]))
    size = Table(title="what is sent")
    size.add_column("programs in a batch", justify="right")
    size.add_column("bytes each", justify="right")
    size.add_row("25", f"{len(order.to_text()) / 25:.0f}")
    yield size


def _measured(runner: Runner, programs: Sequence[Program]) -> float:
    """The median of several times, after one that starts what has to be started."""
    list(runner.run(programs[:50]))
    return median(timed(partial(_run, runner, programs)).wall for _ in range(ROUNDS))


def _run(runner: Runner, programs: Sequence[Program]) -> None:
    assert sum(run.ended == "finished" for run in runner.run(programs)) == len(programs)


def _memory() -> str:
    """The most that this process has had, which has the scheduler of local workers in it."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"
