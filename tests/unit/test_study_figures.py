"""The figures say what was studied, and count nothing that was taken back or is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_figures import (
    forecast,
    session_figures,
    study_figures,
    today_figures,
)
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_status import status_lines
from generator.scheduling.study_values import DAY, DueCard

NOON = round(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp() * 1000)
A, B, C, D = DECK = tuple(
    DueCard(CardKey(f"g{n}"), n, f"chapter {n % 2}", (), ("basic", "typed")[n // 2])
    for n in range(4)
)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[ReviewLog]:
    with ReviewLog.open(tmp_path / "study" / "reviews.db") as opened:
        opened.set_settings(StudySettings(learning_steps=(), relearning_steps=(600,)))
        yield opened


def grade(log: ReviewLog, card: DueCard, grade: int, now: int, took: int = 10_000) -> None:
    log.grade(card.key, grade, token=f"{card.key} {now}", now=now, took=took)


def test_a_day_has_its_reviews_and_time(log: ReviewLog) -> None:
    grade(log, A, 3, NOON - DAY)
    grade(log, B, 1, NOON)
    grade(log, C, 3, NOON + 1)
    grade(log, DueCard(CardKey("elsewhere")), 3, NOON)
    grade(log, D, 3, NOON + 2)
    log.undo(token="u", of={D.key})
    figures = study_figures(DECK, log, NOON + 3, UTC)
    assert figures["days"] == [
        {"day": "2026-05-31", "reviews": 1, "seconds": 10, "again": 0},
        {"day": "2026-06-01", "reviews": 2, "seconds": 20, "again": 1},
    ]
    assert (figures["today"], figures["streak"]) == ("2026-06-01", 2)


def test_a_streak_holds_until_the_day_is_over(log: ReviewLog) -> None:
    for n in range(3):
        grade(log, A, 3, NOON + n * DAY)
    streaks = [study_figures(DECK, log, NOON + n * DAY, UTC)["streak"] for n in (2, 3, 4)]
    assert streaks == [3, 3, 0]


def test_the_forecast_has_what_is_overdue_today_and_nothing_suspended(log: ReviewLog) -> None:
    for card in DECK:
        grade(log, card, 3, NOON)
    days = [(log.state(card.key).due - NOON) // DAY for card in DECK]
    found = study_figures(DECK, log, NOON, UTC)["forecast"]
    assert len(found) == 30
    assert {n for n, each in enumerate(found) if each["due"]} == set(days)
    assert sum(each["due"] for each in found) == 4
    log.mark(A.key, suspended=True)
    late = forecast(log.states(), log.marks(), NOON + 40 * DAY, 30, UTC)
    assert [due for _, due in late] == [3] + [0] * 29


def test_retention_is_that_of_learned_cards_by_chapter_and_kind(log: ReviewLog) -> None:
    for card in DECK:
        grade(log, card, 3, NOON)  # the first review of a card says nothing of its retention
    for card in (A, B, C):
        grade(log, card, 1 if card is B else 3, NOON + 5 * DAY)
    retention = study_figures(DECK, log, NOON + 6 * DAY, UTC)["retention"]
    assert retention["all"] == {"right": 2, "of": 3}
    assert retention["chapters"] == [
        {"name": "chapter 0", "right": 2, "of": 2},
        {"name": "chapter 1", "right": 0, "of": 1},
    ]
    assert [kind["name"] for kind in retention["kinds"]] == ["basic", "typed"]
    assert study_figures(DECK, log, NOON + 100 * DAY, UTC)["retention"]["all"]["of"] == 0


def test_the_hardest_cards_are_those_forgotten_most(log: ReviewLog) -> None:
    for n in range(4):
        grade(log, A, 3, NOON + n * 5 * DAY)
        grade(log, B, 3 if n % 2 else 1, NOON + n * 5 * DAY)
    log.set_settings(StudySettings(relearning_steps=()))
    for n in range(4, 7):
        grade(log, B, 1, NOON + n * 5 * DAY)
    (hardest,) = study_figures(DECK, log, NOON + 40 * DAY, UTC)["hardest"]
    assert (hardest["key"], hardest["lapses"]) == ("g1:0", log.state(B.key).lapses)
    assert hardest["right"] < hardest["of"]


def test_every_card_is_at_one_stage(log: ReviewLog) -> None:
    grade(log, A, 3, NOON)
    grade(log, B, 3, NOON)
    for n in range(1, 4):
        grade(log, B, 4, NOON + 20 * n * DAY)
    log.mark(C.key, suspended=True)
    grade(log, A, 1, NOON + 5 * DAY)
    stages = study_figures(DECK, log, NOON, UTC)["cards"]
    assert stages == {"new": 1, "learning": 1, "young": 0, "mature": 1, "suspended": 1}


def test_a_session_ends_with_what_was_learned(log: ReviewLog) -> None:
    grade(log, A, 3, NOON - 3 * DAY)
    grade(log, A, 1, NOON)
    grade(log, B, 3, NOON + 1)
    found = today_figures(DECK, log, NOON + 2, UTC)
    assert (found["reviews"], found["new"], found["seconds"], found["again"]) == (2, 1, 20, 1)
    session = session_figures(DECK, log, NOON + 2, UTC)
    assert session["learned"] == [{"key": "g1:0"}]
    assert session["again"] == [{"key": "g0:0"}]
    assert session["right"] == 1
    ahead = study_figures(DECK, log, NOON + 2, UTC)["forecast"]
    assert ahead[1]["due"] == session["tomorrow"]


def test_a_log_without_reviews_has_figures(log: ReviewLog) -> None:
    figures = study_figures(DECK, log, NOON, UTC)
    assert (figures["days"], figures["hardest"], figures["streak"]) == ([], [], 0)
    assert figures["retention"] == {"all": {"right": 0, "of": 0}, "chapters": [], "kinds": []}
    assert study_figures((), log, NOON, UTC)["cards"]["new"] == 0


def test_the_status_says_what_is_due(log: ReviewLog) -> None:
    grade(log, A, 3, NOON - 9 * DAY)
    grade(log, B, 4, NOON)
    lines = status_lines(DECK, log, StudySettings(new=2), NOON + 1, UTC)
    assert lines[0] == "due today: 1 new, 0 learning, 1 to review"
    assert lines[1] == "done today: 1 review in 10 seconds, 0 failed"
    assert lines[-7].startswith("  Mon 2026-06-01       1  #")
    over = status_lines(DECK, log, StudySettings(minutes=1, new=0, reviews=0), NOON + 1, UTC)
    assert over[1] == "the day's limit of reviews is reached"
