"""A host together with what it has to do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.model import Program
from generator.running.pool.host import Host
from generator.running.pool.job import Job
from generator.running.pool.preloads import Lane


@dataclass(slots=True, eq=False)
class Task:
    """A program that waits; `retried` once it has lost a host through no fault of its own.

    `number` counts tasks in the order in which they are to start. Those `after` another, the
    first run of the same program, gain by waiting until that is `over`. `made` is what was
    compiled meanwhile.
    """

    program: Program
    lane: Lane
    number: int = 0
    retried: bool = False
    after: Task | None = None
    over: bool = False
    made: Mapping[str, str] = field(default_factory=dict)

    @property
    def early(self) -> bool:
        """Whether it should rather wait."""
        return self.after is not None and not self.after.over


@dataclass(slots=True, eq=False)
class Station:
    """A host and its jobs by number. Until it is `ready` they wait to be submitted. `branched`
    says that it is the branch of another.
    """

    lane: Lane
    host: Host
    branched: bool = False
    since: float = field(default_factory=time.monotonic)
    ready: bool = False
    closed: bool = False
    busy: dict[int, tuple[Job, Task]] = field(default_factory=dict)

    @property
    def places(self) -> int:
        """How many of the pool's places it takes up."""
        return len(self.busy) if self.lane.shared else 1
