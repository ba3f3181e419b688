import pytest

from generator.model.paper import PAPERS
from generator.writing.geometry import Slot, back_is_rotated, grid_of


@pytest.mark.parametrize("paper", PAPERS)
def test_cards_fill_a_sheet_without_waste(paper: str) -> None:
    size = PAPERS[paper]
    grid = grid_of(size)
    assert len(set(grid.fronts)) == len(set(grid.backs("long"))) == len(grid.fronts)
    assert (grid.columns, grid.rows) == (size.card_columns, size.card_rows)
    assert grid.columns * grid.card_width == pytest.approx(grid.sheet_width)
    assert grid.rows * grid.card_height == pytest.approx(grid.sheet_height)


def test_the_first_back_on_a4_lies_at_the_right() -> None:
    grid = grid_of(PAPERS["A4"])
    assert grid.fronts[0] == Slot(0, 0, 105, 74.25)
    assert grid.backs("long")[0] == Slot(105, 0, 105, 74.25)
    assert grid.backs("short")[0] == Slot(0, 297 - 74.25, 105, 74.25)


@pytest.mark.parametrize(
    ("flip", "sideways", "rotated"),
    [("long", True, False), ("long", False, True), ("short", True, True), ("short", False, False)],
)
def test_a_back_is_upright_in_the_hand_that_turns_the_card(
    flip: str, sideways: bool, rotated: bool
) -> None:
    grid = grid_of(PAPERS["A4"])
    assert back_is_rotated(grid, flip, reader_turns_sideways=sideways) is rotated  # type: ignore[arg-type]
