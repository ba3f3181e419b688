"""The font of formulas in a browser: the one that Typst prints them with, which comes in its wheel.

MathML needs a font that knows how brackets grow and where scripts stand, and few machines have one
whose letters are those of MathJax.
"""

from __future__ import annotations

import io
import mmap
import re
import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Final

# Book is as heavy as the font of MathJax.
_NAME: Final = "NewComputerModernMath-Book"
_START: Final = b"OTTO"
_TABLES: Final = range(6, 40)  # how many a font may have
_LARGEST: Final = 8 * 1024**2
_MATH: Final = re.compile(r"<math\b.*?</math>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_ROOT: Final = re.compile(r"<m(?:sqrt|root)\b")
_KEPT_FEATURES: Final = ("dtls", "flac", "ssty")
_ITALIC: Final = {
    **{chr(ord("A") + i): chr(0x1D434 + i) for i in range(26)},
    **{chr(ord("a") + i): chr(0x1D44E + i) for i in range(26)},
    **{chr(0x391 + i): chr(0x1D6E2 + i) for i in range(25)},
    **{chr(0x3B1 + i): chr(0x1D6FC + i) for i in range(25)},
    "h": "\u210e", "ı": "\U0001d6a4", "ȷ": "\U0001d6a5", "ϴ": "\U0001d6f3", "∇": "\U0001d6fb",
    "∂": "\U0001d715", "ϵ": "\U0001d716", "ϑ": "\U0001d717", "ϰ": "\U0001d718", "ϕ": "\U0001d719",
    "ϱ": "\U0001d71a", "ϖ": "\U0001d71b",
}  # fmt: skip


@lru_cache(maxsize=1)
def formula_font() -> bytes | None:
    """The font as a file of OpenType; None where it is not found."""
    spec = find_spec("typst")
    for folder in (spec and spec.submodule_search_locations) or ():
        for path in sorted(Path(folder).glob("_typst*")):
            with path.open("rb") as file, _mapped(file.fileno()) as data:
                for font in _fonts(data):
                    if _NAME.encode("utf-16-be") in font or _NAME.encode("ascii") in font:
                        return font
    return None


def formula_font_for(pages: Iterable[str]) -> bytes | None:
    """The font as a file of WOFF, with what the formulas in the HTML of `pages` need; None where
    they have none, or the font is not found.
    """
    formulas = [formula for page in pages for formula in _MATH.findall(page)]
    needed = {char for formula in formulas for char in unescape(_TAG.sub("", formula))}
    if any(_ROOT.search(formula) for formula in formulas):
        needed.add("√")  # which the browser draws for the element
    whole = formula_font()
    if not needed or whole is None:
        return None
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(
        layout_features=list(_KEPT_FEATURES), hinting=False, name_IDs=[], notdef_outline=True
    )
    options.drop_tables += ["FFTM", "PfEd"]
    font = TTFont(io.BytesIO(whole), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(needed | {_ITALIC.get(char, char) for char in needed})))
    subsetter.subset(font)
    font.flavor = "woff"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _mapped(file: int) -> mmap.mmap:
    return mmap.mmap(file, 0, access=mmap.ACCESS_READ)


def _fonts(data: mmap.mmap) -> Iterator[bytes]:
    """The fonts with outlines of PostScript in a file."""
    at = data.find(_START)
    while at >= 0:
        size = _size(data, at)
        if size:
            yield data[at : at + size]
        at = data.find(_START, at + (size or len(_START)))


def _size(data: mmap.mmap, at: int) -> int:
    """The length of the font that starts here, 0 if none does."""
    head = data[at : at + 12]
    count = struct.unpack_from(">H", head, 4)[0] if len(head) == 12 else 0
    directory = data[at + 12 : at + 12 + 16 * count]
    if count not in _TABLES or len(directory) < 16 * count:
        return 0
    entries = list(struct.iter_unpack(">4sLLL", directory))
    if not all(tag.isascii() for tag, *_ in entries):
        return 0
    size: int = max(offset + length for _, _, offset, length in entries)
    return size if size <= _LARGEST else 0
