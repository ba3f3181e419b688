"""The runner of a check whose programs run on the workers of an engine, behind the cache."""

from __future__ import annotations

from pathlib import Path

from generator.checking.runners import as_often_as_asked
from generator.running import Cache, CachedRunner, Facts, Runner
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions
from generator.running.twice import Twice
from generator.spreading.engine import Engine
from generator.spreading.executor_runner import ExecutorRunner
from generator.spreading.machines_apart import differences_apart


def open_engine(
    engine: Engine,
    options: RunOptions = DEFAULT_OPTIONS,
    folder: Path | None = None,
    cache: Cache | None = None,
) -> CachedRunner | Twice:
    """A runner to be closed, as `open_runner` opens one for this machine: only what the cache does
    not have is sent, and what comes is kept, since workers are like this machine.

    Where runs are `spread`, nothing is looked up: what is known agreed on one machine.
    """
    own = ExecutorRunner(engine, sandbox=options.sandbox, folder=folder)
    if engine.spread and not options.once:
        return Twice(own, differences_apart)

    def start() -> Runner:
        return as_often_as_asked(own, options)

    facts = Facts.of(options.python)
    return CachedRunner(
        cache or Cache(), facts, start, times=options.times, sandbox=options.sandbox
    )
