"""Cards in columns: the whole deck as a reference, which `build` makes as the cheat sheet, and
chapters on sheets of their own.
"""

from __future__ import annotations

from typing import Any, Final

from generator.model.paper import PAPERS
from generator.model.print_settings import PrintSettings
from generator.printing.card_grids import OF_A_CARD, UnprintableError
from generator.printing.card_sheets import LARGE
from generator.writing.chapter_sheets import chapters_paper
from generator.writing.pdf import sheet_paper

_WIDER: Final = 2  # columns become one where type is large

ADVICE: Final = "two-sided, short edge"


def reference_paper(paper: str, settings: PrintSettings) -> dict[str, Any]:
    """What the template is told. Raises UnprintableError for a sheet that is a card."""
    if paper == OF_A_CARD:
        raise UnprintableError("a reference needs sheets, not cards: name another --paper")
    return _in_columns(dict(sheet_paper(PAPERS[paper])), settings)


def sheets_paper(paper: str, settings: PrintSettings) -> dict[str, Any]:
    """The same for the sheets of chapters."""
    if paper == OF_A_CARD:
        raise UnprintableError("a chapter needs sheets, not cards: name another --paper")
    return _in_columns(dict(chapters_paper(PAPERS[paper])), settings)


def _in_columns(told: dict[str, Any], settings: PrintSettings) -> dict[str, Any]:
    sheet = dict(told["sheet"])
    if settings.large_print:
        sheet |= {"columns": max(1, sheet["columns"] // _WIDER), "zoom": LARGE}
    return {**told, "sheet": sheet, "ink": settings.ink}
