"""What is due is shown, in a good order, within the limits of a day, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from generator.scheduling.card_filter import CardFilter
from generator.scheduling.card_key import CardKey
from generator.scheduling.due_queue import Counts, Queue
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import day_of, day_start, next_day
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DAY, DueCard

MINUTE = 60_000
NOON = round(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp() * 1000)
DECK = tuple(
    DueCard(CardKey(f"g{n}"), n, f"chapter {n % 2}", ("a::b",) if n % 3 else ("a",), "basic", "en")
    for n in range(10)
)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[ReviewLog]:
    with ReviewLog.open(tmp_path / "study" / "reviews.db") as opened:
        yield opened


@pytest.fixture
def grade(log: ReviewLog) -> Callable[..., None]:
    """Grade a card as a learner does, each time anew."""

    def graded(card: DueCard, grade: int, now: int, took: int = 1_000) -> None:
        log.grade(
            card.key, grade, token=f"{card.key} {now}", now=now, took=took, digest=card.digest
        )

    return graded


def queue(
    log: ReviewLog, cards: tuple[DueCard, ...] = DECK, now: int = NOON, **how: object
) -> Queue:
    settings = how.pop("settings", StudySettings())
    return Queue(cards, log, settings=settings, now=now, zone=UTC, only=CardFilter(**how))  # type: ignore[arg-type]


def names(found: Queue, now: int, grade: Callable[..., None], grades: int = 4) -> list[str]:
    """Study until nothing is left, a minute a card."""
    shown = []
    while (card := found.next(now)) is not None and len(shown) < 100:
        shown.append(str(card.key))
        grade(card, grades, now)
        now += MINUTE
    return shown


def test_new_cards_come_in_the_order_of_the_deck_within_the_limit(log, grade) -> None:
    found = queue(log, DECK[::-1], settings=StudySettings(new=4))
    assert found.counts(NOON) == Counts(4, 0, 0)
    assert names(found, NOON, grade) == ["g0:0", "g1:0", "g2:0", "g3:0"]
    assert found.limited(NOON + MINUTE) == "new"
    assert found.counts(NOON + MINUTE) == Counts(0, 0, 0)
    assert queue(log, now=NOON + DAY, settings=StudySettings(new=4)).counts(NOON + DAY).new == 4


def test_a_card_in_its_steps_comes_back_after_a_minute_and_ahead_of_it_if_alone(log, grade) -> None:
    found = queue(log, DECK[:2])
    grade(DECK[0], 1, NOON)
    assert found.next(NOON + 1_000) == DECK[1]
    assert found.next(NOON + MINUTE) == DECK[1]  # not the same card again, while there is another
    grade(DECK[1], 4, NOON + MINUTE)
    assert found.next(NOON + MINUTE + 1) == DECK[0]
    grade(DECK[0], 1, NOON + 2 * MINUTE)
    assert found.next(NOON + 2 * MINUTE + 1) == DECK[0]  # alone: at once


def test_who_is_done_is_told_when_a_card_comes_back(log, grade) -> None:
    found = queue(log, DECK[:1], settings=StudySettings(learning_steps=(60, 3_600)))
    log.set_settings(StudySettings(learning_steps=(60, 3_600)))
    grade(DECK[0], 3, NOON)
    assert found.next(NOON) is None
    assert found.wait(NOON) == 40 * 60
    assert found.counts(NOON) == Counts(0, 1, 0)
    assert found.next(NOON + 40 * MINUTE) == DECK[0]
    assert found.wait(NOON + 40 * MINUTE) is None


def test_a_learned_card_is_due_from_four_in_the_morning(log, grade) -> None:
    grade(DECK[0], 4, NOON)
    due = log.state(DECK[0].key).due
    night = day_start(due, UTC) - 1
    assert queue(log, DECK[:1], now=night).next(night) is None
    assert queue(log, DECK[:1], now=night + 1).next(night + 1) == DECK[0]


def test_reviews_are_limited_and_those_that_wait_longest_come_first(log, grade) -> None:
    for n, card in enumerate(DECK[:6]):
        grade(card, 4, NOON - 5 * n * DAY)
    later = NOON + 60 * DAY
    found = queue(log, now=later, settings=StudySettings(new=0, reviews=2))
    assert found.counts(later) == Counts(0, 0, 2)
    assert set(names(found, later, grade)) == {"g5:0", "g4:0"}
    assert found.limited(later) == "reviews"


def test_new_cards_are_spread_among_the_others(log, grade) -> None:
    for card in DECK[:6]:
        grade(card, 4, NOON)
    later = NOON + 60 * DAY
    found = queue(log, now=later, settings=StudySettings(new=3))
    shown = [name in {f"g{n}:0" for n in range(6, 9)} for name in names(found, later, grade)]
    assert shown == [False, True, False, False, True, False, False, True, False]


def test_the_minutes_of_a_day_end_it(log, grade) -> None:
    found = queue(log, settings=StudySettings(minutes=1))
    grade(DECK[0], 3, NOON, took=30_000)
    assert found.next(NOON) is not None
    grade(DECK[1], 3, NOON + 1, took=30_000)
    assert found.next(NOON + 1) is None
    assert found.limited(NOON + 1) == "minutes"
    assert found.counts(NOON + 1) == Counts(0, 0, 0)
    assert found.wait(NOON + 1) is None


def test_siblings_are_a_day_apart(log, grade) -> None:
    cards = tuple(DueCard(CardKey("g", n), n) for n in range(3))
    found = queue(log, cards)
    assert found.counts(NOON) == Counts(1, 0, 0)
    assert names(found, NOON, grade) == ["g:0"]
    assert names(queue(log, cards, NOON + DAY), NOON + DAY, grade) == ["g:1"]


def test_siblings_do_not_follow_each_other_where_a_day_may_have_both(log, grade) -> None:
    cards = tuple(DueCard(CardKey(guid, n), order) for order, (guid, n) in
                  enumerate([("g", 0), ("g", 1), ("h", 0), ("h", 1)]))  # fmt: skip
    shown = names(queue(log, cards, settings=StudySettings(siblings=False)), NOON, grade)
    assert shown == ["g:0", "h:0", "g:1", "h:1"]


def test_what_is_suspended_or_buried_is_not_shown(log, grade) -> None:
    found = queue(log, DECK[:3])
    log.mark(DECK[0].key, suspended=True)
    log.mark(DECK[1].key, buried=next_day(NOON, UTC))
    assert found.counts(NOON) == Counts(1, 0, 0)
    assert found.next(NOON) == DECK[2]
    tomorrow = next_day(NOON, UTC)
    assert found.counts(tomorrow - 1) == Counts(1, 0, 0)
    assert found.counts(tomorrow) == Counts(2, 0, 0)  # in the same queue, over night
    log.undo(token="u")
    assert found.next(NOON + 1) == DECK[1]


def test_what_is_suspended_can_be_found_and_woken(log) -> None:
    log.mark(DECK[1].key, suspended=True)
    found = queue(log, only="suspended")
    assert [found.next(NOON), found.counts(NOON)] == [DECK[1], Counts(1, 0, 0)]
    log.mark(DECK[1].key, suspended=False)
    assert found.next(NOON) is None
    assert DECK[1].key in {card.key for card in queue(log, DECK[:3])._new}


def test_a_part_of_the_deck_can_be_chosen(log) -> None:
    def chosen(**how: object) -> list[int]:
        counted = queue(log, settings=StudySettings(new=99), **how)
        return [card.order for card in counted._chosen]

    assert chosen(chapters=("chapter 1",)) == [1, 3, 5, 7, 9]
    assert chosen(tags=("a",)) == list(range(10))
    assert chosen(tags=("a::b",), chapters=("chapter 0",)) == [2, 4, 8]
    assert chosen(kinds=("typed",)) == []
    assert chosen(languages=("en", "zh")) == list(range(10))


def test_the_limit_counts_new_cards_of_the_whole_deck(log, grade) -> None:
    grade(DECK[0], 4, NOON)
    found = queue(log, settings=StudySettings(new=2), chapters=("chapter 1",))
    assert found.counts(NOON).new == 1


def test_cards_failed_today_are_shown_again_until_graded(log, grade) -> None:
    for card in DECK[:3]:
        grade(card, 1 if card.order else 3, NOON)
        grade(card, 4, NOON + 10 * MINUTE)
    since = NOON + 20 * MINUTE
    found = queue(log, now=since, only="failed", settings=StudySettings(new=0, reviews=0))
    assert found.counts(since) == Counts(0, 0, 2)
    assert names(found, since, grade) == ["g1:0", "g2:0"]
    assert found.limited(since) == ""
    assert queue(log, now=NOON + DAY, only="failed").next(NOON + DAY) is None


def test_a_card_failed_again_stays_in_its_steps(log, grade) -> None:
    grade(DECK[0], 1, NOON)
    found = queue(log, now=NOON + MINUTE, only="failed")
    assert found.next(NOON + MINUTE) == DECK[0]
    grade(DECK[0], 1, NOON + MINUTE)
    assert found.counts(NOON + MINUTE) == Counts(0, 1, 0)
    assert found.next(NOON + 2 * MINUTE) == DECK[0]


def test_a_changed_answer_is_shown_though_it_is_not_due(log, grade) -> None:
    seen = tuple(replace(card, digest="old") for card in DECK)
    for card in seen[:4]:
        grade(card, 4, NOON)
    now = tuple(replace(card, digest="new" if card.order < 2 else "old") for card in DECK)
    later = NOON + MINUTE
    found = queue(log, now, later, only="changed")
    assert [found.changed(card) for card in now[:5]] == [True, True, False, False, False]
    assert names(found, later, grade) == ["g0:0", "g1:0"]
    assert queue(log, now, later, only="changed").next(later) is None


def test_flagged_cards_and_leeches_can_be_chosen(log, grade) -> None:
    log.mark(DECK[7].key, flag=1)
    assert queue(log, only="flagged").next(NOON) == DECK[7]
    log.set_settings(StudySettings(leech=1, relearning_steps=()))
    grade(DECK[3], 4, NOON)
    grade(DECK[3], 1, NOON + 9 * DAY)
    later = NOON + 9 * DAY + MINUTE
    assert queue(log, now=later, only="leech", settings=log.settings()).next(later) == DECK[3]


def test_only_what_is_due_has_no_new_cards(log, grade) -> None:
    grade(DECK[0], 3, NOON)
    found = queue(log, only="due")
    assert found.counts(NOON) == Counts(0, 1, 0)
    with pytest.raises(ValueError, match="no such choice"):
        CardFilter(only="all")  # type: ignore[arg-type]


def test_a_queue_sees_what_another_window_does(log, grade) -> None:
    found = queue(log)
    with ReviewLog.open(log.path) as other:
        other.grade(DECK[0].key, 4, token="other", now=NOON)
        assert found.next(NOON) == DECK[1]
        other.undo(token="undo")
        assert found.next(NOON) == DECK[0]
        other.set_settings(StudySettings(new=0))
        assert Queue(DECK, log, now=NOON, zone=UTC).next(NOON) is None


def test_grades_of_another_deck_do_not_use_up_the_limits(log, grade) -> None:
    grade(DueCard(CardKey("elsewhere")), 4, NOON, took=60_000)
    found = queue(log, settings=StudySettings(new=1, minutes=1))
    assert found.counts(NOON) == Counts(1, 0, 0)


def test_an_evening_after_midnight_is_the_same_day() -> None:
    zone = timezone(timedelta(hours=8))
    evening = round(datetime(2026, 6, 2, 3, 59, tzinfo=zone).timestamp() * 1000)
    assert str(day_of(evening, zone)) == "2026-06-01"
    assert next_day(evening, zone) == evening + MINUTE
    assert day_start(evening, zone) == evening + MINUTE - DAY


def test_a_day_with_a_changed_clock_begins_at_four_too() -> None:
    zone = ZoneInfo("Europe/Berlin")
    spring = round(datetime(2026, 3, 29, 12, tzinfo=zone).timestamp() * 1000)
    assert next_day(spring, zone) - day_start(spring, zone) == DAY
    saturday = round(datetime(2026, 3, 28, 12, tzinfo=zone).timestamp() * 1000)
    assert next_day(saturday, zone) - day_start(saturday, zone) == DAY - 60 * MINUTE


def test_what_a_queue_says_of_a_card_is_what_the_log_says_after_an_undo_too(
    log: ReviewLog, grade: Callable[..., None]
) -> None:
    found = queue(log)
    card = found.next(NOON)
    assert card is not None
    grade(card, 1, NOON)
    log.mark(card.key, token="flag", flag=3)
    assert found.state(card.key).last == NOON and found.marks(card.key).flag == 3
    log.undo(token="first")
    log.undo(token="second")
    assert found.state(card.key).phase == "new" and found.state(card.key).last == 0
    assert found.marks(card.key).flag == 0
