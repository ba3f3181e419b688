"""Study's log → the rows of Anki's history, and where its cards stand."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from generator.bridging.anki_history import RevlogRow
from generator.bridging.card_columns import columns_of
from generator.bridging.log_side import Studying
from generator.bridging.scheduled_package import CREATED, Scheduled
from generator.scheduling.card_key import CardKey
from generator.scheduling.fsrs_schedule import FsrsSchedule
from generator.scheduling.study_values import DAY, CardState, Marks, Review, ReviewType

_LONGEST: Final = 2**31 - 1
_SECONDS: Final = DAY // 1000


def states_after(
    key: CardKey, reviews: Sequence[Review], schedule: FsrsSchedule
) -> dict[int, CardState]:
    """By the moments of a card's reviews where it stood after each, the last one last; nothing for
    those that move no date.
    """
    return {review.id: state for review, state in schedule.after_each(key, reviews)}


def last_of(states: dict[int, CardState], key: CardKey) -> CardState:
    """Where a card stands after the last of its reviews."""
    return next(reversed(states.values()), CardState(key))


def revlog_rows(
    reviews: Sequence[Review],
    states: Mapping[int, CardState],
    card: int = 0,
    wanted: Container[int] | None = None,
) -> Iterator[RevlogRow]:
    """The rows of the reviews of a card, those left out that were taken back. `states` are those
    after each, `card` is its id in Anki; `wanted` are the moments of the rows, if not all.
    """
    last = 0
    for review in reviews:
        if review.undone is not None:
            continue
        interval, before = anki_interval(review), last
        last = interval
        if wanted is not None and review.id not in wanted:
            continue
        factor = review.factor
        if review.source == "study" and review.grade:
            factor = _factor(states[review.id].difficulty)
        took = min(review.took, _LONGEST)
        yield RevlogRow(
            review.id, card, review.grade, interval, before, factor, took, int(review.type)
        )


def anki_interval(review: Review) -> int:
    """The interval as Anki counts it: days if positive, seconds if negative."""
    if review.interval >= _SECONDS:
        return round(review.interval / _SECONDS)
    by_hand = review.type in (ReviewType.MANUAL, ReviewType.RESCHEDULED)
    return 0 if by_hand else -review.interval


def all_scheduled(mine: Studying) -> Mapping[CardKey, Scheduled]:
    """What each card that was graded brings along in a package."""
    found = {key: _scheduled(key, own, mine) for key, own in mine.reviews.items()}
    return MappingProxyType({key: one for key, one in found.items() if one is not None})


def _scheduled(key: CardKey, reviews: Sequence[Review], mine: Studying) -> Scheduled | None:
    states = states_after(key, reviews, mine.schedule)
    marks = mine.marks.get(key, Marks())
    columns = columns_of(last_of(states, key), marks, mine.settings, CREATED)
    rows = tuple(revlog_rows(reviews, states))
    return Scheduled(columns, rows) if rows else None


def _factor(difficulty: float | None) -> int:
    """A difficulty of 1 to 10 as Anki has it in its history: 100 to 1,100."""
    return round(((difficulty or 1.0) - 1) / 9 * 1_000) + 100
