"""Which rows of Anki's history are which reviews in study's log.

A review is known by its card and its moment, which is its id on both sides. Anki has one review for
each moment, whatever the card, so that one may stand there some ms later than in the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.bridging.anki_history import RevlogRow
from generator.scheduling.study_values import Review

LATEST: Final = 20  # ms


@dataclass(frozen=True, slots=True)
class Matched:
    """The history of one card on both sides, in the order of time: what is in both, in Anki alone,
    and in study alone. Reviews that were taken back in study are matched, too.
    """

    both: tuple[tuple[RevlogRow, Review], ...]
    anki: tuple[RevlogRow, ...]
    study: tuple[Review, ...]


def matched(rows: Sequence[RevlogRow], reviews: Sequence[Review]) -> Matched:
    """Hold the rows of a card against its reviews."""
    by_id = {review.id: review for review in reviews}
    exact = {row.id for row in rows} & by_id.keys()
    both = [(row, by_id[row.id]) for row in rows if row.id in exact]
    left = [review for review in reviews if review.id not in exact]
    alone = []
    for row in sorted((row for row in rows if row.id not in exact), key=lambda row: row.id):
        late = (one for one in left if 0 < row.id - one.id <= LATEST and one.grade == row.ease)
        review = next(late, None)
        if review is None:
            alone.append(row)
        else:
            left.remove(review)
            both.append((row, review))
    both.sort(key=lambda pair: pair[0].id)
    return Matched(tuple(both), tuple(alone), tuple(sorted(left, key=lambda one: one.id)))
