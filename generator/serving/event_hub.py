"""Server-sent events: what is told once reaches every page that listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

_ALIVE: Final = 2.0  # seconds between signs of life
# Messages that wait for a page which does not take them. It loses its stream with the next, and
# a browser then comes back by itself and loads everything anew.
_MOST_WAITING: Final = 256

MEDIA_TYPE: Final = "text/event-stream"


class EventHub:
    """Tells events to any number of listeners; a slow one never holds up the others.

    `tell` and `close` may be called from any thread, before there is a loop, too.
    """

    def __init__(self, alive: float = _ALIVE) -> None:
        self._alive = alive
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queues: set[asyncio.Queue[bytes | None]] = set()
        self._closed = False

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._queues)

    def tell(self, event: str, data: Any) -> None:
        """Send an event with JSON data to all that listen now."""
        if self._queues:
            self._soon(self._tell, message(event, data))

    def close(self) -> None:
        """End all streams, and each that begins later."""
        self._closed = True
        self._soon(self._end)

    def _soon(self, function: Callable[..., object], *arguments: object) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(function, *arguments)

    def _tell(self, what: bytes) -> None:
        for queue in list(self._queues):
            if queue.qsize() < _MOST_WAITING:
                queue.put_nowait(what)
            else:
                self._drop(queue)

    def _end(self) -> None:
        for queue in list(self._queues):
            self._drop(queue)

    def _drop(self, queue: asyncio.Queue[bytes | None]) -> None:
        self._queues.discard(queue)
        queue.put_nowait(None)

    async def stream(self, first: Callable[[], bytes]) -> AsyncIterator[bytes]:
        """The stream of one listener: `first`, which is made once nothing told can be missed, then
        all events, and a sign of life wherever there is none for a while.
        """
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield first()
            while not self._closed:
                try:
                    told = await asyncio.wait_for(queue.get(), self._alive)
                except TimeoutError:
                    told = message("alive", {})
                if told is None:
                    return
                yield told
        finally:
            self._queues.discard(queue)


def message(event: str, data: Any) -> bytes:
    """An event as it goes over the wire. JSON in ASCII holds no end of a line."""
    return f"event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode("ascii")
