"""Times that can be compared although the machine does other things, too."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import NamedTuple

ROUNDS = 3


class Spent(NamedTuple):
    """Seconds on the wall, and of processor time in all child processes that have ended.

    The second hardly depends on what else the machine does.
    """

    wall: float
    cpu: float


def timed(work: Callable[[], object]) -> Spent:
    """What `work` takes."""
    start, before = time.perf_counter(), children()
    work()
    return Spent(time.perf_counter() - start, children() - before)


def in_turns(ways: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, Spent]:
    """The medians of each way, measured A B A B, so that whatever else happens falls on all of
    them.
    """
    found: dict[str, list[Spent]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, work in ways.items():
            found[name].append(timed(work))
    return {name: Spent(*map(median, zip(*each, strict=True))) for name, each in found.items()}


def children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
