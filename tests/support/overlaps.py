"""Characters that are printed over others, as a PDF has them."""

from __future__ import annotations

import ctypes
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Of the ink of the smaller of two characters. Kerning and italics take less; what is printed over
# something takes more.
_MUCH = 0.25
_THIN = 0.5  # points: the edge of a box that touches another
_CELL = 12.0  # points
# Parts of one sign are put together of several characters.
_STACKED = frozenset("√∑∏∫⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭|‖∣∥⟨⟩{}()[]⏟⏞⎵⎴⏝⏜→←↔⃗^~¯ˆ˜ˉ")


@dataclass(frozen=True, slots=True)
class _Ink:
    char: str
    left: float
    low: float
    right: float
    top: float

    def common(self, other: _Ink) -> float:
        """The share of the smaller one that both have in common."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.low, other.low)
        if width <= _THIN or height <= _THIN:
            return 0.0
        return width * height / min(self.area, other.area)

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.top - self.low)


def overlaps(path: Path) -> list[str]:
    """Each pair of characters that are printed over each other: the page, what they are, and where,
    in points from the lower left corner.
    """
    import pypdfium2

    found = []
    with pypdfium2.PdfDocument(path) as pdf:
        for number, page in enumerate(pdf, 1):
            for one, other in _pairs(list(_inks(page))):
                where = f"{one.left:.0f}, {one.low:.0f}"
                found.append(f"page {number}: {one.char!r} and {other.char!r} at {where}")
    return found


def _inks(page: object) -> Iterator[_Ink]:
    from pypdfium2 import raw

    text = page.get_textpage()  # type: ignore[attr-defined]
    edges = [ctypes.c_double() for _ in range(4)]
    left, right, low, top = edges
    for i in range(raw.FPDFText_CountChars(text)):
        char = chr(raw.FPDFText_GetUnicode(text, i))
        if not char.strip() or raw.FPDFText_IsGenerated(text, i) or char in _STACKED:
            continue
        # PDFium has two halves of a character beyond the first plane.
        if unicodedata.combining(char) or 0xDC00 <= ord(char) < 0xE000:
            continue
        raw.FPDFText_GetCharBox(text, i, *map(ctypes.byref, edges))
        if right.value - left.value > _THIN and top.value - low.value > _THIN:
            yield _Ink(char, left.value, low.value, right.value, top.value)


def _pairs(inks: list[_Ink]) -> Iterator[tuple[_Ink, _Ink]]:
    cells = defaultdict(list)
    for index, ink in enumerate(inks):
        for x in range(int(ink.left // _CELL), int(ink.right // _CELL) + 1):
            for y in range(int(ink.low // _CELL), int(ink.top // _CELL) + 1):
                cells[x, y].append(index)
    seen = set()
    for within in cells.values():
        for at, one in enumerate(within):
            for other in within[at + 1 :]:
                # Of a ligature, and of joined letters.
                if other - one <= 2:
                    continue
                if (one, other) not in seen and inks[one].common(inks[other]) > _MUCH:
                    seen.add((one, other))
                    yield inks[one], inks[other]
