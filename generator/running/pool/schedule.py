"""Gives programs to workers, a few at a time, and says which have finished."""

from __future__ import annotations

import os
import selectors
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from generator.last_net import caught
from generator.model import Environment, Run
from generator.running.machine.capacity import Memory
from generator.running.pool.host import Ended, Event, Failed, Forked, Ready, Refused
from generator.running.pool.job import Job
from generator.running.pool.preloads import Preload
from generator.running.pool.workers import Task, Waiting, Worker, Workers

TICK = 0.02  # seconds between questions to hosts that cannot be watched
LONGEST_START = 180.0  # seconds for a host to import what it should

Prepare = Callable[[Task], Job]


class Schedule:
    """A loop over everything that can be waited for: hosts, pipes, deadlines.

    At most `places` programs run at a time, and no more than one while `memory` is short.
    `prepare` makes the job of a task.
    """

    def __init__(
        self,
        workers: Workers,
        prepare: Prepare,
        places: int,
        memory: Memory,
    ) -> None:
        self._memory = memory
        self._workers = workers
        self._prepare = prepare
        self._places = places
        self._waiting = Waiting(())
        self._finished: deque[tuple[Task, Run]] = deque()
        self._selector = selectors.DefaultSelector()
        self._stopped = False
        self._changed = True  # so that hosts or programs may have to be started

    def run(self, tasks: Iterable[Task], wake: int) -> Iterator[tuple[Task, Run]]:
        """The tasks as they finish, each with its run. Ends early once the descriptor `wake` can
        be read; then, as after any failure, all hosts are closed and no process is left.
        """
        self._waiting = Waiting(tasks)
        try:
            self._selector.register(wake, selectors.EVENT_READ, self._heed)
            for worker in self._workers.all():
                self._watch(worker)
            while self._going() and not self._stopped:
                if self._changed:  # and not only something written into a pipe
                    self._changed = False
                    self._start_hosts()
                    self._dispatch()
                for key, _ in self._selector.select(self._patience()):
                    key.data()
                self._poll()
                self._expire()
                while self._finished:
                    yield self._finished.popleft()
        finally:
            self._clear()

    # --- hosts ------------------------------------------------------------------------

    def _going(self) -> bool:
        return bool(self._waiting) or self._active()

    def _heed(self) -> None:
        self._stopped = True

    def _active(self) -> bool:
        return any(worker.busy for worker in self._workers.all())

    def _start_hosts(self) -> None:
        """Start what waiting programs need, but never more imports at once than places; nor are
        more hosts for further worlds open at once.
        """
        own = self._retire()
        importing = sum(w.preload.shared and not w.ready for w in self._workers.all())
        waiting = self._shared()
        for preload in waiting:
            found = self._workers.missing(preload, waiting)
            crowded = preload.world > 1 and preload.world not in own and len(own) >= self._places
            if found is not None and not crowded and self._may_import(importing):
                self._watch(self._workers.open(*found))
                importing += 1
                own |= {preload.world} if preload.world > 1 else set()

    def _shared(self) -> list[Preload]:
        """The shared preloads for which hosts are to be open."""
        return list(self._waiting.preloads(shared=True))

    def _may_import(self, importing: int) -> bool:
        return not importing or (importing < self._places and self._memory.for_import())

    def _retire(self) -> set[int]:
        """Close the hosts of worlds beyond the second, which few programs see, once none of those
        is left. Returns the worlds that remain.
        """
        own = [w for w in self._workers.all() if w.preload.shared and w.preload.world > 1]
        wanted = {preload.world for preload in self._waiting.preloads(shared=True)}
        wanted |= {worker.preload.world for worker in own if worker.busy}
        for worker in reversed(own):  # branches first
            if worker.preload.world not in wanted:
                self._close(worker)
        return {worker.preload.world for worker in own if not worker.closed}

    def _watch(self, worker: Worker) -> None:
        descriptor = worker.host.fileno()
        if descriptor is not None:
            hear = partial(self._hear, worker)
            self._selector.register(descriptor, selectors.EVENT_READ, hear)

    def _close(self, worker: Worker) -> None:
        descriptor = worker.host.fileno()
        if descriptor is not None:
            self._selector.unregister(descriptor)
        self._workers.close(worker)

    # --- tasks ------------------------------------------------------------------------

    def _dispatch(self) -> None:
        """Fill the free places: programs whose host is ready first, then those that need their
        own, which can start while others import.
        """
        free = self._free_places()
        while (worker := self._next_ready(free)) is not None:
            self._begin(worker, self._waiting.take(worker.preload))
            free = min(free - 1, self._free_places())
        for preload in self._waiting.preloads(shared=False):
            while preload in self._waiting and self._fits(preload, free):
                worker = self._workers.open(preload)
                self._watch(worker)
                self._begin(worker, self._waiting.take(preload))
                free = min(free - 1, self._free_places())

    def _fits(self, preload: Preload, free: int) -> bool:
        """Whether the next of the waiting tasks with a preload may start in `free` places."""
        return free > 0

    def _free_places(self) -> int:
        """None where memory is short, as long as something runs: to wait is faster than to swap."""
        busy = sum(worker.places for worker in self._workers.all())
        free = self._places - busy
        return free if not busy or (free > 0 and self._memory.for_program()) else 0

    def _next_ready(self, free: int) -> Worker | None:
        """The shared host that can take the next task; rather one that need not wait."""
        found = map(self._workers.find, self._waiting.preloads(shared=True))
        ready = [w for w in found if w and w.ready and self._fits(w.preload, free)]
        return min(ready, key=lambda each: self._waiting.first(each.preload).early, default=None)

    def _begin(self, worker: Worker, task: Task) -> None:
        job = self._prepare(task)
        worker.busy[job.number] = (job, task)
        if worker.ready:
            self._submit(worker, job)

    def _submit(self, worker: Worker, job: Job) -> None:
        try:
            order = job.open()
        except (OSError, ValueError) as error:  # a full disk, a path that cannot be
            self._finish(worker, job.number, partial(Job.lose, detail=str(error)))
            return
        try:
            job.forget = self._selector.unregister
            for descriptor in job.readers.values():
                self._selector.register(descriptor, selectors.EVENT_READ, job.read)
            worker.host.submit(job, order)
        finally:
            os.close(order)
            job.handed_over()

    def _finish(self, worker: Worker, number: int, run: Callable[[Job], Run]) -> None:
        self._changed = True
        job, task = worker.busy.pop(number)
        self._finished.append((task, _run_of(job, task, run)))
        task.over, task.made = True, job.made
        self._memory.weighed(job.weight)
        job.discard()
        if not worker.preload.shared:
            self._close(worker)

    # --- what happens -----------------------------------------------------------------

    def _hear(self, worker: Worker) -> None:
        for event in () if worker.closed else worker.host.events():
            if not worker.closed:
                self._take(worker, event)

    def _take(self, worker: Worker, event: Event) -> None:
        if isinstance(event, Forked | Ended | Failed) and event.number not in worker.busy:
            self._lose(worker, "the worker reported on a program that it does not run")
        elif isinstance(event, Ready):
            worker.ready = self._changed = True
            for job, _ in list(worker.busy.values()):
                self._submit(worker, job)
        elif isinstance(event, Forked):
            worker.busy[event.number][0].started(kept=worker.host.keeps_time)
        elif isinstance(event, Ended):
            self._finish(
                worker, event.number, partial(Job.finish, status=event.status, limit=event.limit)
            )
        elif isinstance(event, Failed):
            self._finish(worker, event.number, partial(Job.lose, detail=event.detail))
        elif isinstance(event, Refused):
            self._refuse(worker, again=event.again)
        else:
            self._lose(worker, event.detail)

    def _refuse(self, worker: Worker, *, again: bool) -> None:
        """Programs without a faithful fork get interpreters of their own, or no fork at all."""
        self._changed = True
        self._close(worker)
        for job, task in worker.busy.values():
            job.discard()
            self._waiting.add(replace(task, preload=task.preload.unforked()))
        worker.busy.clear()
        if worker.preload.shared and not self._workers.refused(worker.preload, again=again):
            self._waiting.move(worker.preload, worker.preload.alone())

    def _lose(self, worker: Worker, detail: str) -> None:
        """A host died. Its jobs get another chance, each with a host that no other can kill."""
        if worker.preload.shared and not worker.ready:
            self._refuse(worker, again=worker.branched)
            return
        self._changed = True
        self._close(worker)
        for job, task in worker.busy.values():
            if task.retried or job.timed_out:
                self._finished.append((task, _run_of(job, task, partial(Job.lose, detail=detail))))
            else:
                self._waiting.add(replace(task, preload=task.preload.alone(), retried=True))
            job.discard()
        worker.busy.clear()

    def _poll(self) -> None:
        for worker in self._workers.all():
            if worker.host.fileno() is None:
                self._hear(worker)

    def _expire(self) -> None:
        now = time.monotonic()
        for worker in self._workers.all():
            for number, (job, _) in worker.busy.items():
                if job.deadline is not None and now >= job.deadline and not job.timed_out:
                    job.timed_out = True
                    worker.host.kill(number)
            if not worker.ready and now - worker.since > LONGEST_START:
                self._lose(worker, "the worker did not start in time")

    def _patience(self) -> float | None:
        """Seconds until something has to be looked at without an event."""
        if self._changed:  # by a program that could not be submitted
            return 0.0
        workers = self._workers.all()
        if any(worker.host.fileno() is None for worker in workers):
            return TICK
        moments = [w.since + LONGEST_START for w in workers if not w.ready]
        moments += [
            job.deadline
            for worker in workers
            for job, _ in worker.busy.values()
            if job.deadline is not None and not job.timed_out
        ]
        return max(0.0, min(moments) - time.monotonic()) if moments else None

    def _clear(self) -> None:
        if self._stopped or self._waiting or self._active():
            busy = [job for worker in self._workers.all() for job, _ in worker.busy.values()]
            self._workers.close_all()
            for job in busy:
                job.discard()
        self._selector.close()


def _run_of(job: Job, task: Task, run: Callable[[Job], Run]) -> Run:
    """What became of a job, whatever it sent: an error of ours must not end all others."""
    try:
        return run(job)
    except Exception as error:
        detail = f"assembling its result: {caught(error)}"
        return Run(task.program.id, "lost", (), Environment(""), detail=detail)
