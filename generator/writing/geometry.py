"""Where cards lie on a sheet, and where their backs lie so that both sides meet.

All lengths are in millimetres; x grows to the right and y downwards, as seen from the side of
the sheet that is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from generator.model.paper import Paper

Flip = Literal["long", "short"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A rectangle on a sheet by its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Cards without gaps between them, the same on every page."""

    sheet_width: float
    sheet_height: float
    columns: int
    rows: int
    card_width: float
    card_height: float
    x: float = 0.0
    y: float = 0.0

    @property
    def fronts(self) -> tuple[Slot, ...]:
        """The cells row by row."""
        return tuple(
            Slot(
                self.x + column * self.card_width,
                self.y + row * self.card_height,
                self.card_width,
                self.card_height,
            )
            for row in range(self.rows)
            for column in range(self.columns)
        )

    def backs(self, flip: Flip) -> tuple[Slot, ...]:
        """The cells behind `fronts`, in the same order, for a printer that turns the sheet over
        its long or its short edge.
        """
        return tuple(back_cell(cell, self, flip) for cell in self.fronts)

    @property
    def folded(self) -> tuple[tuple[Slot, ...], tuple[Slot, ...], bool]:
        """Fronts, and beside or below each its back, for cards that are folded; and whether backs
        are upside down on the sheet, so that they are upright for who turns a card sideways. Empty
        where there are no two cells beside or below each other.
        """
        beside = self.columns > 1
        cells = self.fronts
        step = 1 if beside else self.columns
        firsts = [
            number
            for number in range(len(cells))
            if (
                number % self.columns % 2 == 0 and number % self.columns + 1 < self.columns
                if beside
                else number // self.columns % 2 == 0 and number + step < len(cells)
            )
        ]
        fronts = tuple(cells[number] for number in firsts)
        backs = tuple(cells[number + step] for number in firsts)
        return fronts, backs, not beside

    @property
    def x_cuts(self) -> tuple[float, ...]:
        return tuple(self.x + i * self.card_width for i in range(self.columns + 1))

    @property
    def y_cuts(self) -> tuple[float, ...]:
        return tuple(self.y + i * self.card_height for i in range(self.rows + 1))


@dataclass(frozen=True, slots=True)
class Margins:
    """What stays empty inside of a card: at the edges of the sheet, where a printer leaves a blank,
    and at the cuts, so that a crooked one does no harm. Backs that are `moved`, across and down,
    come so much nearer to an edge.
    """

    outer: float
    inner: float
    moved: tuple[float, float] = (0.0, 0.0)


def faces(cells: Sequence[Slot], grid: Grid, margins: Margins) -> tuple[Slot, ...]:
    """The part of each cell that is printed on. All are of one size, so that a card looks the same
    wherever it lies; where its cell leaves room, it stands in the middle of it.
    """
    # Alike on both sides of the sheet, so that fronts still meet backs.
    across, down = map(abs, margins.moved)
    right, low = grid.sheet_width - across, grid.sheet_height - down
    insets = []
    for cell in cells:
        away = (cell.x - across, cell.y - down, right - cell.x - cell.width,
                low - cell.y - cell.height)  # fmt: skip
        insets.append([max(margins.inner, margins.outer - each) for each in away])
    found = tuple(zip(cells, insets, strict=True))
    width = min(cell.width - left - right for cell, (left, _, right, _) in found)
    height = min(cell.height - top - low for cell, (_, top, _, low) in found)
    return tuple(
        Slot(
            cell.x + left + (cell.width - left - right - width) / 2,
            cell.y + top + (cell.height - top - low - height) / 2,
            width,
            height,
        )
        for cell, (left, top, right, low) in found
    )


def grid_of(paper: Paper) -> Grid:
    """Cards that fill a sheet of `paper`."""
    width, height = paper.width, paper.height
    if paper.cards_lie:
        width, height = height, width
    columns, rows = paper.card_columns, paper.card_rows
    return Grid(width, height, columns, rows, width / columns, height / rows)


def turns_sideways(grid: Grid, flip: Flip) -> bool:
    """Whether the axis that the printer turns the sheet about is vertical on the page."""
    return (flip == "long") == (grid.sheet_height >= grid.sheet_width)


def back_cell(front: Slot, grid: Grid, flip: Flip) -> Slot:
    """Where the back of a card lies on the back of its sheet.

    Coordinates are mirrored, not the order of columns, so an off-centre grid works.
    """
    x, y = front.x, front.y
    if turns_sideways(grid, flip):
        x = grid.sheet_width - front.x - front.width
    else:
        y = grid.sheet_height - front.y - front.height
    return Slot(x, y, front.width, front.height)


def back_is_rotated(grid: Grid, flip: Flip, *, reader_turns_sideways: bool = True) -> bool:
    """Whether backs are upside down on the sheet, so that they are upright for a reader who turns
    a card sideways, like a page, or over its top edge.
    """
    return turns_sideways(grid, flip) != reader_turns_sideways
