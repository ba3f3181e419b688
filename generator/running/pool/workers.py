"""The workers of a pool, and the programs that wait for them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.model import Program
from generator.running.pool.host import Host
from generator.running.pool.job import Job
from generator.running.pool.preloads import Preload, base_of


@dataclass(slots=True, eq=False)
class Task:
    """A program that waits; `retried` once it has lost a worker through no fault of its own.

    `number` counts tasks in the order in which they are to start. Those `after` another, the
    first run of the same program, gain by waiting until that is `over`. `made` is what was
    compiled meanwhile. One that is `urgent` goes ahead of those that are not; one that was
    `dropped` while it ran is wanted no more.
    """

    program: Program
    preload: Preload
    number: int = 0
    retried: bool = False
    after: Task | None = None
    urgent: bool = False
    dropped: bool = False
    over: bool = False
    made: Mapping[str, str] = field(default_factory=dict)

    @property
    def early(self) -> bool:
        """Whether it should rather wait."""
        return self.after is not None and not self.after.over


@dataclass(slots=True, eq=False)
class Worker:
    """A host and its jobs by number. Until it is `ready` they wait to be submitted. `branched`
    says that it is the branch of another.
    """

    preload: Preload
    host: Host
    branched: bool = False
    since: float = field(default_factory=time.monotonic)
    ready: bool = False
    closed: bool = False
    busy: dict[int, tuple[Job, Task]] = field(default_factory=dict)

    @property
    def places(self) -> int:
        """How many of the pool's places it takes up."""
        return len(self.busy) if self.preload.shared else 1


Launch = Callable[[Preload, Worker | None], Host]  # from which to branch


class Workers:
    """Opens and closes workers; those that programs share are kept for later ones."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._open: list[Worker] = []
        self._tried: set[Preload] = set()
        self._hopeless: set[Preload] = set()

    def all(self) -> list[Worker]:
        """Those that are open."""
        return list(self._open)

    def find(self, preload: Preload) -> Worker | None:
        """The worker that programs with this preload share."""
        if not preload.shared:
            return None
        return next((worker for worker in self._open if worker.preload == preload), None)

    def missing(
        self, preload: Preload, waiting: Iterable[Preload]
    ) -> tuple[Preload, Worker | None] | None:
        """What to open next so that programs which share a preload get their worker: with which
        preload, and the worker to branch from. None where nothing is to be opened, or not before
        another is ready.

        What several preloads begin with is imported once, for the shortest of those `waiting`.
        One whose first worker failed is tried again with an interpreter of its own.
        """
        if self.find(preload) is not None:
            return None
        shared = [*waiting, *(worker.preload for worker in self._open)]
        base = base_of(preload, shared) if preload not in self._tried else None
        if base is None:
            return preload, None
        worker = self.find(base)
        if worker is None:
            return self.missing(base, waiting)
        return (preload, worker) if worker.ready else None

    def open(self, preload: Preload, base: Worker | None = None) -> Worker:
        """Start a worker, as a branch of another where there is one. Raises OSError where the
        interpreter cannot be started.
        """
        worker = Worker(preload, self._launch(preload, base), branched=base is not None)
        self._open.append(worker)
        return worker

    def close(self, worker: Worker) -> None:
        """Close one."""
        worker.closed = True
        self._open.remove(worker)
        worker.host.close()

    def close_all(self) -> None:
        """Close all, side by side."""
        workers, self._open = self._open, []
        for worker in workers:
            worker.closed = True
            worker.host.stop()
        for worker in workers:
            worker.host.close()

    def refused(self, preload: Preload, *, again: bool) -> bool:
        """Note that the worker of a shared preload would not serve; whether to try once more.

        `again` says that it may have been a notice printed only once, such as that a font cache
        is being built; or that what it had branched from is gone.
        """
        if again and preload not in self._tried:
            self._tried.add(preload)
            return True
        self._hopeless.add(preload)
        return False

    def possible(self, preload: Preload) -> Preload:
        """The preload itself, or single interpreters where its worker is known to refuse."""
        return preload.alone() if preload in self._hopeless else preload


class Waiting:
    """Tasks by preload, in order of arrival; preloads in the order of the first task of each."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._preloads: dict[Preload, deque[Task]] = {}
        for task in tasks:
            self.add(task)

    def __bool__(self) -> bool:
        return bool(self._preloads)

    def preloads(self, *, shared: bool) -> Iterator[Preload]:
        """The preloads that have tasks; they may change meanwhile."""
        found = [preload for preload in self._preloads if preload.shared == shared]
        return iter(sorted(found, key=lambda preload: self.first(preload).number))

    def first(self, preload: Preload) -> Task:
        """The next of a preload that has tasks."""
        return self._preloads[preload][0]

    def __contains__(self, preload: Preload) -> bool:
        return preload in self._preloads

    def add(self, task: Task, *, ahead: bool = False) -> None:
        """One more, `ahead` of the others of its preload or after them."""
        tasks = self._preloads.setdefault(task.preload, deque())
        if ahead:
            tasks.appendleft(task)
        else:
            tasks.append(task)

    def take(self, preload: Preload) -> Task:
        """The next of a preload that has tasks."""
        tasks = self._preloads[preload]
        task = tasks.popleft()
        if not tasks:
            del self._preloads[preload]
        return task

    def drop(self, names: Collection[str]) -> None:
        """Forget the tasks of the programs with these ids."""
        for preload, tasks in list(self._preloads.items()):
            kept = deque(task for task in tasks if task.program.id not in names)
            if kept:
                self._preloads[preload] = kept
            else:
                del self._preloads[preload]

    def move(self, source: Preload, target: Preload) -> None:
        """Give the tasks of one preload another."""
        for task in self._preloads.pop(source, ()):
            task.preload = target
            self.add(task)
