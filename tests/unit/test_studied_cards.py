"""Cards are printed that a learner has to see, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from generator.bridging.anki_history import AnkiCard, AnkiHistory, RevlogRow
from generator.model import ProblemsError
from generator.printing.chosen_cards import Choice
from generator.printing.studied_cards import studied
from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from generator.writing.lock import Entry, Lock

DAY = 86_400_000
NOON = round(datetime(2026, 3, 10, 12).timestamp() * 1000)


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lock:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path))
    names = ("known", "failed", "suspended", "new", "old")
    return Lock(entries={f"en/{name}": Entry(f"guid-{name}", "basic", "x", 1) for name in names})


def test_without_a_log_no_card_is_due_and_none_is_made(lock: Lock, tmp_path: Path) -> None:
    assert studied(lock, ("due", "failed"), {}, NOON) == frozenset()
    assert list(tmp_path.iterdir()) == []


def test_due_and_failed_cards_are_those_of_the_review_log(lock: Lock) -> None:
    pytest.importorskip("fsrs")
    grades = {"known": (4, NOON), "failed": (1, NOON), "suspended": (1, NOON),
              "old": (3, NOON - 90 * DAY), "gone": (1, NOON)}  # fmt: skip
    with ReviewLog.open() as log:
        for name, (grade, when) in grades.items():
            log.grade(CardKey(f"guid-{name}", 1), grade, token=f"t-{name}", now=when)
        log.mark(CardKey("guid-suspended", 1), suspended=True)
    assert studied(lock, ("failed",), {}, NOON + 1000) == {"en/failed"}
    assert studied(lock, ("due",), {}, NOON + 1000) == {"en/failed", "en/old"}
    assert studied(lock, ("failed",), {}, NOON + DAY) == frozenset()


def test_a_file_of_due_cards_replaces_none_of_all_cards() -> None:
    assert Choice(studied=("due",)).ending == "-due"
    assert Choice(studied=("due",)) and not Choice()


TODAY = date(2026, 3, 10)
CREATED = date(2026, 1, 1)


def exported(cards: Sequence[AnkiCard], *rows: RevlogRow) -> dict[Path, AnkiHistory]:
    """A package in which each row is of the card with its number."""
    keys = {card.id: card.key for card in cards}
    by_key = {key: tuple(row for row in rows if keys[row.card] == key) for key in keys.values()}
    history = AnkiHistory(CREATED, {card.key: card for card in cards}, by_key)
    return {Path("out.apkg"): history}


def in_anki(id_: int, name: str, days: int, type_: int = 2, queue: int = 2) -> AnkiCard:
    """A card that is due so many days from today."""
    due = (TODAY - CREATED).days + days
    return AnkiCard(id_, CardKey(f"guid-{name}", 0), type_, queue, due, 4, 2500, 1, 0, 0, 0)


def answered(card: int, ease: int, when: int, type_: int = 1) -> RevlogRow:
    return RevlogRow(when, card, ease, 4, 0, 500, 2_000, type_)


def test_due_and_failed_cards_are_those_of_an_export_instead_of_the_log(lock: Lock) -> None:
    out = exported(
        [in_anki(1, "known", 5), in_anki(2, "old", -3), in_anki(3, "failed", 1),
         in_anki(4, "suspended", -1, queue=-1), in_anki(5, "new", 0, type_=0, queue=0),
         in_anki(6, "of-another-deck", -1)],
        answered(1, 4, NOON), answered(3, 1, NOON - 1000), answered(2, 1, NOON - 3 * DAY),
        answered(4, 1, NOON),
    )  # fmt: skip
    assert studied(lock, ("due",), out, NOON) == {"en/old"}
    assert studied(lock, ("failed",), out, NOON) == {"en/failed"}
    assert studied(lock, ("due", "failed"), out, NOON + DAY) == {"en/old", "en/failed"}
    cramming = exported([in_anki(1, "known", 5)], RevlogRow(NOON, 1, 1, 4, 0, 0, 2_000, 3))
    assert studied(lock, ("failed",), cramming, NOON) == frozenset()


def test_an_export_that_knows_nothing_of_the_deck_is_not_taken_for_nothing_due(lock: Lock) -> None:
    for cards, told in (([in_anki(6, "gone", 0)], "no card of this deck is in"),
                        ([in_anki(1, "known", 0, type_=0, queue=0)], "was studied")):  # fmt: skip
        with pytest.raises(ProblemsError, match=told):
            studied(lock, ("due",), exported(cards), NOON)
