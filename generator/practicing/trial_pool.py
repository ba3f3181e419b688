"""Programs that are tried one by one on a pool that stays warm; any of them can be stopped."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

from generator.model import ProblemsError, Program, Run
from generator.previewing.given_runner import GivenRuns
from generator.running.pool.local_pool import LocalPool
from generator.running.pool.standing import Standing
from generator.running.run_options import RunOptions
from generator.running.runner import KnowsMachine, Runner
from generator.running.sandbox.trust import require_level, require_sandbox

_MOST_OPEN: Final = 8  # programs at a time
_MOST_CANCELLED: Final = 64  # tickets of programs that have not come yet
_PLACES: Final = 2  # of the pool; a learner waits for one program
_DECK: Final = "this deck"
_CLOSED: Final = "the server is being closed"


class RefusedError(Exception):
    """A program may not run here; the message says why."""


class StoppedError(Exception):
    """A program was stopped before its end."""


class TrialPool:
    """Runs programs as `options` say, for several threads at a time, each under a ticket of its
    own.

    They may read the deck's `folder`. `foreign` says why they are not the user's, "" where they
    are: others run only at full strength of the sandbox, unless the options trust them. Programs
    run on a `runner` where one is given, else on a pool that opens with the first of them.
    """

    def __init__(
        self, options: RunOptions, folder: Path | None, foreign: str, runner: Runner | None
    ) -> None:
        self._options = options
        self._folder = folder
        self._foreign = foreign
        self._given = runner
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._open: _OwnPool | GivenRuns | None = None
        self._closed = False
        self._numbers = count(1)
        self._waiting: dict[str, queue.SimpleQueue[Run | None]] = {}
        self._tickets: dict[str, str] = {}
        self._cancelled: deque[str] = deque(maxlen=_MOST_CANCELLED)

    def warm(self, programs: Sequence[Program]) -> None:
        """Import what these need, without waiting for it; nothing where they may not run."""
        try:
            self._opened().warm(programs)
        except (ProblemsError, RefusedError):
            return

    def run(self, program: Program, ticket: str) -> Run:
        """Run a program to its end. Raises RefusedError, and StoppedError where its `ticket` was
        cancelled.
        """
        try:
            running = self._opened()
        except ProblemsError as error:
            raise RefusedError(error.problems[0].message) from None
        answer: queue.SimpleQueue[Run | None] = queue.SimpleQueue()
        with self._lock:
            if self._closed:
                raise RefusedError(_CLOSED)
            if len(self._waiting) >= _MOST_OPEN:
                raise RefusedError(f"{_MOST_OPEN} programs are running already")
            if ticket and ticket in self._cancelled:
                raise StoppedError
            name = f"trial:{next(self._numbers)}"
            self._waiting[name] = answer
            if ticket:
                self._tickets[ticket] = name
        try:
            running.add([replace(program, id=name, world=0)], urgent=True)
            run = answer.get()
        finally:
            with self._lock:
                self._waiting.pop(name, None)
                if self._tickets.get(ticket) == name:
                    del self._tickets[ticket]
        if run is None:
            raise StoppedError
        return run

    def cancel(self, ticket: str) -> None:
        """End the program that runs under this ticket, or is about to."""
        with self._lock:
            name = self._tickets.get(ticket)
            if name is None:  # what stops a program may arrive before it
                self._cancelled.append(ticket)
            answer = self._waiting.get(name) if name is not None else None
        if name is not None and answer is not None and self._open is not None:
            self._open.drop([name])
            answer.put(None)

    def close(self) -> None:
        """End all that runs, and all processes."""
        with self._lock:
            self._closed = True
            waiting = list(self._waiting.values())
        with self._opening:
            running, self._open = self._open, None
        for answer in waiting:
            answer.put(None)
        if running is not None:
            running.close()

    def _opened(self) -> _OwnPool | GivenRuns:
        with self._opening:
            if self._closed:
                raise RefusedError(_CLOSED)
            if self._open is None:
                self._require_trust()
                self._open = self._opening_pool()
            return self._open

    def _require_trust(self) -> None:
        options = self._options
        place = str(self._folder) if self._folder is not None else _DECK
        if self._given is None:
            require_sandbox(
                options.python,
                options.sandbox,
                place,
                foreign=self._foreign,
                trust=options.trust,
            )
        else:
            level = self._given.level if isinstance(self._given, KnowsMachine) else "none"
            foreign = "" if options.trust else self._foreign
            require_level(level, place, foreign=foreign, strict=options.sandbox == "strict")

    def _opening_pool(self) -> _OwnPool | GivenRuns:
        if self._given is not None:
            return GivenRuns(self._given, self._post)
        folder = self._folder.absolute() if self._folder is not None else None
        pool = LocalPool(
            python=self._options.python,
            sandbox=self._options.sandbox,
            folder=folder,
            jobs=_PLACES,
        )
        return _OwnPool(pool, self._post)

    def _post(self, run: Run) -> None:
        with self._lock:
            answer = self._waiting.get(run.id)
        if answer is not None:
            answer.put(run)


class _OwnPool:
    """A pool whose programs come and go, and that ends with them."""

    def __init__(self, pool: LocalPool, post: Callable[[Run], object]) -> None:
        self._pool = pool
        standing: Standing = pool.stand(post)
        self.add, self.drop, self.warm = standing.add, standing.drop, standing.warm

    def close(self) -> None:
        self._pool.close()
