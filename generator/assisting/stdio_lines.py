"""Standard input and output, line by line, for the protocol alone.

What else would be printed goes to standard error. Neither waits for the other side when the server
ends: threads that may be stuck are daemons, and hold no lock that the exit needs.
"""

from __future__ import annotations

import asyncio
import os
import queue
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Final

_LONGEST: Final = 4 * 1024**2  # bytes of a message
_CHUNK: Final = 65_536
_PATIENCE: Final = 2.0  # seconds to wait for a client that does not read
_KEPT: Final = 400  # bytes at each end of a message that is too long, for its id
_ID: Final = re.compile(rb'"id"\s*:\s*(\d{1,15}|"[\w-]{1,100}")')


class StdinLines:
    """The lines of a descriptor, each in UTF-8 and of bounded length."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        # Two lines are taken ahead of what is read: more would fill the memory.
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = threading.Semaphore(2)
        threading.Thread(target=self._read, name="proofdeck-stdin", daemon=True).start()

    def _read(self) -> None:
        for line in _lines_of(self._descriptor):
            self._room.acquire()
            if not self._put(line):
                return
        self._put(None)

    def _put(self, line: str | None) -> bool:
        try:
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
        except RuntimeError:  # the loop is closed
            return False
        return True

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self._lines.get()) is not None:
            self._room.release()
            yield line


def _lines_of(descriptor: int) -> Iterator[str]:
    """The lines as they come; for one that is too long, a request that has its id and will be
    refused.
    """
    held, head = bytearray(), b""
    while True:
        try:
            data = os.read(descriptor, _CHUNK)
        except OSError:
            return
        if not data:
            return
        *ended, rest = data.split(b"\n")
        for part in ended:
            held += part
            if head:
                yield _too_long(head + held[-_KEPT:])
            elif held.strip():
                yield held.decode("utf-8", "replace")
            held, head = bytearray(), b""
        held += rest
        if len(held) > _LONGEST:
            head = head or bytes(held[:_KEPT])
            del held[:-_KEPT]


def _too_long(ends: bytes) -> str:
    found = _ID.search(ends)
    number = found[1].decode("ascii") if found else "null"
    method = f"a message of more than {_LONGEST:,} bytes"
    return f'{{"jsonrpc": "2.0", "id": {number}, "method": "{method}"}}'


class StdoutLines:
    """Writes text to a descriptor in a thread of its own, so that nothing waits for a client that
    does not read.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._texts: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="proofdeck-stdout", daemon=True)
        self._thread.start()

    async def write(self, text: str) -> None:
        """Take a text, to be written after those before."""
        self._texts.put(text)

    async def flush(self) -> None:
        """There is nothing to wait for."""

    def close(self) -> None:
        """Wait until all is written, or for as long as a client may take that reads."""
        self._texts.put(None)
        self._thread.join(_PATIENCE)

    def _write(self) -> None:
        while (text := self._texts.get()) is not None:
            data = memoryview(text.encode("utf-8", "replace"))
            try:
                while data:
                    data = data[os.write(self._descriptor, data) :]
            except OSError:  # nobody reads any more
                return


@contextmanager
def taken_streams() -> Iterator[tuple[int, int]]:
    """Descriptors of standard input and output, which print nothing and read nothing else while
    the block runs.
    """
    given, taken = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    try:
        os.dup2(null, 0)
        os.dup2(2, 1)
        yield given, taken
    finally:
        os.close(null)
        os.dup2(taken, 1)
