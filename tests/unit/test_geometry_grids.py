import pytest

from generator.model.paper import PAPERS, Paper
from generator.writing.geometry import Margins, Slot, back_is_rotated, faces, grid_of


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


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_nothing_is_printed_where_a_printer_leaves_a_blank_and_all_faces_are_alike(
    paper: Paper,
) -> None:
    grid = grid_of(paper)
    margins = Margins(outer=6.0, inner=4.5)
    for cells in (grid.fronts, grid.backs("long"), grid.backs("short")):
        found = faces(cells, grid, margins)
        assert len({(round(face.width, 6), round(face.height, 6)) for face in found}) == 1
        for face, cell in zip(found, cells, strict=True):
            assert face.x >= 6 and face.x + face.width <= grid.sheet_width - 6
            assert face.y >= 6 and face.y + face.height <= grid.sheet_height - 6
            assert face.x >= cell.x + 4.5 and face.y >= cell.y + 4.5
            assert face.x + face.width <= cell.x + cell.width - 4.5
            assert face.y + face.height <= cell.y + cell.height - 4.5
    fronts = faces(grid.fronts, grid, margins)
    backs = faces(grid.backs("long"), grid, margins)
    for front, back in zip(fronts, backs, strict=True):
        mirrored = (grid.sheet_width - front.x - front.width, front.y)
        if paper.cards_lie:
            mirrored = (front.x, grid.sheet_height - front.y - front.height)
        assert (back.x, back.y) == pytest.approx(mirrored)
