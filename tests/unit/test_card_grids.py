"""Where cards lie on paper, in numbers: what a printer and a pair of scissors make of a sheet."""

from __future__ import annotations

from itertools import product

import pytest

from generator.model.paper import CARD_SIZES, PAPERS, card_size
from generator.model.print_settings import PrintSettings
from generator.printing.card_grids import UnprintableError, card_grid
from generator.printing.card_sheets import cards_paper

PRINTER = 6.0  # millimetres that it may leave blank
CUT = 3.0  # that a crooked cut may take
FLIPS = ("long", "short", "fold", "fronts", "backs")
OFFSETS = ((0.0, 0.0), (0.5, -1.2), (5.0, -5.0))


def printable(paper: str, card: str, flip: str) -> bool:
    try:
        cards_paper(paper, PrintSettings(card=card, flip=flip))  # type: ignore[arg-type]
    except UnprintableError:
        return False
    return True


CASES = [
    case
    for case in product((*PAPERS, "card"), ("", *CARD_SIZES, "88x63"), FLIPS)
    if printable(*case)
]


def test_most_papers_take_most_cards() -> None:
    assert len(CASES) > 140
    assert {paper for paper, _, _ in CASES} == {*PAPERS, "card"}
    assert {card for _, card, _ in CASES} == {"", *CARD_SIZES, "88x63"}


@pytest.mark.parametrize(("paper", "card", "flip"), CASES)
def test_every_back_is_behind_its_front_and_nothing_is_lost_at_an_edge(
    paper: str, card: str, flip: str
) -> None:
    for offset in OFFSETS if flip != "fold" else OFFSETS[:1]:
        settings = PrintSettings(card=card, flip=flip, back_offset=offset)  # type: ignore[arg-type]
        cut = cards_paper(paper, settings)["cut"]
        width, height, face = cut["width"], cut["height"], cut["face"]
        upright = height >= width
        assert len(cut["fronts"]) == len(cut["backs"]) > 0
        for (x, y), (back_x, back_y) in zip(cut["fronts"], cut["backs"], strict=True):
            for start, side, size in ((back_x, "width", width), (back_y, "height", height)):
                assert PRINTER - 1e-6 <= start <= size - face[side] - PRINTER + 1e-6
            back_x, back_y = back_x - offset[0], back_y - offset[1]
            far_x, far_y = back_x + face["width"], back_y + face["height"]
            # Where the back is once the sheet is turned over, or the card folded.
            if flip == "fold" and "x-folds" in cut:
                fold = next(at for at in cut["x-folds"] if x < at < far_x)
                behind, sideways = (2 * fold - far_x, back_y), True
            elif flip == "fold":
                fold = next(at for at in cut["y-folds"] if y < at < far_y)
                behind, sideways = (back_x, 2 * fold - far_y), False
            elif upright == (flip != "short"):
                behind, sideways = (width - far_x, back_y), True
            else:
                behind, sideways = (back_x, height - far_y), False
            assert behind == pytest.approx((x, y), abs=1e-6)
            assert cut["rotated"] is not sideways  # upright for who turns a card like a page
            for left, top in ((x, y), (back_x, back_y)):
                right, low = left + face["width"], top + face["height"]
                assert left >= PRINTER - 1e-6 and width - right >= PRINTER - 1e-6
                assert top >= PRINTER - 1e-6 and height - low >= PRINTER - 1e-6
                lines = (*cut["x-cuts"], *cut.get("x-folds", ()))
                assert all(at <= left - CUT + 1e-6 or at >= right + CUT - 1e-6 for at in lines)
                lines = (*cut["y-cuts"], *cut.get("y-folds", ()))
                assert all(at <= top - CUT + 1e-6 or at >= low + CUT - 1e-6 for at in lines)


@pytest.mark.parametrize(
    ("paper", "card", "x", "y", "count"),
    [("Letter", "avery-5371", 19.05, 12.7, 10), ("Letter", "avery-5388", 44.45, 25.4, 3),
     ("A4", "business", 20, 13.5, 10), ("Letter", "3x5", 12.7, 31.75, 4), ("A4", "a6", 0, 0, 4),
     ("A4", "a7", 0, 0, 8), ("A3", "a6", 0, 0, 8), ("A5", "a7", 0, 0, 4)],
)  # fmt: skip
def test_cards_lie_where_the_perforation_of_bought_sheets_is(
    paper: str, card: str, x: float, y: float, count: int
) -> None:
    grid = card_grid(paper, card, "long")
    assert (grid.x, grid.y) == pytest.approx((x, y), abs=0.01)
    assert len(grid.fronts) == count


def test_an_index_card_in_the_printer_is_the_sheet_and_is_not_cut() -> None:
    cut = cards_paper("card", PrintSettings(card="3x5"))["cut"]
    assert (cut["width"], cut["height"]) == pytest.approx((127, 76.2))
    assert cut["marks"] == "none" and len(cut["fronts"]) == 1


@pytest.mark.parametrize(
    ("written", "size"),
    [("a7", (105, 74.25)), ("3x5", (127, 76.2)), ("88x63", (88, 63)), ("88×63mm", (88, 63)),
     ("3.5x2in", (88.9, 50.8)), ("9x6cm", (90, 60)), ("5x3", None), ("9x6m", None), ("x", None),
     ("1e3x60", None), ("500x60", None), ("", None)],
)  # fmt: skip
def test_a_card_is_named_or_measured(written: str, size: tuple[float, float] | None) -> None:
    found = card_size(written)
    assert (found and (found.width, found.height)) == (size and pytest.approx(size))


@pytest.mark.parametrize(
    ("paper", "settings", "told"),
    [("A5", PrintSettings(card="200x190"), "take --paper A4"),
     ("A4", PrintSettings(card="avery-5371"), "add --paper Letter"),
     ("card", PrintSettings(), "add --card"),
     ("card", PrintSettings(card="3x5", flip="fold"), "twice its size"),
     ("A4", PrintSettings(flip="fold", back_offset=(1, 0)), "no back to move"),
     ("A4", PrintSettings(back_offset=(0, 5.5)), "at most 5 mm"),
     ("card", PrintSettings(card="50x35"), "no room for text")],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_mend(
    paper: str, settings: PrintSettings, told: str
) -> None:
    with pytest.raises(UnprintableError, match=told):
        cards_paper(paper, settings)
