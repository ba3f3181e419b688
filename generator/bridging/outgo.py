"""Study's log → the rows of Anki's history, and where its cards stand."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from generator.bridging.anki_history import RevlogRow
from generator.bridging.card_columns import columns_of
from generator.bridging.log_side import Studying
from generator.bridging.scheduled_package import CREATED, Scheduled
from generator.scheduling.card_key import CardKey
from generator.scheduling.fsrs_schedule import FsrsSchedule
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DAY, Marks, Review, ReviewType

_LONGEST: Final = 2**31 - 1
_SECONDS: Final = DAY // 1000


def revlog_rows(
    key: CardKey,
    reviews: Sequence[Review],
    schedule: FsrsSchedule,
    card: int = 0,
    wanted: Container[int] | None = None,
) -> Iterator[RevlogRow]:
    """The rows of the reviews of a card, those left out that were taken back. `card` is its id in
    Anki; `wanted` are the moments of the rows, if not all.
    """
    difficulties: dict[int, float | None] = {}
    if any(one.source == "study" and (wanted is None or one.id in wanted) for one in reviews):
        after = schedule.after_each(key, reviews)
        difficulties = {one.id: state.difficulty for one, state in after}
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
            factor = _factor(difficulties.get(review.id))
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


def scheduled(
    key: CardKey,
    reviews: Sequence[Review],
    marks: Marks,
    schedule: FsrsSchedule,
    settings: StudySettings,
    created: date,
) -> Scheduled | None:
    """What a card brings along into a collection that counts its days from `created`; None for
    one that was never graded.
    """
    columns = columns_of(schedule.replay(key, reviews), marks, settings, created)
    rows = tuple(revlog_rows(key, reviews, schedule))
    return Scheduled(columns, rows) if rows else None


def all_scheduled(mine: Studying) -> Mapping[CardKey, Scheduled]:
    """What each card that was graded brings along in a package."""
    found = {
        key: scheduled(
            key, own, mine.marks.get(key, Marks()), mine.schedule, mine.settings, CREATED
        )
        for key, own in mine.reviews.items()
    }
    return MappingProxyType({key: one for key, one in found.items() if one is not None})


def _factor(difficulty: float | None) -> int:
    """A difficulty of 1 to 10 as Anki has it in its history: 100 to 1,100."""
    return round(((difficulty or 1.0) - 1) / 9 * 1_000) + 100
