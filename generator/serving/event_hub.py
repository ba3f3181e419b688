"""Server-sent events: what is told once reaches every page that listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any, Final

_ALIVE: Final = 2.0  # seconds between signs of life
# Bytes that wait for a page which does not take them, before another message. It loses its stream
# with that one, and a browser then comes back by itself and loads everything anew.
_MOST_WAITING: Final = 4_000_000

MEDIA_TYPE: Final = "text/event-stream"


class EventHub:
    """Tells events to any number of listeners; a slow one never holds up the others.

    `tell` and `close` may be called from any thread, before there is a loop, too.
    """

    def __init__(self, alive: float = _ALIVE) -> None:
        self._alive = alive
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[_Listener] = set()
        self._closed = False

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    def tell(self, event: str, data: Any) -> None:
        """Send an event with JSON data to all that listen now."""
        if self._listeners:
            self._soon(self._tell, message(event, data))

    def close(self) -> None:
        """End all streams, and each that begins later."""
        self._closed = True
        self._soon(self._end)

    def _soon(self, function: Callable[..., object], *arguments: object) -> None:
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and all streams with it
                loop.call_soon_threadsafe(function, *arguments)

    def _tell(self, what: bytes) -> None:
        for each in list(self._listeners):
            if each.waiting <= _MOST_WAITING:
                each.put(what)
            else:
                self._drop(each)

    def _end(self) -> None:
        for each in list(self._listeners):
            self._drop(each)

    def _drop(self, listener: _Listener) -> None:
        self._listeners.discard(listener)
        listener.put(None)

    async def stream(self, first: Callable[[], bytes]) -> AsyncIterator[bytes]:
        """The stream of one listener: `first`, which is made once nothing told can be missed, then
        all events, and a sign of life wherever there is none for a while.
        """
        self._loop = asyncio.get_running_loop()
        listener = _Listener()
        self._listeners.add(listener)
        try:
            yield first()
            while not self._closed:
                try:
                    told = await asyncio.wait_for(listener.get(), self._alive)
                except TimeoutError:
                    told = message("alive", {})
                if told is None:
                    return
                yield told
        finally:
            self._listeners.discard(listener)


class _Listener:
    """What waits for one page, in order; None is its end. `waiting` counts bytes."""

    def __init__(self) -> None:
        self.waiting = 0
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()

    def put(self, what: bytes | None) -> None:
        self.waiting += len(what or b"")
        self._queue.put_nowait(what)

    async def get(self) -> bytes | None:
        what = await self._queue.get()
        self.waiting -= len(what or b"")
        return what


def message(event: str, data: Any) -> bytes:
    """An event as it goes over the wire. JSON in ASCII holds no end of a line."""
    return f"event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode("ascii")
