"""What was studied and what is to come, in numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from typing import Any, Final

from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import begin_of, day_of, day_start, next_day, now_ms
from generator.scheduling.study_values import (
    AGAIN,
    DAY,
    MATURE,
    CardState,
    DueCard,
    Marks,
    Review,
    ReviewType,
)

YEAR: Final = 366  # days that are shown
FORECAST: Final = 30
RETENTION: Final = 90  # days that retention is counted over
_HARDEST: Final = 10


@dataclass(slots=True)
class _Day:
    reviews: int = 0
    took: int = 0  # ms
    again: int = 0


@dataclass(slots=True)
class _Held:
    """Of `of` learned cards that were asked, `right` were remembered."""

    right: int = 0
    of: int = 0

    def count(self, grade: int) -> None:
        self.of += 1
        self.right += grade > AGAIN

    def as_json(self) -> dict[str, int]:
        return {"right": self.right, "of": self.of}


@dataclass(slots=True)
class _Counted:
    """What one pass over the reviews finds."""

    days: dict[date, _Day] = field(default_factory=dict)
    all: _Held = field(default_factory=_Held)
    chapters: dict[str, _Held] = field(default_factory=dict)
    kinds: dict[str, _Held] = field(default_factory=dict)


def study_figures(
    cards: Sequence[DueCard],
    log: ReviewLog,
    now: int | None = None,
    zone: tzinfo | None = None,
) -> dict[str, Any]:
    """The figures of the page "stats", for these cards, ready for JSON; docs/reviews.md names them.

    Keys of cards are texts. Retention is that of learned cards in the last 90 days.
    """
    now = now_ms(now)
    by_key = {card.key: card for card in cards}
    states, all_marks = log.states(by_key), log.marks()
    marks = {key: all_marks[key] for key in by_key.keys() & all_marks.keys()}
    counted = _count(log.tallies(), cards, now, zone)
    return {
        "today": day_of(now, zone).isoformat(),
        "days": [
            {
                "day": day.isoformat(),
                "reviews": each.reviews,
                "seconds": round(each.took / 1000),
                "again": each.again,
            }
            for day, each in sorted(counted.days.items())
            if day > day_of(now, zone) - timedelta(days=YEAR)
        ],
        "forecast": [
            {"day": day.isoformat(), "due": due}
            for day, due in forecast(states, marks, now, FORECAST, zone)
        ],
        "retention": {
            "all": counted.all.as_json(),
            "chapters": _named(counted.chapters, [card.chapter for card in cards]),
            "kinds": _named(counted.kinds, [card.kind for card in cards]),
        },
        "hardest": _hardest(log, states, by_key),
        "cards": _stages(by_key, states, marks),
        "streak": _streak(counted.days, day_of(now, zone)),
    }


def forecast(
    states: Mapping[CardKey, CardState],
    marks: Mapping[CardKey, Marks],
    now: int,
    days: int,
    zone: tzinfo | None = None,
) -> list[tuple[date, int]]:
    """How many cards that were begun are due on each day from today on; today's are those of
    earlier days too. Suspended ones are not.
    """
    today = day_of(now, zone)
    dates = [today + timedelta(days=n) for n in range(days)]
    ends = [begin_of(day + timedelta(days=1), zone) for day in dates]
    due = Counter[int]()
    for key, state in states.items():
        if state.phase == "new" or (key in marks and marks[key].suspended):
            continue
        due[bisect_right(ends, state.due)] += 1
    return [(day, due[n]) for n, day in enumerate(dates)]


def today_figures(
    cards: Sequence[DueCard],
    log: ReviewLog,
    now: int | None = None,
    zone: tzinfo | None = None,
) -> dict[str, Any]:
    """What was done today with these cards; of what any card stands at, only theirs is read."""
    now = now_ms(now)
    today, begin = _of_today(cards, log, now, zone), day_start(now, zone)
    return {
        "reviews": len(today),
        "new": sum(log.state(key).first >= begin for key in {review.key for review in today}),
        "seconds": _seconds(today),
        "again": _failures(today),
    }


def session_figures(
    cards: Sequence[DueCard],
    log: ReviewLog,
    now: int | None = None,
    zone: tzinfo | None = None,
) -> dict[str, Any]:
    """What a session of today ends with: `learned` are the cards that were new or in their steps
    and are learned now, `again` those that were failed, `tomorrow` how many will be due.
    """
    now = now_ms(now)
    today, begin = _of_today(cards, log, now, zone), day_start(now, zone)
    states = log.states(card.key for card in cards)
    graded = {review.key: None for review in today}  # in the order of their first reviews
    begun = {review.key for review in today if review.type is ReviewType.LEARNING}
    learned = [key for key in graded if key in begun and states[key].phase == "review"]
    again = [key for key in graded if states[key].failed >= begin]
    return {
        "reviews": len(today),
        "seconds": _seconds(today),
        "right": len(today) - _failures(today),
        "learned": [{"key": str(key)} for key in learned],
        "again": [{"key": str(key)} for key in again],
        "tomorrow": forecast(states, log.marks(), now, 2, zone)[1][1],
    }


def _of_today(
    cards: Sequence[DueCard], log: ReviewLog, now: int, zone: tzinfo | None
) -> list[Review]:
    begin, end = day_start(now, zone), next_day(now, zone)
    keys = frozenset(card.key for card in cards)
    return [each for each in log.reviews(since=begin, until=end, keys=keys) if each.grade]


def _seconds(reviews: Sequence[Review]) -> int:
    return round(sum(review.took for review in reviews) / 1000)


def _failures(reviews: Sequence[Review]) -> int:
    return sum(review.grade == AGAIN for review in reviews)


def _count(
    tallies: Iterable[tuple[int, str, int, int, int, int]],
    cards: Iterable[DueCard],
    now: int,
    zone: tzinfo | None,
) -> _Counted:
    counted = _Counted()
    by_name = {(card.key.guid, card.key.ordinal): card for card in cards}
    recent = now - RETENTION * DAY
    begin = end = 0
    day = _Day()
    for when, guid, ordinal, grade, kind, took in tallies:
        card = by_name.get((guid, ordinal))
        if card is None:
            continue
        if not begin <= when < end:
            begin, end = day_start(when, zone), next_day(when, zone)
            day = counted.days.setdefault(day_of(when, zone), _Day())
        day.reviews += 1
        day.took += took
        day.again += grade == AGAIN
        if when >= recent and kind == ReviewType.REVIEW.value:
            counted.all.count(grade)
            counted.chapters.setdefault(card.chapter, _Held()).count(grade)
            counted.kinds.setdefault(card.kind, _Held()).count(grade)
    return counted


def _named(found: Mapping[str, _Held], order: Iterable[str]) -> list[dict[str, Any]]:
    """In the order of the deck."""
    return [
        {"name": name, **found[name].as_json()} for name in dict.fromkeys(order) if name in found
    ]


def _hardest(
    log: ReviewLog, states: Mapping[CardKey, CardState], cards: Mapping[CardKey, DueCard]
) -> list[dict[str, Any]]:
    """The cards that were forgotten most often; of those alike the more difficult to FSRS."""
    forgotten = [state for state in states.values() if state.lapses]
    forgotten.sort(key=lambda state: (-state.lapses, -(state.difficulty or 0), state.key))
    found = []
    for state in forgotten[:_HARDEST]:
        held = _Held()
        for review in log.reviews_of(state.key):
            if review.type is ReviewType.REVIEW:
                held.count(review.grade)
        found.append(
            {
                "key": str(state.key),
                "chapter": cards[state.key].chapter,
                "lapses": state.lapses,
                **held.as_json(),
            }
        )
    return found


def _stages(
    cards: Iterable[CardKey], states: Mapping[CardKey, CardState], marks: Mapping[CardKey, Marks]
) -> dict[str, int]:
    found = dict.fromkeys(("new", "learning", "young", "mature", "suspended"), 0)
    for key in cards:
        state = states.get(key)
        if key in marks and marks[key].suspended:
            found["suspended"] += 1
        elif state is None or state.phase == "new":
            found["new"] += 1
        elif state.phase != "review":
            found["learning"] += 1
        else:
            found["mature" if state.interval * 1000 >= MATURE * DAY else "young"] += 1
    return found


def _streak(days: Mapping[date, _Day], today: date) -> int:
    """The days in succession with a review, up to today, or to yesterday while today has none."""
    day = today if today in days else today - timedelta(days=1)
    length = 0
    while day in days:
        length, day = length + 1, day - timedelta(days=1)
    return length
