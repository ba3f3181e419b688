"""The characters that font files can print."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.keeping.cache_folder import cache_folder, keep

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_MOST_GLYPHS: Final = 0x10000
_UNNAMED: Final = ".notdef"


@lru_cache(maxsize=16)
def covered_characters(files: tuple[Path, ...]) -> frozenset[str]:
    """All characters that one of the fonts has, and the line feed.

    Reading the tables of a large font takes longer than laying out a deck, so the result is
    cached.
    """
    kept = cache_folder() / "glyphs" / f"{_digest(files)}.json"
    try:
        ranges = [(int(first), int(last)) for first, last in json.loads(kept.read_text("ascii"))]
    except (OSError, ValueError, TypeError):
        ranges = ranges_of(sorted(_read(files)))
        keep(kept, json.dumps(ranges).encode("ascii"))
    # A line feed is not printed; it separates lines.
    return frozenset("\n").union(chr(c) for first, last in ranges for c in range(first, last + 1))


def _read(files: tuple[Path, ...]) -> set[int]:
    from fontTools.ttLib import TTFont

    covered: set[int] = set()
    for file in files:
        with TTFont(file, lazy=True) as font:
            covered.update(code_points(font))
    return covered


def code_points(font: TTFont) -> Iterable[int]:
    """The code points that a font has a glyph for."""
    # Which glyph does not matter, and finding the names of all takes most of the time.
    font.setGlyphOrder([_UNNAMED] * _MOST_GLYPHS)
    return font.getBestCmap() or ()


def ranges_of(numbers: list[int]) -> list[tuple[int, int]]:
    """Sorted numbers as ranges, (first, last)."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _digest(files: tuple[Path, ...]) -> str:
    """A digest of which files these are: a reinstalled font has another time."""
    sums = blake2b(digest_size=16)
    for file in files:
        info = file.stat()
        sums.update(f"{file}\0{info.st_size}\0{info.st_mtime_ns}\0".encode())
    return sums.hexdigest()
