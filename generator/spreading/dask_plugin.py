"""What a Dask worker does for Proofdeck: as it starts, with a batch, and as it ends."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Coroutine, Iterator, Mapping
from functools import partial
from typing import Any, Final

from distributed import Worker, WorkerPlugin, get_worker

from generator.spreading.worker_decks import move_in, move_out, run_batch

_ANSWER: Final = 30.0  # seconds to wait for the scheduler


class PoolPlugin(WorkerPlugin):
    """Has the pools of a worker run as many programs as it has threads, and closes them with it.

    With `deaf`, the worker does not heed Ctrl-C: it is of this terminal, and whoever started it
    ends it.
    """

    def __init__(self, *, deaf: bool = False) -> None:
        self._deaf = deaf

    def setup(self, worker: Worker) -> None:
        """As the worker starts, or the plugin is registered."""
        if self._deaf and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._places = worker.state.nthreads
        move_in(self._places)

    def teardown(self, worker: Worker) -> None:
        """As the worker ends, or the plugin is taken back."""
        move_out(self._places)


def run_batch_once(order: str, contents: Mapping[str, bytes]) -> str:
    """As `run_batch`, on a Dask worker. What was begun by a worker that is gone is not run once
    more, as Dask would: it may have been its end, and would be that of several others.
    """
    worker = get_worker()
    return run_batch(order, contents, partial(_claimed, worker), worker.address)


@contextlib.contextmanager
def _claimed(worker: Worker, number: str) -> Iterator[bool]:
    """A Dask event that the scheduler has while an order runs. It stays set where the worker ends
    in between: one small object for each.
    """
    name = f"proofdeck-{number}"
    if _asked(worker, worker.scheduler.event_is_set(name=name)):
        yield False
        return
    _asked(worker, worker.scheduler.event_set(name=name))
    try:
        yield True
    finally:
        with contextlib.suppress(Exception):  # the runs count, and its number never comes again
            _asked(worker, worker.scheduler.event_clear(name=name))


def _asked(worker: Worker, question: Coroutine[Any, Any, Any]) -> Any:
    """What the scheduler answers, from a thread in which a task runs."""
    loop = worker.loop.asyncio_loop  # type: ignore[attr-defined]
    return asyncio.run_coroutine_threadsafe(question, loop).result(_ANSWER)
