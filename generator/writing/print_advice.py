"""How a PDF of a deck is to be printed, in a few words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from generator.counted import counted

# The settings of a printer, by how the name of a file ends.
_SETTINGS: Final = {
    "-cards.pdf": "two-sided, long edge, 100 %",
    "-cheatsheet.pdf": "two-sided, short edge",
}
# Metadata are not compressed, so that the pages need not be read.
_PAGES: Final = re.compile(rb"NPages>(\d+)<")


def print_advice(path: Path) -> str:
    """The sheets that a file takes and how to print them, as `22 sheets, two-sided, long edge,
    100 %`; empty for a file that is not printed.
    """
    settings = next((how for end, how in _SETTINGS.items() if path.name.endswith(end)), "")
    sheets = sheets_of(path.read_bytes()) if settings else 0
    return f"{counted(sheets, 'sheet')}, {settings}" if sheets else ""


def sheets_of(pdf: bytes, *, one_sided: bool = False) -> int:
    """How many sheets the pages of a finished PDF take; 0 where it does not say."""
    found = _PAGES.search(pdf)
    pages = int(found[1]) if found else 0
    return pages if one_sided else -(-pages // 2)
