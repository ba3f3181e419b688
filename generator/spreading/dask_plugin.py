"""What a Dask worker does for Proofdeck as it starts and ends."""

from __future__ import annotations

import signal
import threading

from distributed import Worker, WorkerPlugin

from generator.spreading.worker_decks import move_in, move_out


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
