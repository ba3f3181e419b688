"""Cards to cut out: what their template is told, and their reader of how to print them."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any, Final

from generator.model.paper import card_size
from generator.model.print_settings import MOST_OFFSET, Flip, PrintSettings
from generator.printing.card_grids import OF_A_CARD, UnprintableError, card_grid
from generator.writing.geometry import Flip as Edge
from generator.writing.geometry import Grid, Margins, Slot, back_is_rotated
from generator.writing.pdf import cut_cells
from generator.writing.pdf_finish import Wishes

# In millimetres. A small card has room for narrow margins alone.
_OUTER: Final = 6.0
_INNER: Final = 4.5
_INNER_OF_SMALL: Final = 3.0
_SMALL: Final = 60.0  # high
_LEAST_FACE: Final = (40.0, 25.0)

_USUAL_CARD: Final = 105.0 * 74.25
_MOST_ZOOM: Final = 1.25  # of type on larger cards
LARGE: Final = 1.7  # times the usual 9.4 points are 16, the least of large print
_CARD_OF_LARGE: Final = "a6"

# How a file is printed, by how its cards are turned.
ADVICE: Final[Mapping[Flip, str]] = {
    "long": "two-sided, long edge, 100 %",
    "short": "two-sided, short edge, 100 %",
    "fold": "one-sided, 100 %, fold along the dashed lines",
    "fronts": "fronts alone, one-sided, 100 %",
    "backs": "backs alone, one-sided, 100 %",
}


def wishes_for(flip: Flip) -> Wishes:
    """What a viewer is asked for."""
    match flip:
        case "long":
            return Wishes("DuplexFlipLongEdge", unscaled=True)
        case "short":
            return Wishes("DuplexFlipShortEdge", unscaled=True)
        case _:
            return Wishes("Simplex", unscaled=True)


def cards_paper(paper: str, settings: PrintSettings) -> dict[str, Any]:
    """What the template of the cards to cut out is told. Raises UnprintableError for what does not
    fit, or together.
    """
    flip, offset = settings.flip, settings.back_offset
    if not all(abs(one) <= MOST_OFFSET for one in offset):  # nor what is no number
        raise UnprintableError(f"backs can be moved by at most {MOST_OFFSET:g} mm each way")
    if flip == "fold" and any(offset):
        raise UnprintableError("folded cards are printed on one side: there is no back to move")
    grid = grid_for(paper, settings)
    fronts, backs, rotated = _cells(grid, flip)
    margins = _margins(grid, flip, offset)
    cut = cut_cells(grid, fronts, backs, margins, rotated=rotated)
    face = cut["face"]
    if face["width"] < _LEAST_FACE[0] or face["height"] < _LEAST_FACE[1]:
        raise UnprintableError(
            f"on a card of {grid.card_width:g} × {grid.card_height:g} mm there is no room for text"
        )
    cut["backs"] = [(x + offset[0], y + offset[1]) for x, y in cut["backs"]]
    cut |= {
        "zoom": _zoom(grid, large=settings.large_print),
        "marks": settings.marks or _usual_marks(paper, settings.card),
        "order": settings.order,
        "sides": flip if flip in ("fold", "fronts", "backs") else "both",
    }
    if flip == "fold":
        cut |= _folds(grid)
    return {"cut": cut, "ink": settings.ink}


def grid_for(paper: str, settings: PrintSettings) -> Grid:
    """Where the cards lie. Raises UnprintableError for a card that does not fit on the paper."""
    usual = _CARD_OF_LARGE if settings.large_print and paper != OF_A_CARD else ""
    return card_grid(paper, settings.card or usual, settings.flip)


def _cells(grid: Grid, flip: Flip) -> tuple[tuple[Slot, ...], tuple[Slot, ...], bool]:
    """Where fronts and backs lie, and whether backs are upside down. Sides that are printed alone
    meet where their sheet is turned over its long edge.
    """
    if flip == "fold":
        return grid.folded
    edge: Edge = "short" if flip == "short" else "long"
    return grid.fronts, grid.backs(edge), back_is_rotated(grid, edge)


def _folds(grid: Grid) -> dict[str, Any]:
    """The lines between fronts and backs, which are no cuts."""
    if grid.columns > 1:
        cuts = grid.x_cuts
        return {"x-folds": cuts[1::2], "x-cuts": cuts[::2]}
    cuts = grid.y_cuts
    return {"y-folds": cuts[1::2], "y-cuts": cuts[::2]}


def _margins(grid: Grid, flip: Flip, offset: tuple[float, float]) -> Margins:
    inner = _INNER_OF_SMALL if grid.card_height < _SMALL else _INNER
    if flip == "fold" and len(grid.fronts) > 2:
        # A front and its back are as far from their fold, wherever the card lies on the sheet.
        inner = max(inner, _OUTER - min(grid.x, grid.y))
    return Margins(_OUTER, inner, moved=offset)


def _zoom(grid: Grid, *, large: bool) -> float:
    """By how much type is larger than on the usual card."""
    if large:
        return LARGE
    larger = sqrt(grid.card_width * grid.card_height / _USUAL_CARD)
    return round(min(max(larger, 1.0), _MOST_ZOOM), 2)


def _usual_marks(paper: str, card: str) -> str:
    size = card_size(card) if card else None
    perforated = size is not None and size.perforated
    return "none" if perforated or paper == OF_A_CARD else "lines"
