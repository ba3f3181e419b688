"""A schedule that stays open: programs come and go while others run."""

from __future__ import annotations

import os
import queue
import select
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from generator.last_net import caught
from generator.model import Environment, Program, Run
from generator.running.machine.capacity import Memory
from generator.running.pool.preloads import Preload
from generator.running.pool.schedule import Prepare, Schedule
from generator.running.pool.workers import Task, Workers

# Places beyond the others for programs that are urgent: long ones must not keep them waiting.
_SPARE: Final = 2


class StandingSchedule(Schedule):
    """A schedule that goes on until `end`, and takes orders meanwhile: each time that its `wake`
    can be read, `obey` is called in its thread, and may call the methods below.

    Programs that are urgent go ahead of the others, the newest first.
    """

    def __init__(
        self,
        workers: Workers,
        prepare: Prepare,
        places: int,
        memory: Memory,
        obey: Callable[[StandingSchedule], object],
    ) -> None:
        super().__init__(workers, prepare, places, memory)
        self._obey = obey
        self._warm: tuple[Preload, ...] = ()

    def add(self, tasks: Iterable[Task]) -> None:
        """More to run."""
        for task in tasks:
            self._waiting.add(task, ahead=task.urgent)
        self._changed = True

    def drop(self, names: Collection[str]) -> None:
        """Leave the programs with these ids, and end those that run."""
        self._waiting.drop(names)
        for worker in self._workers.all():
            for number, (_, task) in list(worker.busy.items()):
                if task.program.id in names:
                    task.dropped = True
                    if worker.ready:
                        worker.host.kill(number)
        self._changed = True

    def warm(self, preloads: Iterable[Preload]) -> None:
        """Have hosts open for these, also while nothing waits for them."""
        self._warm = tuple(dict.fromkeys((*self._warm, *preloads)))
        self._changed = True

    def end(self) -> None:
        """Run nothing more, and end all that runs."""
        self._stopped = True

    def _going(self) -> bool:
        return True

    def _heed(self) -> None:
        self._obey(self)

    def _shared(self) -> list[Preload]:
        possible = map(self._workers.possible, self._warm)
        return list(dict.fromkeys((*super()._shared(), *(p for p in possible if p.shared))))

    def _fits(self, preload: Preload, free: int) -> bool:
        return free > (-_SPARE if self._waiting.first(preload).urgent else 0)


class Standing:
    """Programs that run as they are given, from any thread, until this is closed.

    `done` is called with each run as it comes, in the thread of this; of a program that was dropped
    there is none. `schedule` opens a schedule that obeys, `tasks` makes the tasks of programs, and
    `keep` is told of each that has run. An error of ours loses what runs at the time, no more.
    """

    def __init__(
        self,
        schedule: Callable[[Callable[[StandingSchedule], object]], StandingSchedule],
        tasks: Callable[[Sequence[Program], bool], Iterable[Task]],
        keep: Callable[[Task, Run], object],
        done: Callable[[Run], object],
    ) -> None:
        self._schedule = schedule
        self._tasks = tasks
        self._keep = keep
        self._done = done
        self._orders: queue.SimpleQueue[Callable[[StandingSchedule], object]] = queue.SimpleQueue()
        self._open: set[str] = set()  # ids of programs without a run, known in the thread alone
        self._wake, self._tell = os.pipe()
        self._closing = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="proofdeck-standing", daemon=True)
        self._thread.start()

    def add(self, programs: Sequence[Program], *, urgent: bool = False) -> None:
        """Run these, each under an id that no other has which is still to run."""

        def order(schedule: StandingSchedule) -> None:
            self._open.update(program.id for program in programs)
            schedule.add(self._tasks(programs, urgent))

        self._order(order)

    def drop(self, names: Collection[str]) -> None:
        """Have no runs of the programs with these ids; what runs of them is ended."""

        def order(schedule: StandingSchedule) -> None:
            self._open.difference_update(names)
            schedule.drop(names)

        self._order(order)

    def warm(self, programs: Sequence[Program]) -> None:
        """Import ahead what these need."""
        self._order(
            lambda schedule: schedule.warm({t.preload for t in self._tasks(programs, False)})
        )

    def close(self) -> None:
        """End all that runs. No run is told of after this."""
        self._closing = True
        self._order(lambda schedule: schedule.end())
        self._thread.join()
        with self._lock:
            os.close(self._tell)
            self._tell = -1

    def _order(self, order: Callable[[StandingSchedule], object]) -> None:
        self._orders.put(order)
        with self._lock:
            if self._tell >= 0:
                os.write(self._tell, b"!")

    def _work(self) -> None:
        while not self._closing:
            try:
                schedule = self._schedule(self._obey)
                for task, run in schedule.run((), self._wake):
                    self._keep(task, run)
                    if not task.dropped and not self._closing:
                        self._open.discard(run.id)
                        self._done(run)
            except Exception as error:
                self._lose(f"running it: {caught(error)}")
                select.select([self._wake], [], [])  # nothing is left to do, so nothing is retried
        os.close(self._wake)

    def _obey(self, schedule: StandingSchedule) -> None:
        os.read(self._wake, 4096)
        while not self._orders.empty():
            self._orders.get()(schedule)

    def _lose(self, detail: str) -> None:
        lost, self._open = self._open, set()
        for name in sorted(lost):
            self._done(Run(name, "lost", (), Environment(""), detail=detail))
