"""Messages over a byte stream: a length of four bytes, then JSON."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from typing import Any

HEADER = struct.Struct("!I")
LONGEST = 32 * 1024 * 1024  # bytes of a message
MOST = 256 * 1024 * 1024  # bytes of all of them: a program that forges some can make no more
MESSAGES = 1_000_000
# Bytes of a message that are in no text: as many lists of nothing take thirty times the memory.
SYNTAX = 1024 * 1024
# To its end, if it has one: so that none is looked for again.
TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)


class WireError(Exception):
    """What arrived is not a message."""


def pack(message: dict[str, Any]) -> bytes:
    """One message as bytes."""
    body = json.dumps(message).encode("ascii")
    return HEADER.pack(len(body)) + body


class Unpacker:
    """Turns chunks, cut anywhere, back into messages."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._heard = 0
        self._messages = 0

    def feed(self, chunk: bytes) -> Iterator[dict[str, Any]]:
        """The messages that `chunk` completes. Raises `WireError` on what is none."""
        self._heard += len(chunk)
        if self._heard > MOST:
            raise WireError("too many messages")
        self._waiting += chunk
        while len(self._waiting) >= HEADER.size:
            (length,) = HEADER.unpack_from(self._waiting)
            if length > LONGEST:
                raise WireError(f"a message of {length} bytes")
            end = HEADER.size + length
            if len(self._waiting) < end:
                return
            try:
                body = bytes(self._waiting[HEADER.size : end])
                if len(body) > SYNTAX and len(TEXT.sub(b"", body)) > SYNTAX:
                    raise WireError("a message with too much in it")
                message = json.loads(body, parse_constant=no_constant)
            except (ValueError, RecursionError) as error:
                raise WireError(str(error)) from None
            if not isinstance(message, dict):
                raise WireError("a message that is not an object")
            del self._waiting[:end]
            self._messages += 1
            if self._messages > MESSAGES:
                raise WireError("too many messages")
            yield message


def no_constant(name: str) -> Any:
    """NaN and infinities are no JSON, but `json` reads them. Raises ValueError."""
    raise ValueError(f"{name} is not JSON")
