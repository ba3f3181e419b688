"""The fonts of this system, for characters that no installed font of Proofdeck's has."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from generator.keeping.cache_folder import cache_folder, keep
from generator.writing.fonts import font_families

# Folders to look in, in place of the system's own; none where it is empty.
VARIABLE: Final = "PROOFDECK_FONTS"
_PRIVATE: Final = range(0x100000, 0x110000)  # which stands for boxes, see `unprinted.py`
_RESTRICTED: Final = 0x0002  # a licence that forbids to embed the font
_FORMS: Final = frozenset({".ttf", ".otf", ".ttc", ".otc"})


@dataclass(frozen=True, slots=True)
class SystemFont:
    """A font file and the name by which Typst knows the family in it."""

    path: Path
    family: str


def system_fonts(chars: Iterable[str]) -> dict[str, SystemFont]:
    """The first of the system's fonts for each of the characters that one of them has."""
    wanted = set(chars)
    found: dict[str, SystemFont] = {}
    for font, covered in _faces(os.environ.get(VARIABLE)) if wanted else ():
        for char in wanted & covered:
            found[char] = font
        wanted -= covered
        if not wanted:
            break
    return found


@lru_cache(maxsize=2)
def _faces(folders: str | None) -> tuple[tuple[SystemFont, frozenset[str]], ...]:
    """Upright fonts with the characters of each, by weight (regular ones first) and path."""
    if folders == "":
        return ()
    import typst

    looked_in = [folder for folder in (folders or "").split(os.pathsep) if folder]
    fonts = typst.Fonts(
        include_system_fonts=not looked_in,
        include_embedded_fonts=False,
        font_paths=[*looked_in],
    ).fonts()
    ours = _our_families()
    # The name of a family must lead to this file alone; one that starts with a dot is hidden.
    usable = [
        font
        for font in fonts
        if font.path
        and font.style == "normal"
        and font.stretch == 1.0
        and Path(font.path).suffix.lower() in _FORMS
        and font.family not in ours
        and not font.family.startswith((".", "LastResort", "Last Resort"))
    ]
    usable.sort(key=lambda font: (abs(font.weight - 400), str(font.path), font.index))
    files = tuple(dict.fromkeys((Path(str(font.path)), font.index) for font in usable))
    tables = _tables(files)
    return tuple(
        (SystemFont(path, font.family), _characters(tables[str(path)][str(font.index)]))
        for font in usable
        for path in [Path(str(font.path))]
    )


def _our_families() -> set[str]:
    named = (name for names in font_families("en").values() for name in names)
    return {name if isinstance(name, str) else name["name"] for name in named}


def _characters(ranges: list[tuple[int, int]]) -> frozenset[str]:
    numbers = (n for first, last in ranges for n in range(first, last + 1))
    return frozenset(chr(number) for number in numbers if number not in _PRIVATE)


def _tables(files: tuple[tuple[Path, int], ...]) -> dict[str, dict[str, Any]]:
    """By path and index, the ranges of the characters that each font has. They are kept, because a
    system may have a thousand fonts.
    """
    kept = cache_folder() / "glyphs" / f"system-{_digest(path for path, _ in files)}.json"
    try:
        tables: dict[str, dict[str, Any]] = json.loads(kept.read_text("ascii"))
        if all(str(index) in tables[str(path)] for path, index in files):
            return tables
    except (OSError, ValueError, TypeError, KeyError):
        pass
    tables = {}
    for path, index in files:
        tables.setdefault(str(path), {})[str(index)] = _ranges_of(path, index)
    keep(kept, json.dumps(tables).encode("ascii"))
    return tables


def _ranges_of(path: Path, index: int) -> list[tuple[int, int]]:
    """The ranges of the characters of one font; none if it cannot be read or embedded."""
    from fontTools.ttLib import TTFont

    from generator.writing.glyphs import code_points, ranges_of

    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            if "OS/2" in font and font["OS/2"].fsType & 0x000F == _RESTRICTED:
                return []
            return ranges_of(sorted(code_points(font)))
    except Exception:  # whatever a broken font makes its parser raise
        return []


def marks_of(fonts: Iterable[SystemFont]) -> Iterator[str]:
    """What changes with the files of these fonts."""
    for font in sorted(set(fonts), key=lambda font: (str(font.path), font.family)):
        yield f"{font.family} {_stamp(font.path)}"


def _digest(files: Iterable[Path]) -> str:
    sums = blake2b(digest_size=16)
    for file in dict.fromkeys(files):
        sums.update(_stamp(file).encode("utf-8", "surrogateescape"))
    return sums.hexdigest()


def _stamp(file: Path) -> str:
    try:
        info = file.stat()
    except OSError:
        return f"{file}\0"
    return f"{file}\0{info.st_size}\0{info.st_mtime_ns}\0"
