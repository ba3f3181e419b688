"""What a picture's own header says: whether it is whole, and how large it is when decoded.

Nothing is decoded here, as a file of a hundred kilobytes may hold gigabytes of pixels.
"""

from __future__ import annotations

import binascii
import re
import zlib
from typing import Final

from generator.reading.vector import svg_fault

LARGEST_FILE: Final = 50_000_000
MOST_PIXELS: Final = 100_000_000
_MOST_PARTS: Final = 500_000
_FILL: Final = re.compile(rb"\xff+")

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_SOF: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_fault(suffix: str, data: bytes, *, deeper: int = 2) -> str | None:
    """What keeps `data` from being shown as a picture with this ending, None where nothing does.

    An SVG has no header; what it draws is counted. Pictures in it are judged `deeper` levels down.
    """
    if len(data) > LARGEST_FILE:
        return f"has {len(data):,} bytes; at most {LARGEST_FILE:,} are shown"
    if suffix == ".svg":
        return svg_fault(data, _Embedded(deeper).fault)
    try:
        width, height = _MEASURES[suffix](data) if suffix in _MEASURES else (1, 1)
    except IndexError:
        return "is broken: it ends too soon"
    except _BrokenError as error:
        return f"is broken: {error}"
    if not width or not height:
        return "is broken: it has no width or no height"
    if width * height > MOST_PIXELS:
        size = f"{width:,} × {height:,} pixels"
        return f"has {size}; at most {MOST_PIXELS // 1_000_000} megapixels are shown"
    return None


class _Embedded:
    """The pictures in an SVG, which are drawn with it."""

    def __init__(self, deeper: int) -> None:
        self._deeper = deeper
        self._pixels = 0

    def fault(self, kind: str, base64: str) -> str | None:
        suffix = f".{kind}"
        if suffix == ".svg" and not self._deeper:
            return "contains pictures within pictures"
        try:
            data = binascii.a2b_base64(base64)
        except (binascii.Error, ValueError):
            return "is broken: its base64 cannot be read"
        fault = picture_fault(suffix, data, deeper=self._deeper - 1)
        if fault is None and suffix in _MEASURES:
            width, height = _MEASURES[suffix](data)
            self._pixels += width * height
            if self._pixels > MOST_PIXELS:
                most = f"{MOST_PIXELS // 1_000_000} megapixels"
                return f"makes it more than {most}"
        return fault


class _BrokenError(Exception):
    """The file is not what its ending says."""


def _number(data: bytes, start: int, size: int, order: str = "big") -> int:
    part = data[start : start + size]
    if len(part) < size:
        raise _BrokenError("it ends too soon")
    return int.from_bytes(part, "big" if order == "big" else "little")


def _png(data: bytes) -> tuple[int, int]:
    if not data.startswith(_PNG) or data[12:16] != b"IHDR":
        raise _BrokenError("it does not start like a PNG")
    width, height = _number(data, 16, 4), _number(data, 20, 4)
    depth, color = data[24], data[25]
    if depth not in _PNG_DEPTHS.get(color, ()):
        raise _BrokenError("its colour type is not one that PNG has")
    at, pixels, frames = 8, False, 1
    for _ in range(_MOST_PARTS):
        size, kind = _number(data, at, 4), data[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(data):
            raise _BrokenError("it ends too soon")
        if zlib.crc32(data[at + 4 : end - 4]) != _number(data, end - 4, 4):
            raise _BrokenError("a part of it was changed or lost (its checksum is wrong)")
        pixels |= kind == b"IDAT"
        if kind == b"acTL":
            frames = max(1, _number(data, at + 8, 4))
        if kind == b"IEND":
            break
        at = end
    else:
        raise _BrokenError("it has too many parts")
    if not pixels:
        raise _BrokenError("it has no pixels")
    return width, height * frames


def _jpeg(data: bytes) -> tuple[int, int]:
    at, size = 2, None
    for _ in range(_MOST_PARTS):
        if data[at] != 0xFF:
            raise _BrokenError("its parts are out of order")
        at = _skip_fill(data, at)
        mark = data[at]
        at += 1
        if mark == 0xDA:
            break
        if mark == 0xD9:
            raise _BrokenError("it has no pixels")
        if mark == 0x01 or 0xD0 <= mark <= 0xD8:
            continue
        length = _number(data, at, 2)
        if length < 2:
            raise _BrokenError("its parts are out of order")
        if mark in _SOF:
            size = (_number(data, at + 5, 2), _number(data, at + 3, 2))
        at += length
    else:
        raise _BrokenError("it has too many parts")
    if size is None:
        raise _BrokenError("it does not say how large it is")
    if data.find(b"\xff\xd9", at) < 0:
        raise _BrokenError("it ends too soon")
    return size


def _skip_fill(data: bytes, at: int) -> int:
    found = _FILL.match(data, at)
    return found.end() if found else at


def _gif(data: bytes) -> tuple[int, int]:
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        raise _BrokenError("it does not start like a GIF")
    width, height = _number(data, 6, 2, "little"), _number(data, 8, 2, "little")
    at = 13 + _palette(data[10])
    frames, more = 0, _MOST_PARTS
    while (kind := data[at]) != 0x3B:
        if kind == 0x21:
            at, more = _blocks(data, at + 2, more)
        elif kind == 0x2C:
            left, top, wide, high = (_number(data, at + i, 2, "little") for i in (1, 3, 5, 7))
            width, height = max(width, left + wide), max(height, top + high)
            if not wide or not high:
                raise _BrokenError("a frame of it has no pixels")
            if not 1 <= data[at + 10 + _palette(data[at + 9])] <= 11:
                raise _BrokenError("its pixels cannot be unpacked")
            at, more = _blocks(data, at + 11 + _palette(data[at + 9]), more)
            frames += 1
        else:
            raise _BrokenError("its parts are out of order")
    if not frames:
        raise _BrokenError("it has no pixels")
    return width, height  # print and Anki hold one frame at a time


def _palette(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Where the blocks of data end that begin at a place, and how many more there may be."""
    for count in range(most):
        if not data[at]:
            return at + 1, most - count - 1
        at += data[at] + 1
    raise _BrokenError("it has too many parts")


def _webp(data: bytes) -> tuple[int, int]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise _BrokenError("it does not start like a WebP")
    end = 8 + _number(data, 4, 4, "little")
    if end > len(data):
        raise _BrokenError("it ends too soon")
    at, size, pixels, parts = 12, None, False, 0
    while at + 8 <= end:
        parts += 1
        if parts > _MOST_PARTS:
            raise _BrokenError("it has too many parts")
        kind, length = data[at : at + 4], _number(data, at + 4, 4, "little")
        body = at + 8
        if body + length > end:
            raise _BrokenError("it ends too soon")
        if kind == b"VP8X":
            size = (
                1 + _number(data, body + 4, 3, "little"),
                1 + _number(data, body + 7, 3, "little"),
            )
        elif kind == b"VP8 ":
            pixels = True
            found = (_number(data, body + 6, 2, "little"), _number(data, body + 8, 2, "little"))
            size = size or (found[0] & 0x3FFF, found[1] & 0x3FFF)
        elif kind == b"VP8L":
            pixels = True
            bits = _number(data, body + 1, 4, "little")
            size = size or ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        pixels |= kind == b"ANMF"
        at = body + length + length % 2
    if size is None or not pixels:
        raise _BrokenError("it has no pixels")
    return size


_MEASURES: Final = {".png": _png, ".jpg": _jpeg, ".jpeg": _jpeg, ".gif": _gif, ".webp": _webp}
