"""Cards in columns that are about as full as each other, by their heights alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from generator.writing.sheet_forms import Form, Sheet, foretold_layouts, layout_of
from generator.writing.sheet_packing import Room, Taken, fills, packed
from generator.writing.sheet_places import Spot, spots

SHEET = Sheet(500, 4, 1)
# Of cards of a real chapter, in points.
HEIGHTS = (152, 94, 201, 130, 77, 168, 240, 118, 90, 143, 186, 109, 70, 222, 135, 160)


def cards(*heights: float, wide: Sequence[int] = ()) -> list[Taken]:
    return [Taken(i in wide, height, height * 0.05) for i, height in enumerate(heights)]


def apart(taken: Sequence[Taken], found: Sequence[Spot]) -> bool:
    """Whether no two cards are printed over each other."""
    places: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for card, spot in zip(taken, found, strict=True):
        assert spot.bottom - spot.y >= card.height - 0.01
        for column in range(spot.column, spot.column + (2 if card.wide else 1)):
            places.setdefault((spot.page, column), []).append((spot.y, spot.bottom))
    return all(
        below[0] >= above[1]
        for own in map(sorted, places.values())
        for above, below in pairwise(own)
    )


@pytest.mark.parametrize("wide", [(), (3, 9)])
def test_no_column_is_too_full_and_none_stays_blank(wide: Sequence[int]) -> None:
    taken = cards(*HEIGHTS, wide=wide)
    room = Room((2, 2, 2) if wide else (1,) * 6, 500, 7, 7)
    where = packed(taken, room)
    full = fills(taken, where, room)
    assert min(full) > 0.72
    assert max(full) <= 1
    found = spots(taken, where, room, 2)
    assert apart(taken, found)
    assert max(spot.bottom for spot in found) <= 500.01


def test_cards_stand_about_in_the_order_of_their_chapter() -> None:
    taken = cards(*HEIGHTS)
    where = packed(taken, Room((1,) * 6, 500, 7, 7))
    assert sum(where[:8]) < sum(where[8:])
    assert max(where[:4]) <= 3 and min(where[-4:]) >= 2
    # Where all are alike, none changes places.
    alike = packed(cards(*(90,) * 15), Room((1,) * 3, 500, 7, 7))
    assert alike == sorted(alike)


def test_a_wide_card_stands_across_two_columns_and_nothing_stands_in_it() -> None:
    taken = cards(100, 120, 200, 90, 110, wide=(2, 4))
    room = Room((2, 1), 500, 7, 7)
    where = packed(taken, room)
    assert where[2] == where[4] == 0
    found = spots(taken, where, room, 3)
    assert apart(taken, found)


def test_wide_cards_that_come_last_stand_below_the_others() -> None:
    taken = cards(100, 120, 200, wide=(2,))
    found = spots(taken, [0, 1, 0], Room((2,), 500, 7, 7), 2)
    assert found[2].y > max(found[0].bottom, found[1].bottom)
    first = spots(taken[::-1], [0, 1, 0], Room((2,), 500, 7, 7), 2)
    assert first[0].y == 0 and min(first[1].y, first[2].y) > first[0].bottom


def test_columns_are_set_loose_to_end_on_one_line() -> None:
    taken = [Taken(False, 240, 20), Taken(False, 235, 20), Taken(False, 480, 30)]
    room = Room((1, 1), 500, 7, 7)
    found = spots(taken, [0, 0, 1], room, 2)
    assert found[1].bottom == pytest.approx(500, abs=0.1)
    assert found[2].bottom == pytest.approx(500, abs=0.1)
    assert 0 < found[0].loose < 1


def test_few_cards_are_not_pulled_apart_over_a_page_that_they_cannot_fill() -> None:
    taken = cards(100, 80)
    found = spots(taken, [0, 1], Room((1, 1), 500, 7, 7), 2)
    assert max(spot.bottom for spot in found) == pytest.approx(105, abs=0.1)


@pytest.mark.parametrize("count", [8, 10, 12, 14, 16, 20, 24])
def test_chapters_of_8_to_24_cards_fill_one_sheet_of_paper(count: int) -> None:
    heights = [HEIGHTS[i % len(HEIGHTS)] * (0.9 + 0.05 * (i % 5)) for i in range(count)]
    taken = cards(*heights)
    form = next(foretold_layouts(taken, SHEET)).form
    assert form.pages <= 2
    by = form.zoom**1.45 * (0.89 if form.columns == 3 else 1)
    layout = layout_of(cards(*(height * by for height in heights)), form, SHEET)
    assert layout.least > 0.85 and layout.mean > 0.93


def test_a_chapter_that_needs_no_more_is_on_one_page() -> None:
    assert next(foretold_layouts(cards(*HEIGHTS[:9]), SHEET)).form.pages == 1
    small = next(foretold_layouts(cards(100, 100), SHEET)).form
    assert small == Form(1, small.columns, 1.35)


def test_a_chapter_for_which_no_sheet_is_enough_takes_more() -> None:
    form = next(foretold_layouts(cards(*HEIGHTS * 4), SHEET)).form
    assert form.pages > 2 and form.zoom >= 0.95
