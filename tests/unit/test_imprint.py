from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.model.written import About
from generator.rendering.rendered import RenderedDeck
from generator.writing.imprint import imprint_of
from generator.writing.lock import Lock
from tests.support.paper import printed_deck

TEXT = "# C\n\n## Q? {#q}\n\nA.\n"


def about(deck: RenderedDeck, **said: str) -> RenderedDeck:
    return replace(deck, config=replace(deck.config, about=About(**said)))


def test_a_sheet_has_the_day_on_which_its_cards_last_changed(tmp_path: Path) -> None:
    deck = printed_deck(tmp_path, TEXT)
    lock = Lock().updated(deck.notes, deck="ab", now=1_796_022_670)
    assert imprint_of(deck, lock).lines == ["2026-11-30", "2026-11-30"]
    # A build a day later changes no card.
    later = lock.updated(deck.notes, deck="ab", now=1_796_122_670)
    assert imprint_of(deck, later) == imprint_of(deck, lock)


def test_a_deck_that_says_nothing_of_itself_has_no_imprint(tmp_path: Path) -> None:
    assert imprint_of(printed_deck(tmp_path, TEXT), None).lines == []


def test_where_there_is_no_room_the_address_is_left_out_first(tmp_path: Path) -> None:
    deck = about(printed_deck(tmp_path, TEXT), license="CC BY 4.0", home="https://a.org/cards/")
    assert imprint_of(deck, None).lines == ["CC BY 4.0 · a.org/cards", "CC BY 4.0"]
