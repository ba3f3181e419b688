"""Work for one caller after the other, each in a thread, that can be ended at any moment."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, Generic, TypeVar

import anyio

from generator.assisting.refused import RefusedError

T = TypeVar("T")
_OFTEN: Final = 0.5  # seconds between two reports on how far a job is
_AGAIN: Final = 0.2  # seconds after which what still runs is ended once more


class StoppedError(BaseException):
    """The caller does not wait any more."""


# Told how much a job has done, in items of all its steps, and what it does now.
Tell = Callable[[float, str], Awaitable[None]]


class Watched:
    """The progress of a job, which ends at its next step once it is `stopped`. How far it is goes
    to `told`, in the thread of the job.
    """

    def __init__(self, told: Callable[[int, str], object] = lambda done, words: None) -> None:
        self.stopped = threading.Event()
        self._told = told
        self._done = 0  # items of all steps
        self._name = ""
        self._items = self._total = 0  # of this step

    def step(self, name: str, total: int) -> None:
        self._name, self._items, self._total = name, 0, total
        self._look()

    def advance(self, label: str) -> None:
        self._done += 1
        self._items += 1
        self._look()

    def _look(self) -> None:
        if self.stopped.is_set():
            raise StoppedError
        self._told(self._done, f"{self._name}: {self._items:,} of {self._total:,}")


class _Job(Generic[T]):
    """Work in a thread of its own. It is a daemon: nothing waits for it at the exit."""

    def __init__(
        self, work: Callable[[Watched], T], stop: Callable[[], None], tell: Tell | None = None
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._watched = Watched(self._report)
        self._telling = tell
        self._last = 0.0  # when something was told
        self._news: set[asyncio.Future[None]] = set()
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
            self._tell(self._over, self._fail, error)
        else:
            self._tell(self._over, self._succeed, found)

    def _over(self, tell: Callable[[Any], None], outcome: object) -> None:
        self.ended.set()  # first: whoever has the result stops what has not ended
        tell(outcome)

    def _tell(self, callback: Callable[..., object], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(callback, *arguments)
        except RuntimeError:
            return  # the loop is closed, so that nobody wants to know

    def _report(self, done: int, words: str) -> None:
        now = time.monotonic()
        if self._telling is not None and now - self._last >= _OFTEN:
            self._last = now
            self._tell(self._send, done, words)

    def _send(self, done: int, words: str) -> None:
        if self._telling is not None and not self.result.done():
            news = asyncio.ensure_future(self._telling(done, words))
            self._news.add(news)  # or it would be collected before it is sent
            news.add_done_callback(self._news.discard)

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

    async def run(self, work: Callable[[Watched], T], limit: float, tell: Tell | None = None) -> T:
        """What the work returns, or raises. Cancelled, or after `limit` seconds of work, it ends
        with all its programs. Raises RefusedError at the limit. Now and then `tell` is told how
        far it is.
        """
        async with self._turn:
            job = _Job(work, self._stop, tell)
            try:
                with anyio.move_on_after(limit):
                    return await asyncio.shield(job.result)
                raise RefusedError(f"it did not end within {limit:g} seconds and was stopped")
            finally:
                await job.end()


async def beside(work: Callable[[Watched], T]) -> T:
    """What work that starts no program returns, in a thread of its own, beside the lane."""
    return await asyncio.shield(_Job(work, lambda: None).result)
