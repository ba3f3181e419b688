"""One card as it is printed, in pictures."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from generator.model.paper import PAPERS
from generator.rendering.rendered import RenderedDeck
from generator.writing.geometry import grid_of
from generator.writing.pdf import cut_paper, sheet_paper
from generator.writing.pdf_compile import compile_pictures
from generator.writing.pdf_limits import Limits

_PPI: Final = 200.0
_MM: Final = 25.4 / _PPI  # millimetres of a pixel
LIMITS: Final = Limits(seconds=30.0)


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A PNG, and its size on paper in millimetres."""

    png: bytes
    width: float
    height: float

    @classmethod
    def of(cls, png: bytes) -> PrintedPage:
        # A PNG begins with its size.
        width, height = struct.unpack_from(">II", png, 16)
        return cls(png, round(width * _MM, 1), round(height * _MM, 1))


def cut_faces(deck: RenderedDeck, limits: Limits = LIMITS) -> tuple[PrintedPage, ...]:
    """The faces of the only card of `deck`, to be cut out: front and back, and again front and back
    where it is long. Raises ProblemsError where it cannot be printed.
    """
    grid = grid_of(PAPERS[deck.config.paper])
    cut = cut_paper(grid)["cut"]
    width, height, face = grid.card_width, grid.card_height, cut["face"]
    middle = [((width - face["width"]) / 2, (height - face["height"]) / 2)]
    cut = {
        **cut,
        "width": width,
        "height": height,
        "fronts": middle,
        "backs": middle,
        "rotated": False,
        "x-cuts": (),
        "y-cuts": (),
    }
    return _pages(deck, "cards.typ", {"cut": cut}, limits)


def sheet_columns(deck: RenderedDeck, limits: Limits = LIMITS) -> tuple[PrintedPage, ...]:
    """The only card of `deck` on the cheat sheet: the column that it begins, and those in which it
    goes on. Raises ProblemsError where it cannot be printed.
    """
    sheet = sheet_paper(PAPERS[deck.config.paper])["sheet"]
    inner = sheet["width"] - 2 * sheet["margin"] - (sheet["columns"] - 1) * sheet["gutter"]
    width = inner / sheet["columns"] + 2 * sheet["margin"]
    return _pages(deck, "sheet.typ", {"sheet": {**sheet, "width": width, "columns": 1}}, limits)


def _pages(
    deck: RenderedDeck, template: str, paper: dict[str, object], limits: Limits
) -> tuple[PrintedPage, ...]:
    pages = compile_pictures(deck, template, {**paper, "part": [1, 1]}, limits, _PPI)
    return tuple(map(PrintedPage.of, pages))
