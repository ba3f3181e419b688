"""What a cluster costs: small programs on workers of this machine, beside its own pool.

Workers beyond the cores show what more of them cost, not what they gain.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from rich.table import Table

from generator.model import Cell, Program
from generator.running import LocalPool, Runner
from generator.spreading.dask_engine import dask_engine
from generator.spreading.described import Described
from generator.spreading.executor_runner import ExecutorRunner
from generator.spreading.messages import Order, modules_of
from tests.benchmarks.timing import in_turns

FEW: Final = 200
FEW_ROUNDS: Final = 7
WORKERS: Final = (1, 2, 4)
SAMPLE: Final = 2_000
WHOLE: Final = 10_000


def tables(*, whole: bool) -> Iterator[Table]:
    """Two workers beside the pool; then more programs on more workers, with what they take of the
    client and the scheduler, which are one process here; then what is sent.
    """
    yield _few()
    yield _many(WHOLE if whole else SAMPLE)
    yield _sent()


def _few() -> Table:
    programs = _programs(FEW)
    with (
        LocalPool(jobs=2) as pool,
        dask_engine("local", workers=2) as engine,
        ExecutorRunner(engine) as runner,
    ):
        ways = {
            "the pool": partial(_run, pool, programs),
            "cluster": partial(_run, runner, programs),
        }
        for way in ways.values():
            way()
        found = in_turns(ways, FEW_ROUNDS)
    floor, took = found["the pool"].wall, found["cluster"].wall
    table = _table(f"{FEW} small programs, two at a time", "where", "seconds", "beside the pool")
    table.add_row("the pool", f"{floor:.2f}", "1.00")
    table.add_row("two workers", f"{took:.2f}", f"{took / floor:.2f}")
    return table


def _many(count: int) -> Table:
    programs = _programs(count)
    columns = (
        "where",
        "seconds",
        "ms a program",
        "beside the pool",
        "ms of client+scheduler",
        "MiB",
    )
    table = _table(f"{count:,} small programs on workers of this machine", *columns)
    with LocalPool() as pool:
        floor, own = _measured(pool, programs)
    table.add_row("the pool", *_figures(floor, floor, own, count))
    for workers in WORKERS:
        with dask_engine("local", workers=workers) as engine, ExecutorRunner(engine) as runner:
            took, own = _measured(runner, programs)
        name = f"{workers} worker{'' if workers == 1 else 's'}"
        table.add_row(name, *_figures(took, floor, own, count))
    return table


def _figures(took: float, floor: float, own: float, count: int) -> tuple[str, ...]:
    each, here = 1000 * took / count, 1000 * own / count
    return f"{took:.2f}", f"{each:.2f}", f"{took / floor:.2f}", f"{here:.2f}", _memory()


def _sent() -> Table:
    programs = _programs(25)
    order = Order("deck", Described.of(), modules_of(programs), tuple(programs))
    table = _table("what is sent", "programs in a batch", "bytes each")
    table.add_row("25", f"{len(order.to_text()) / 25:.0f}")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    for column in columns:
        table.add_column(column, justify="left" if column == "where" else "right")
    return table


def _programs(count: int) -> list[Program]:
    return [Program(f"en/{n}", "card.md", (Cell(f"print({n})", 1),)) for n in range(count)]


def _measured(runner: Runner, programs: Sequence[Program]) -> tuple[float, float]:
    """Seconds of the wall, and of this process, once all that has to be started is."""
    _run(runner, programs[:50])
    wall, own = time.perf_counter(), time.process_time()
    _run(runner, programs)
    return time.perf_counter() - wall, time.process_time() - own


def _run(runner: Runner, programs: Sequence[Program]) -> None:
    assert sum(run.ended == "finished" for run in runner.run(programs)) == len(programs)


def _memory() -> str:
    """The most that this process has had, which has the scheduler of local workers in it."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"
