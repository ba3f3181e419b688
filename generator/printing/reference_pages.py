"""The reference: the whole deck in columns, which `build` makes as the cheat sheet."""

from __future__ import annotations

from typing import Any, Final

from generator.model.paper import PAPERS
from generator.model.print_settings import PrintSettings
from generator.printing.card_grids import OF_A_CARD, UnprintableError
from generator.printing.card_sheets import LARGE
from generator.writing.pdf import sheet_paper

_WIDER: Final = 2  # columns become one where type is large

ADVICE: Final = "two-sided, short edge"


def reference_paper(paper: str, settings: PrintSettings) -> dict[str, Any]:
    """What the template is told. Raises UnprintableError for a sheet that is a card."""
    if paper == OF_A_CARD:
        raise UnprintableError("a reference needs sheets, not cards: name another --paper")
    sheet = dict(sheet_paper(PAPERS[paper])["sheet"])
    if settings.large_print:
        sheet |= {"columns": max(1, sheet["columns"] // _WIDER), "zoom": LARGE}
    return {"sheet": sheet, "ink": settings.ink}
