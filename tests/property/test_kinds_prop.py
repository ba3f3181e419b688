"""Options in an order that gives nothing away, and answers that can be typed."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterator

import pytest
from anki.collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from generator.kinds.choice import shuffled
from generator.rendering.anki_notes import render_note
from tests.property.test_cloze_escape_prop import TEXTS, seen
from tests.support.anki_decks import CONFIG, collection, faces

SLUGS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)


@given(st.lists(st.integers()), SLUGS)
def test_a_shuffle_loses_no_option_and_never_changes(items: list[int], slug: str) -> None:
    order = shuffled(items, slug)
    assert Counter(order) == Counter(items)
    assert order == shuffled(items, slug)


@given(st.integers(1, 8), SLUGS)
def test_an_option_that_is_added_leaves_the_others_in_their_order(count: int, slug: str) -> None:
    more = shuffled(range(count + 1), slug)
    assert tuple(one for one in more if one != count) == shuffled(range(count), slug)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_right_option_may_stand_anywhere_and_as_often(count: int) -> None:
    cards = 3_000
    orders = Counter(shuffled(range(count), f"card-{number}") for number in range(cards))
    assert set(orders) == set(itertools.permutations(range(count)))
    # What an author writes first, mostly the right one, is nowhere more often than by chance:
    # within five standard deviations.
    for place in range(count):
        found = sum(times for order, times in orders.items() if order[place] == 0)
        share = 1 / count
        assert abs(found - cards * share) < 5 * (cards * share * (1 - share)) ** 0.5


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with collection(tmp_path_factory.mktemp("anki")) as opened:
        yield opened


# No card asks for a space that does not break: see `checking.kinds`.
TYPED = TEXTS.map(lambda text: text.replace("\xa0", " "))


@given(typed=TYPED.filter(lambda text: bool(text.strip()) and "\n" not in text))
def test_whatever_is_to_be_typed_is_right_when_it_is_typed(typed: str, anki: Collection) -> None:
    asked = dataclasses.replace(faces("any", kind="typed"), typed=typed.strip())
    field = render_note(asked, CONFIG).fields["Typed"]
    compared = anki.compare_answer(expected=field, provided=seen(typed.strip()))
    assert "typeBad" not in compared and "typeMissed" not in compared, field
