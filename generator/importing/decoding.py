"""Text files as other programs save them: UTF-8, with a mark or without, and UTF-16."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from generator.given import MIB, read_regular
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import Source, display_path

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MOST_BYTES: Final = 64 * MIB


def read_text(path: Path) -> Source:
    """Read a text. Raises ProblemsError where it cannot be read, or is in another encoding."""
    shown = display_path(path)
    try:
        data = read_regular(path, MOST_BYTES)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = getattr(error, "hint", "")
        problem = Problem(Place(shown), "unreadable", f"this file cannot be read: {reason}", hint)
        raise ProblemsError(problem) from None
    try:
        return Source.of(shown, data.decode(encoding_of(data)))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"this file is not UTF-8: byte 0x{data[error.start]:02x} at byte offset "
        raise ProblemsError(
            Problem(
                Place(shown, line, column),
                "not-utf-8",
                f"{message}{error.start}",
                "save it as UTF-8 (in Excel: CSV UTF-8)",
            )
        ) from None


def encoding_of(beginning: bytes) -> str:
    """The encoding of a text, by its first bytes."""
    for mark, name in _MARKS:
        if beginning.startswith(mark):
            return name
    # Without a mark, letters of UTF-16 have a zero at one side.
    sample = beginning[:2000]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) // 3:
        return "utf-16-le"
    if len(sample) > 3 and sample[::2].count(0) > len(sample) // 3:
        return "utf-16-be"
    return "utf-8"


def beginning_as_text(beginning: bytes) -> str:
    """The first bytes of a file as text, whatever they are."""
    return beginning.decode(encoding_of(beginning), "replace").removeprefix("\ufeff")
