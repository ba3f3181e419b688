"""A pool that several threads of a worker use at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from generator.model import Environment, Program, Run
from generator.running.pool.local_pool import LocalPool

CLOSED = "the worker's pool was closed while it ran"


class SharingPool:
    """Runs the programs of whoever asks on one `pool`, whose places they share.

    Closing it, from any thread, closes the pool; what still runs is "lost".
    """

    def __init__(self, pool: LocalPool) -> None:
        self._pool = pool
        self._numbers = count()
        self._lock = threading.Lock()
        self._asked: dict[str, queue.SimpleQueue[Run | None]] = {}
        self._closed = False
        self._standing = pool.stand(self._done)

    def run_all(self, programs: Sequence[Program]) -> list[Run]:
        """A run for each program, in the order in which they finish."""
        came: queue.SimpleQueue[Run | None] = queue.SimpleQueue()
        known: dict[str, str] = {}
        with self._lock:
            for program in programs:
                number = str(next(self._numbers))
                known[number] = program.id
                self._asked[number] = came
            closed = self._closed
        own = [replace(each, id=name) for each, name in zip(programs, known, strict=True)]
        if not closed:
            self._standing.add(own)
        else:
            came.put(None)
        found: list[Run] = []
        while known:
            run = came.get()
            if run is None:
                found += [_lost(name) for name in known.values()]
                break
            found.append(replace(run, id=known.pop(run.id)))
        return found

    def close(self) -> None:
        """End all processes."""
        self._pool.close()
        with self._lock:
            self._closed = True
            asked, self._asked = self._asked, {}
        for came in {id(each): each for each in asked.values()}.values():
            came.put(None)

    def _done(self, run: Run) -> None:
        with self._lock:
            came = self._asked.pop(run.id, None)
        if came is not None:
            came.put(run)


def _lost(name: str) -> Run:
    return Run(name, "lost", (), Environment(""), detail=CLOSED)
