"""Runs programs on hosts, a few at a time, and says which have finished."""

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
from generator.running.pool.task import Station, Task
from generator.running.pool.waiting import Waiting
from generator.running.pool.workers import Stations

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
        stations: Stations,
        prepare: Prepare,
        places: int,
        memory: Memory,
    ) -> None:
        self._memory = memory
        self._stations = stations
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
            self._selector.register(wake, selectors.EVENT_READ, self._stop)
            for station in self._stations.all():
                self._watch(station)
            while (self._waiting or self._active()) and not self._stopped:
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

    def _active(self) -> bool:
        return any(station.busy for station in self._stations.all())

    def _start_hosts(self) -> None:
        """Start what waiting programs need, but never more imports at once than places; nor are
        more hosts of further worlds open at once.
        """
        own = self._retire()
        importing = sum(s.lane.shared and not s.ready for s in self._stations.all())
        waiting = list(self._waiting.lanes(shared=True))
        for lane in waiting:
            found = self._stations.missing(lane, waiting)
            crowded = lane.world > 1 and lane.world not in own and len(own) >= self._places
            if found is not None and not crowded and self._may_import(importing):
                self._watch(self._stations.open(*found))
                importing += 1
                own |= {lane.world} if lane.world > 1 else set()

    def _may_import(self, importing: int) -> bool:
        return not importing or (importing < self._places and self._memory.for_import())

    def _retire(self) -> set[int]:
        """Close the hosts of worlds beyond the second, which few programs see, once none of those
        is left. Returns the worlds that remain.
        """
        own = [s for s in self._stations.all() if s.lane.shared and s.lane.world > 1]
        wanted = {lane.world for lane in self._waiting.lanes(shared=True)}
        wanted |= {station.lane.world for station in own if station.busy}
        for station in reversed(own):  # branches first
            if station.lane.world not in wanted:
                self._close(station)
        return {station.lane.world for station in own if not station.closed}

    def _watch(self, station: Station) -> None:
        descriptor = station.host.fileno()
        if descriptor is not None:
            hear = partial(self._hear, station)
            self._selector.register(descriptor, selectors.EVENT_READ, hear)

    def _close(self, station: Station) -> None:
        descriptor = station.host.fileno()
        if descriptor is not None:
            self._selector.unregister(descriptor)
        self._stations.close(station)

    # --- tasks ------------------------------------------------------------------------

    def _dispatch(self) -> None:
        """Fill the free places: programs whose host is ready first, then those that need their
        own, which can start while others import.
        """
        free = self._free_places()
        while free > 0 and (station := self._next_ready()) is not None:
            task = self._waiting.take(station.lane)
            assert task is not None
            self._begin(station, task)
            free = min(free - 1, self._free_places())
        for lane in self._waiting.lanes(shared=False):
            while free > 0 and (task := self._waiting.take(lane)):
                station = self._stations.open(lane)
                self._watch(station)
                self._begin(station, task)
                free = min(free - 1, self._free_places())

    def _free_places(self) -> int:
        """None where memory is short, as long as something runs: to wait is faster than to swap."""
        busy = sum(station.places for station in self._stations.all())
        free = self._places - busy
        return free if not busy or (free > 0 and self._memory.for_program()) else 0

    def _next_ready(self) -> Station | None:
        """The shared host that can take the next task; rather one that need not wait."""
        found = map(self._stations.find, self._waiting.lanes(shared=True))
        ready = [station for station in found if station and station.ready]
        return min(ready, key=lambda each: self._waiting.first(each.lane).early, default=None)

    def _begin(self, station: Station, task: Task) -> None:
        job = self._prepare(task)
        station.busy[job.number] = (job, task)
        if station.ready:
            self._submit(station, job)

    def _submit(self, station: Station, job: Job) -> None:
        try:
            order = job.open()
        except (OSError, ValueError) as error:  # a full disk, a path that cannot be
            self._finish(station, job.number, partial(Job.lose, detail=str(error)))
            return
        try:
            job.forget = self._selector.unregister
            for descriptor in job.readers.values():
                self._selector.register(descriptor, selectors.EVENT_READ, job.read)
            station.host.submit(job, order)
        finally:
            os.close(order)
            job.handed_over()

    def _finish(self, station: Station, number: int, run: Callable[[Job], Run]) -> None:
        self._changed = True
        job, task = station.busy.pop(number)
        self._finished.append((task, _run_of(job, task, run)))
        task.over, task.made = True, job.made
        self._memory.weighed(job.weight)
        job.discard()
        if not station.lane.shared:
            self._close(station)

    # --- what happens -----------------------------------------------------------------

    def _hear(self, station: Station) -> None:
        for event in () if station.closed else station.host.events():
            if not station.closed:
                self._take(station, event)

    def _take(self, station: Station, event: Event) -> None:
        if isinstance(event, Forked | Ended | Failed) and event.number not in station.busy:
            self._bury(station, "the worker spoke of a program that it does not run")
        elif isinstance(event, Ready):
            station.ready = self._changed = True
            for job, _ in list(station.busy.values()):
                self._submit(station, job)
        elif isinstance(event, Forked):
            station.busy[event.number][0].started()
        elif isinstance(event, Ended):
            self._finish(
                station, event.number, partial(Job.finish, status=event.status, limit=event.limit)
            )
        elif isinstance(event, Failed):
            self._finish(station, event.number, partial(Job.lose, detail=event.detail))
        elif isinstance(event, Refused):
            self._refuse(station, again=event.again)
        else:
            self._bury(station, event.detail)

    def _refuse(self, station: Station, *, again: bool) -> None:
        """What cannot be forked for gets interpreters of its own, or no fork at all."""
        self._changed = True
        self._close(station)
        for job, task in station.busy.values():
            job.discard()
            self._waiting.add(replace(task, lane=task.lane.unforked()))
        station.busy.clear()
        if station.lane.shared and not self._stations.refused(station.lane, again=again):
            self._waiting.move(station.lane, station.lane.alone())

    def _bury(self, station: Station, detail: str) -> None:
        """A host died. Its jobs get another chance, each with a host that no other can kill."""
        if station.lane.shared and not station.ready:
            self._refuse(station, again=station.branched)
            return
        self._changed = True
        self._close(station)
        for job, task in station.busy.values():
            if task.retried or job.timed_out:
                self._finished.append((task, _run_of(job, task, partial(Job.lose, detail=detail))))
            else:
                self._waiting.add(replace(task, lane=task.lane.alone(), retried=True))
            job.discard()
        station.busy.clear()

    def _poll(self) -> None:
        for station in self._stations.all():
            if station.host.fileno() is None:
                self._hear(station)

    def _expire(self) -> None:
        now = time.monotonic()
        for station in self._stations.all():
            for number, (job, _) in station.busy.items():
                if job.deadline is not None and now >= job.deadline and not job.timed_out:
                    job.timed_out = True
                    station.host.kill(number)
            if not station.ready and now - station.since > LONGEST_START:
                self._bury(station, "the worker did not start in time")

    def _patience(self) -> float | None:
        """Seconds until something has to be looked at unasked."""
        if self._changed:  # by a program that could not be submitted
            return 0.0
        stations = self._stations.all()
        if any(station.host.fileno() is None for station in stations):
            return TICK
        moments = [s.since + LONGEST_START for s in stations if not s.ready]
        moments += [
            job.deadline
            for station in stations
            for job, _ in station.busy.values()
            if job.deadline is not None and not job.timed_out
        ]
        return max(0.0, min(moments) - time.monotonic()) if moments else None

    def _stop(self) -> None:
        self._stopped = True

    def _clear(self) -> None:
        if self._stopped or self._waiting or self._active():
            busy = [job for station in self._stations.all() for job, _ in station.busy.values()]
            self._stations.close_all()
            for job in busy:
                job.discard()
        self._selector.close()


def _run_of(job: Job, task: Task, run: Callable[[Job], Run]) -> Run:
    """What became of a job, whatever it sent: an error of ours must not end all others."""
    try:
        return run(job)
    except Exception as error:
        detail = f"what came out of it, put together: {caught(error)}"
        return Run(task.program.id, "lost", (), Environment(""), detail=detail)
