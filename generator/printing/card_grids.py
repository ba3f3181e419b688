"""Paper × card × how it is turned → where cards lie on a sheet."""

from __future__ import annotations

from generator.model.paper import CARD_SIZES, PAPERS, CardSize, Paper, card_size, no_card
from generator.model.print_settings import Flip
from generator.writing.geometry import Grid, grid_of

OF_A_CARD = "card"  # the paper that is the card itself, for a printer that takes index cards
E_READER = "e-reader"  # a screen, for booklets
_CUT_AWAY = 0.02  # millimetres by which sizes in inches may differ


class UnprintableError(ValueError):
    """What was asked for cannot be printed; the message says why, and what can be."""


def card_grid(paper: str, card: str, flip: Flip) -> Grid:
    """As many cards as fit on the paper, upright or on its side, in the middle of it; with two
    cells for each that is folded. Without a `card`, they fill the paper.

    Raises UnprintableError for a card that does not fit.
    """
    size = card_size(card) if card else None
    if card and size is None:
        names = ", ".join(CARD_SIZES)
        raise UnprintableError(f"{no_card(card)}; take {names}, or a size such as 88x63 or 3.5x2in")
    if paper == OF_A_CARD:
        return _grid_of_a_card(size, flip)
    sheet = PAPERS[paper]
    if size is None:
        return grid_of(sheet)
    if size.paper not in ("", paper):
        raise UnprintableError(
            f"{size.name} comes on sheets of {size.paper}: add --paper {size.paper}"
        )
    ways = [(sheet.width, sheet.height), (sheet.height, sheet.width)]
    grids = [_centred(*way, size, flip) for way in (ways[:1] if size.paper else ways)]
    best = max(grids, key=lambda grid: _count(grid, flip))  # the first of equals: upright
    if not _count(best, flip):
        raise UnprintableError(_too_large(sheet, size, flip))
    return best


def _grid_of_a_card(size: CardSize | None, flip: Flip) -> Grid:
    if size is None:
        raise UnprintableError("paper that is a card needs its size: add --card, such as 3x5")
    if flip == "fold":
        raise UnprintableError("a card that is folded needs paper of twice its size")
    return Grid(size.width, size.height, 1, 1, size.width, size.height)


def _centred(width: float, height: float, size: CardSize, flip: Flip) -> Grid:
    columns = int((width + _CUT_AWAY) // size.width)
    rows = int((height + _CUT_AWAY) // size.height)
    if flip == "fold" and columns > 1:
        columns -= columns % 2
    elif flip == "fold":
        rows -= rows % 2
    x = max(0.0, (width - columns * size.width) / 2)
    y = max(0.0, (height - rows * size.height) / 2)
    return Grid(width, height, columns, rows, size.width, size.height, x, y)


def _count(grid: Grid, flip: Flip) -> int:
    return len(grid.folded[0]) if flip == "fold" else grid.columns * grid.rows


def _too_large(sheet: Paper, size: CardSize, flip: Flip) -> str:
    twice = "two cards" if flip == "fold" else "a card"
    fits = [one.name for one in PAPERS.values() if _fits(one, size, flip)]
    advice = f": take --paper {fits[0]}" if fits else ""
    return f"{sheet.name} has no room for {twice} of {size.width:g} × {size.height:g} mm{advice}"


def _fits(sheet: Paper, size: CardSize, flip: Flip) -> bool:
    ways = ((sheet.width, sheet.height), (sheet.height, sheet.width))
    return any(_count(_centred(*way, size, flip), flip) for way in ways)
