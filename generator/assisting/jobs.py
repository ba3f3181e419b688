"""Work for one caller after the other, each in a thread, that can be ended at any moment."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

import anyio

from generator.assisting.refused import RefusedError

T = TypeVar("T")
_AGAIN: Final = 0.2  # seconds after which what still runs is ended once more


class StoppedError(BaseException):
    """The caller does not wait any more."""


class Watched:
    """The progress of a job, which ends at its next step once it is `stopped`."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def step(self, name: str, total: int) -> None:
        if self.stopped.is_set():
            raise StoppedError

    def advance(self, label: str) -> None:
        if self.stopped.is_set():
            raise StoppedError


class _Job(Generic[T]):
    """Work in a thread of its own. It is a daemon: nothing waits for it at the exit."""

    def __init__(self, work: Callable[[Watched], T], stop: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._watched = Watched()
        self._work = work
        self._stop = stop
        self.result: asyncio.Future[T] = self._loop.create_future()
        # An error that nobody waits for any more is no news.
        self.result.add_done_callback(lambda done: done.cancelled() or done.exception())
        self.ended = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="proofdeck-job", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            found = self._work(self._watched)
        except BaseException as error:
            self._tell(self._fail, error)
        else:
            self._tell(self._succeed, found)
        self._tell(self.ended.set)

    def _tell(self, callback: Callable[..., object], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(callback, *arguments)
        except RuntimeError:
            return  # the loop is closed, so that nobody wants to know

    def _succeed(self, found: T) -> None:
        if not self.result.done():
            self.result.set_result(found)

    def _fail(self, error: BaseException) -> None:
        if not self.result.done():
            failed = error if isinstance(error, Exception) else RefusedError("it was stopped")
            self.result.set_exception(failed)

    async def end(self) -> None:
        """Stop it, and wait until it has ended. Does nothing where it has."""
        if self.ended.is_set():
            return
        self._watched.stopped.set()
        threading.Thread(target=self._end, name="proofdeck-stop", daemon=True).start()
        with anyio.CancelScope(shield=True):
            await self.ended.wait()

    def _end(self) -> None:
        # Again, as it may be about to start a program: it looks whether it was stopped only before.
        while self._thread.is_alive():
            self._stop()
            self._thread.join(_AGAIN)


class Lane:
    """Runs jobs one after the other, in the order in which they are asked for. `stop` ends the
    programs that one has started, and is called in another thread.
    """

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self._turn = anyio.Lock()

    async def run(self, work: Callable[[Watched], T], limit: float) -> T:
        """What the work returns, or raises. Cancelled, or after `limit` seconds of work, it ends
        with all its programs. Raises RefusedError at the limit.
        """
        async with self._turn:
            job = _Job(work, self._stop)
            try:
                with anyio.move_on_after(limit):
                    return await asyncio.shield(job.result)
                raise RefusedError(f"it did not end within {limit:g} seconds and was stopped")
            finally:
                await job.end()


async def beside(work: Callable[[Watched], T]) -> T:
    """What work that starts no program returns, in a thread of its own, beside the lane."""
    return await asyncio.shield(_Job(work, lambda: None).result)
