"""Runs programs on this machine."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from generator.keeping.cache_folder import cache_folder, writable
from generator.model import Program, Run
from generator.running.machine.capacity import Memory, programs_for, raise_descriptors, usable_cores
from generator.running.machine.environ import environment
from generator.running.machine.interpreter import Facts
from generator.running.machine.scratch import Scratch
from generator.running.pool.forkserver_host import ForkServerHost
from generator.running.pool.host import Host
from generator.running.pool.job import Job
from generator.running.pool.oneshot_host import OneShotHost
from generator.running.pool.preloads import Preload, preload_of, single_preload, together
from generator.running.pool.schedule import Schedule
from generator.running.pool.standing import Standing, StandingSchedule
from generator.running.pool.workers import Task, Worker, Workers
from generator.running.results.compiled import Compiled, Entries, lends_itself
from generator.running.runner import ClosedError
from generator.running.sandbox.confinement import Confinement, Sandbox

WEIGHED = 16  # one program in so many of a preload says how much memory it took
FORKS = sys.platform == "linux"  # elsewhere frameworks do not survive a fork


class LocalPool:
    """A `Runner` for the interpreter `python`, at most `jobs` programs at a time.

    A program whose `world` is not 0 runs in an environment that differs in all that a result should
    not depend on. With `cold` each program gets an interpreter of its own, into which nothing was
    imported beforehand: slow, but the reference for all other ways.

    Programs are confined as far as the machine allows; with `sandbox` "strict" fully or not run at
    all, with "off" not confined. They may read the deck's `folder`. `without` names layers of the
    sandbox to do without, as if this machine had none.

    Hosts start when programs need them and stay for the next call of `run`. Use it as a context
    manager, or call `close`, from any thread: then no process and no folder is left, and a call of
    `run` that is under way gives no more runs. Raises ProblemsError where the interpreter does not
    start, or `sandbox` asks for what is not there. A new call of `run` ends the one before.
    """

    def __init__(
        self,
        *,
        python: str = sys.executable,
        jobs: int | None = None,
        cold: bool = False,
        sandbox: Sandbox = "auto",
        folder: Path | None = None,
        without: Iterable[str] = (),
    ) -> None:
        self._facts = Facts.of(python)
        self._confinement = Confinement.of(python, sandbox, folder, without)
        self._cold = cold
        most = programs_for(raise_descriptors())
        self._jobs = min(most, max(1, jobs) if jobs is not None else usable_cores())
        scratch = Scratch()
        self._root = scratch.path
        self._forget = weakref.finalize(self, scratch.close)
        self._home = self._root / "home"
        self._home.mkdir()
        fonts = cache_folder() / "matplotlib"
        self._fonts = fonts if writable(fonts) else self._home
        self._confinement = replace(self._confinement, shown=(str(self._fonts),))
        self._workers = Workers(self._launch)
        self._compiled = Compiled(self._facts)
        self._numbers = count(1)
        self._memory = Memory()
        self._prepared: Counter[Preload] = Counter()
        self._end = contextlib.ExitStack()  # of the call of `run` that is under way
        self._ending = threading.RLock()  # `close` may come from another thread than `run`

    @property
    def facts(self) -> Facts:
        """What is known of the interpreter."""
        return self._facts

    @property
    def level(self) -> str:
        """The sandbox that programs get."""
        return self._confinement.level

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """As `Runner.run`. Closing the iterator early ends every process of the pool."""
        tasks = list(self._tasks(programs, set()))
        results: queue.SimpleQueue[Run | BaseException | None] = queue.SimpleQueue()

        # A thread, so that pipes are emptied and deadlines kept while the caller does other work.
        def work(wake: int) -> None:
            try:
                schedule = Schedule(self._workers, self._prepare, self._jobs, self._memory)
                for task, run in schedule.run(tasks, wake):
                    self._keep(task, run)
                    results.put(run)
                results.put(None)
            except BaseException as error:
                results.put(error)

        with self._ending:
            if not self._forget.alive:
                raise ClosedError("this pool is closed")
            self._end.close()
            wake, stop = os.pipe()
            thread = threading.Thread(target=work, args=(wake,), name="proofdeck-pool", daemon=True)
            self._end = end = contextlib.ExitStack()
            end.callback(os.close, wake)
            end.callback(results.put, None)
            end.callback(thread.join)
            end.callback(os.close, stop)  # which the schedule sees at the other end, or is done
            thread.start()
        try:
            while (result := results.get()) is not None:
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            with self._ending:
                end.close()

    def stand(self, done: Callable[[Run], object]) -> Standing:
        """Programs that run as they are given, with `done` called for each run. It ends with the
        next call of `run`, and with `close`.
        """
        seen: set[Preload] = set()
        numbers = count(1)

        def schedule(obey: Callable[[StandingSchedule], object]) -> StandingSchedule:
            return StandingSchedule(self._workers, self._prepare, self._jobs, self._memory, obey)

        def tasks(programs: Sequence[Program], urgent: bool) -> Iterator[Task]:
            for task in self._tasks(programs, seen):
                number = next(numbers)
                yield replace(task, number=-number if urgent else number, urgent=urgent)

        with self._ending:
            if not self._forget.alive:
                raise ClosedError("this pool is closed")
            self._end.close()
            standing = Standing(schedule, tasks, self._keep, done)
            self._end = contextlib.ExitStack()
            self._end.callback(standing.close)
        return standing

    def close(self) -> None:
        """End all processes and delete all folders."""
        with self._ending:
            self._end.close()
            self._workers.close_all()
            self._forget()

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _tasks(self, programs: Sequence[Program], preloads: set[Preload]) -> Iterator[Task]:
        """In the order to start them: first those that compile, which run longest. Of a program
        that runs in several worlds, the later ones are given what the first has compiled.
        `preloads` are those of other programs, to which those of these are added.
        """
        numbers = count()
        preloads |= set(map(preload_of, programs))
        first: dict[Program, Task] = {}
        for program in sorted(programs, key=lends_itself, reverse=True):
            preload = together(preload_of(program), preloads)
            if self._cold or not FORKS:
                preload = single_preload(program).unforked()
            preload = self._workers.possible(preload)
            after = None
            if program.world and lends_itself(program):
                after = first.get(_anywhere(program))
            task = Task(program, preload, next(numbers), after=after)
            first.setdefault(_anywhere(program), task)
            yield task

    def _prepare(self, task: Task) -> Job:
        self._prepared[task.preload] += 1
        return Job(
            task.program,
            next(self._numbers),
            self._root,
            self._facts,
            self._confinement,
            fonts=self._fonts,
            compiled=self._given(task),
            weigh=self._prepared[task.preload] % WEIGHED == 1,
        )

    def _keep(self, task: Task, run: Run) -> None:
        """Keep what was compiled for its next run, which may be the second of two."""
        if task.made:
            self._compiled.put(task.program, task.made)
        elif run.ended == "signal" and self._given(task):
            self._compiled.forget(task.program)

    def _given(self, task: Task) -> Entries | None:
        """What was compiled for a program before, also in the first of its two runs.

        That leaves the second run a real check of the program: what is looked up is what JAX
        has traced and lowered anew, and what comes out of it, with other threads and other
        memory, is computed anew. Only the compiler is not asked again. It hides nothing by that:
        of the deck's programs it makes the same instructions each time, seldom in another order.
        """
        if not task.preload.modules or not lends_itself(task.program):
            return None
        return self._compiled.get(task.program)

    def _launch(self, preload: Preload, base: Worker | None) -> Host:
        if base is not None and isinstance(base.host, ForkServerHost):
            return base.host.branch(preload.modules[len(base.preload.modules) :])
        python, confinement, root = self._facts.python, self._confinement, self._root
        settings = environment(self._home, self._fonts, python=python, world=preload.world)
        if preload.forked:
            return ForkServerHost.start(python, preload.modules, settings, confinement, root)
        return OneShotHost(python, settings, confinement, root)


def _anywhere(program: Program) -> Program:
    """The program itself, whichever card has it and in whichever world it runs."""
    return replace(program, id="", world=0)
