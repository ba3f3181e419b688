"""What a deck can be printed as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from generator.model.print_settings import PrintSettings
from generator.printing import booklet_pages, card_sheets, cheat_sheet, exam_papers, reference_pages
from generator.writing.pdf import SHEET_WISHES
from generator.writing.pdf_finish import Wishes
from generator.writing.sheet_plans import TEMPLATE


@dataclass(frozen=True, slots=True)
class Product:
    """`template` is told what `paper_of(paper, settings)` gives, which raises UnprintableError.
    `wishes` is what a viewer is asked for, `advice` what the reader is told. One that is `cut` may
    have a page in front that says how to print; of one that is an `exam` there are several files. A
    `booklet` is also laid out on sheets to fold. Names of files end with `file`, or with the
    name of the product.
    """

    template: str
    paper_of: Callable[[str, PrintSettings], Mapping[str, Any]]
    wishes: Callable[[PrintSettings], Wishes]
    advice: Callable[[PrintSettings], str]
    cut: bool = False
    exam: bool = False
    key: bool = False  # lines, of some of the cards
    booklet: bool = False
    file: str = ""


# By the name that `--what` takes. A row here is all that a new product needs.
PRODUCTS: Final[Mapping[str, Product]] = MappingProxyType(
    {
        "cards": Product(
            "cards.typ",
            card_sheets.cards_paper,
            lambda settings: card_sheets.wishes_for(settings.flip),
            lambda settings: card_sheets.ADVICE[settings.flip],
            cut=True,
        ),
        "sheets": Product(
            TEMPLATE,
            reference_pages.sheets_paper,
            lambda _settings: SHEET_WISHES,
            lambda _settings: reference_pages.ADVICE,
        ),
        "reference": Product(
            "sheet.typ",
            reference_pages.reference_paper,
            lambda _settings: SHEET_WISHES,
            lambda _settings: reference_pages.ADVICE,
        ),
        "booklet": Product(
            booklet_pages.TEMPLATE,
            booklet_pages.booklet_paper,
            lambda _settings: Wishes("DuplexFlipLongEdge"),
            lambda _settings: booklet_pages.ADVICE,
            booklet=True,
        ),
        "cheatsheet": Product(
            "cheat.typ",
            cheat_sheet.cheat_paper,
            lambda _settings: SHEET_WISHES,
            lambda _settings: reference_pages.ADVICE,
            key=True,
            file="key-lines",  # `build` writes the whole deck in columns to `…-cheatsheet.pdf`
        ),
        "exam": Product(
            "exam.typ",
            exam_papers.exam_paper,
            lambda _settings: Wishes("DuplexFlipLongEdge"),
            lambda _settings: exam_papers.ADVICE,
            exam=True,
        ),
        "quiz": Product(
            "exam.typ",
            exam_papers.exam_paper,
            lambda _settings: Wishes("DuplexFlipLongEdge"),
            lambda _settings: exam_papers.ADVICE,
            exam=True,
        ),
    }
)
