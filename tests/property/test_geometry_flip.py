import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.writing.geometry import Flip, Grid, Slot, back_cell, turns_sideways

FLIPS = st.sampled_from(["long", "short"])
MILLIMETRES = st.floats(1, 300, allow_nan=False)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Grids in either orientation, on or off the centre of their sheet."""
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    width, height = draw(MILLIMETRES), draw(MILLIMETRES)
    card_width, card_height = width / columns * 0.8, height / rows * 0.8
    x, y = draw(st.floats(0, width * 0.2)), draw(st.floats(0, height * 0.2))
    return Grid(width, height, columns, rows, card_width, card_height, x, y)


def turned_over(cell: Slot, grid: Grid, flip: Flip) -> Slot:
    """Where a rectangle is seen from the front when it is printed on the back.

    Each corner of the sheet is turned in space about the middle of the edge that is held.
    """
    portrait = grid.sheet_height >= grid.sheet_width
    held_is_vertical = portrait if flip == "long" else not portrait
    if held_is_vertical:
        return Slot(grid.sheet_width - (cell.x + cell.width), cell.y, cell.width, cell.height)
    return Slot(cell.x, grid.sheet_height - (cell.y + cell.height), cell.width, cell.height)


@given(grids(), FLIPS)
def test_a_card_has_its_own_back_behind_it(grid: Grid, flip: Flip) -> None:
    for front, back in zip(grid.fronts, grid.backs(flip), strict=True):
        seen = turned_over(back, grid, flip)
        for name in ("x", "y", "width", "height"):
            assert getattr(seen, name) == pytest.approx(getattr(front, name), abs=1e-6)


@given(grids(), FLIPS)
def test_turning_over_twice_changes_nothing(grid: Grid, flip: Flip) -> None:
    for front in grid.fronts:
        again = back_cell(back_cell(front, grid, flip), grid, flip)
        assert again.x == pytest.approx(front.x, abs=1e-6)
        assert again.y == pytest.approx(front.y, abs=1e-6)


@given(grids(), FLIPS)
def test_no_card_leaves_its_sheet_or_covers_another(grid: Grid, flip: Flip) -> None:
    for cells in (grid.fronts, grid.backs(flip)):
        for cell in cells:
            assert cell.x >= -1e-6 and cell.x + cell.width <= grid.sheet_width + 1e-6
            assert cell.y >= -1e-6 and cell.y + cell.height <= grid.sheet_height + 1e-6
        assert len({(round(cell.x, 4), round(cell.y, 4)) for cell in cells}) == len(cells)


@given(grids())
def test_the_two_edges_of_a_sheet_are_different_edges(grid: Grid) -> None:
    assert turns_sideways(grid, "long") != turns_sideways(grid, "short")
