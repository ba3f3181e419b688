"""The worker processes of a Dask cluster, seen from outside."""

from __future__ import annotations

import os
import time
from pathlib import Path

from generator.spreading.dask_engine import DaskEngine


def workers(engine: DaskEngine) -> list[int]:
    """The ids of the worker processes."""
    return sorted(engine.connection.client.run(os.getpid).values())


def children(*parents: int) -> list[int]:
    """The processes that these have."""
    found: list[int] = []
    for parent in parents:
        for thread in Path(f"/proc/{parent}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    return found


def eventually(done: object) -> None:
    """Wait until `done()`; fail after a while."""
    assert callable(done)
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def addresses(engine: DaskEngine) -> set[str]:
    """Of the workers that are there now."""
    return set(engine.connection.client.scheduler_info()["workers"])


def replaced(engine: DaskEngine, before: set[str]) -> None:
    """Wait until another worker has come for one that was there before."""
    eventually(lambda: len(addresses(engine) & before) < len(before) == len(addresses(engine)))
