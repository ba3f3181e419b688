"""Which cards an exam asks, in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.exam_settings import versions_of
from generator.printing.exam_orders import drawn, orders

SLUGS = [f"card-{i}" for i in range(20)]


def test_a_seed_always_draws_the_same_cards() -> None:
    first = drawn(SLUGS, 6, 7)
    assert len(first) == 6
    assert drawn(SLUGS[::-1], 6, 7) == first
    assert drawn(SLUGS, 6, 8) != first


def test_a_new_card_replaces_one_question_at_most() -> None:
    before, after = drawn(SLUGS, 6, 7), drawn([*SLUGS, "new"], 6, 7)
    assert len(before - after) <= 1


@given(st.integers(0, 9), st.integers(1, 26), st.integers(0, 99))
def test_no_two_versions_have_one_order_while_there_are_others(
    items: int, count: int, seed: int
) -> None:
    versions = [chr(ord("A") + i) for i in range(count)]
    names = SLUGS[:items]
    found = orders(names, names, versions, seed, "questions")
    assert all(sorted(each) == names for each in found)
    possible = {0: 1, 1: 1, 2: 2, 3: 6, 4: 24}.get(items, 26)
    assert len(set(found)) == min(count, possible)
    assert orders(names, names, versions, seed, "questions") == found


@pytest.mark.parametrize(
    ("written", "versions"),
    [("A,B", ("A", "B")), ("b, d", ("B", "D")), ("1", ("A",)), ("3", ("A", "B", "C"))],
)
def test_versions_are_letters_or_how_many(written: str, versions: tuple[str, ...]) -> None:
    assert versions_of(written) == versions


@pytest.mark.parametrize(
    ("written", "told"),
    [("A,AB", "`AB` is no version"), ("", "`` is no version"), ("27", "1 to 26"), ("0", "1 to 26"),
     ("A,B,a", "asked for twice"), ("Ä", "`Ä` is no version")],
)  # fmt: skip
def test_versions_that_there_cannot_be_are_told(written: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        versions_of(written)
