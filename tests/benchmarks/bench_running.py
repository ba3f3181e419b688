"""How much a fork saves: `python -m tests.benchmarks.bench_running`.

Each program runs in a fresh interpreter (A) and in the pool (B), in turns, so that whatever
else the machine does falls on both; what counts are the ratios of the medians.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from generator.model import Cell, Program
from generator.running import Facts, LocalPool, program_key
from generator.running.settings import environment

ROUNDS = 5
AT_ONCE = 20  # programs of which the pool's time is the mean
PROGRAMS = {
    "pass": "pass",
    "numpy sum": "import numpy as np\nprint(np.arange(10.0).sum())",
    "torch op": "import torch\nprint(torch.ones(3) * 2)",
    "torch train": """
import torch
model = torch.nn.Linear(3, 1)
optimizer = torch.optim.Adam(model.parameters())
for _ in range(10):
    optimizer.zero_grad()
    model(torch.randn(8, 3)).pow(2).mean().backward()
    optimizer.step()
""",
    "jax grad": "import jax, jax.numpy as jnp\nprint(jax.jit(jax.grad(jnp.sin))(1.0))",
}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def fresh(code: str) -> Callable[[], object]:
    """Run in a new interpreter with the pool's environment."""
    settings = environment(Path.home(), Path.home() / ".cache" / "matplotlib", {})
    command = [sys.executable, "-s", "-c", code]
    return lambda: subprocess.run(command, env=settings, check=True, capture_output=True)


def pooled(pool: LocalPool, code: str) -> Callable[[], object]:
    """Run a number of times in the pool, one after the other."""
    cards = [Program(str(n), "card.md", (Cell(code, 1),)) for n in range(AT_ONCE)]

    def work() -> None:
        for run in pool.run(cards):
            assert run.ended == "finished", run

    return work


def main() -> None:
    print(f"{'program':12} {'fresh':>10} {'pool':>10} {'ratio':>8}")
    with LocalPool(jobs=1) as pool:
        for name, code in PROGRAMS.items():
            alone, together = fresh(code), pooled(pool, code)
            together()
            pairs = [(timed(alone), timed(together) / AT_ONCE) for _ in range(ROUNDS)]
            a, b = (median(column) for column in zip(*pairs, strict=True))
            print(f"{name:12} {a:7.1f} ms {b:7.1f} ms {a / b:7.1f}x")
    facts = Facts.of()
    cards = [
        Program(str(n), "card.md", (Cell(f"import torch, jax, numpy\nprint({n})", 1),))
        for n in range(100)
    ]
    spent = timed(lambda: [program_key(card, facts) for card in cards])
    print(f"keys of 100 programs: {spent:.0f} ms")


if __name__ == "__main__":
    main()
