"""The runner that every check uses: the pool of this machine, twice, behind the cache."""

from __future__ import annotations

from pathlib import Path

from generator.checking.determinism import differences
from generator.running import Cache, CachedRunner, Facts, LocalPool, Runner
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions
from generator.running.twice import Twice


def open_runner(
    options: RunOptions = DEFAULT_OPTIONS, folder: Path | None = None, cache: Cache | None = None
) -> CachedRunner:
    """A runner to be closed; its pool starts at the first program that the cache does not have.

    Programs may read the deck's `folder`. Raises ProblemsError where the interpreter does not
    start.
    """

    def start() -> Runner:
        pool = LocalPool(python=options.python, sandbox=options.sandbox, folder=folder)
        return as_often_as_asked(pool, options)

    facts = Facts.of(options.python)
    return CachedRunner(
        cache or Cache(), facts, start, times=options.times, sandbox=options.sandbox
    )


def as_often_as_asked(runner: Runner, options: RunOptions) -> Runner:
    """`runner`, made to run each program as often as the options ask."""
    return runner if options.once else Twice(runner, differences)
