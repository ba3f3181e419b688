"""The few parts of protobuf messages that are read, without a description of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_LONGEST: Final = 10  # bytes of a number


class ProtobufError(Exception):
    """Bytes that are no message."""


def parts_of(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The number of each field of a message, with its number or its bytes."""
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        field, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _number(message, at)
            yield field, value
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        elif kind == 2:
            length, at = _number(message, at)
            if length > len(message) - at:
                raise ProtobufError
            yield field, message[at : at + length]
            at += length
        else:
            raise ProtobufError


def text_in(message: bytes, field: int) -> str:
    """The text of a field, the last where there are several, "" where there is none."""
    found = [value for number, value in parts_of(message or b"") if number == field]
    return found[-1].decode("utf-8", "replace") if found and isinstance(found[-1], bytes) else ""


def number_in(message: bytes, field: int) -> int:
    """The number in a field, 0 where there is none."""
    found = [value for number, value in parts_of(message or b"") if number == field]
    return found[-1] if found and isinstance(found[-1], int) else 0


def _number(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(_LONGEST):
        if at >= len(message):
            raise ProtobufError
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, at
    raise ProtobufError
