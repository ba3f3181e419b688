"""Cards of any height in columns: none is lost, and none is printed over another."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from generator.writing.sheet_packing import Room, Taken, fills, packed
from generator.writing.sheet_places import spots

CARD = st.builds(Taken, st.booleans(), st.floats(20, 480), st.floats(0, 40))


@given(st.lists(CARD, min_size=1, max_size=24), st.integers(1, 3), st.integers(2, 4))
def test_each_card_has_a_place_of_its_own(cards: list[Taken], pages: int, columns: int) -> None:
    tracks = [2] * (columns // 2) + [1] * (columns % 2)
    room = Room(tracks * pages, 500, 7, 7)
    where = packed(cards, room)
    found = spots(cards, where, room, columns)
    assert len(found) == len(cards)
    taken = [
        (spot.page, column, spot.y, spot.bottom)
        for card, spot in zip(cards, found, strict=True)
        for column in range(spot.column, spot.column + (2 if card.wide else 1))
    ]
    assert all(column < columns and page < pages for page, column, _, _ in taken)
    taken.sort()
    for above, below in pairwise(taken):
        assert above[:2] != below[:2] or below[2] >= above[3] - 0.01
    if max(fills(cards, where, room)) <= 1:
        assert max(bottom for *_, bottom in taken) <= 500.5
