"""Cards are printed that a learner has to see, and no others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

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
    assert studied(lock, ("due", "failed"), NOON) == frozenset()
    assert list(tmp_path.iterdir()) == []


def test_due_and_failed_cards_are_those_of_the_review_log(lock: Lock) -> None:
    pytest.importorskip("fsrs")
    grades = {"known": (4, NOON), "failed": (1, NOON), "suspended": (1, NOON),
              "old": (3, NOON - 90 * DAY), "gone": (1, NOON)}  # fmt: skip
    with ReviewLog.open() as log:
        for name, (grade, when) in grades.items():
            log.grade(CardKey(f"guid-{name}", 1), grade, token=f"t-{name}", now=when)
        log.mark(CardKey("guid-suspended", 1), suspended=True)
    assert studied(lock, ("failed",), NOON + 1000) == {"en/failed"}
    assert studied(lock, ("due",), NOON + 1000) == {"en/failed", "en/old"}
    assert studied(lock, ("failed",), NOON + DAY) == frozenset()


def test_a_file_of_due_cards_replaces_none_of_all_cards() -> None:
    assert Choice(studied=("due",)).ending == "-due"
    assert Choice(studied=("due",)) and not Choice()
