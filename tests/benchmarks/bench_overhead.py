"""What a program costs beyond its own time, in a process that has imported everything.

The floor is a bare fork of a process with the same modules in memory, that ends at once.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

from rich.table import Table

from generator.model import Cell, Program
from generator.running import LocalPool
from generator.running.pool.preloads import preload_of
from tests.benchmarks.others import fresh, settings

AT_ONCE = 80  # programs, one after the other
ROUNDS = 3
PROGRAMS = {
    "pass": "pass",
    "numpy": "import numpy as np\nprint(np.arange(10.0).sum())",
    "torch": "import torch\nprint(torch.ones(3) * 2)",
    "torch train": """
import torch
model = torch.nn.Linear(3, 1)
optimizer = torch.optim.Adam(model.parameters())
for _ in range(10):
    optimizer.zero_grad()
    model(torch.randn(8, 3)).pow(2).mean().backward()
    optimizer.step()
""",
    "jax": "import jax, jax.numpy as jnp\nprint(jax.jit(jax.grad(jnp.sin))(1.0))",
}
BARE = """
import gc, importlib, os, sys, time
gc.disable()
for name in sys.argv[1:]:
    importlib.import_module(name)
gc.collect()
gc.freeze()
times = []
for _ in range(40):
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    times.append(time.perf_counter() - start)
print(sorted(times)[20])
"""


def tables(*, whole: bool) -> Iterator[Table]:
    """Milliseconds beyond the program's own, medians of programs one after the other."""
    table = Table(title="a program in a warm pool, milliseconds")
    for column in ("program", "beyond its own", "floor: a fork", "own", "fresh", "× fresh"):
        table.add_column(column, justify="left" if column == "program" else "right")
    with LocalPool(jobs=1) as pool:
        for name, code in PROGRAMS.items():
            list(pool.run(cards(code)))
            rounds = [(measured(pool, code), bare(code), alone(code)) for _ in range(ROUNDS)]
            beyond = median(value for (values, _), _, _ in rounds for value in values)
            own = median(value for (_, values), _, _ in rounds for value in values)
            floor = median(value for _, value, _ in rounds)
            single = median(value for _, _, value in rounds)
            times = (beyond, floor, own, single)
            ratio = single / (beyond + own)
            table.add_row(name, *(f"{1000 * each:.1f}" for each in times), f"{ratio:.0f}")
    yield table


def cards(code: str) -> list[Program]:
    return [Program(str(n), "card.md", (Cell(code, 1),)) for n in range(AT_ONCE)]


def measured(pool: LocalPool, code: str) -> tuple[list[float], list[float]]:
    """Seconds of each program beyond its own, and its own."""
    beyond, own = [], []
    before = time.perf_counter()
    for run in pool.run(cards(code)):
        assert run.ended == "finished", run
        now = time.perf_counter()
        own.append(sum(cell.seconds for cell in run.cells))
        beyond.append(now - before - own[-1])
        before = now
    return beyond, own


def bare(code: str) -> float:
    modules = preload_of(cards(code)[0]).modules
    command = [sys.executable, "-s", "-c", BARE, *modules]
    done = subprocess.run(command, env=settings(), check=True, capture_output=True, text=True)
    return float(done.stdout)


def alone(code: str) -> float:
    before = time.perf_counter()
    fresh(cards(code)[0])
    return time.perf_counter() - before
