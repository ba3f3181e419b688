"""What a Dask worker does for Proofdeck as it starts and ends."""

from __future__ import annotations

from distributed import Worker, WorkerPlugin

from generator.spreading.worker_decks import move_in, move_out


class PoolPlugin(WorkerPlugin):
    """Has the pools of a worker run as many programs as it has threads, and closes them with it."""

    def setup(self, worker: Worker) -> None:
        """As the worker starts, or the plugin is registered."""
        self._places = worker.state.nthreads
        move_in(self._places)

    def teardown(self, worker: Worker) -> None:
        """As the worker ends, or the plugin is taken back."""
        move_out(self._places)
