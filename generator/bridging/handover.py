"""Study's log, and a history in Anki → what Anki is to be given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from generator.bridging.anki_history import SUSPENDED, AnkiCard, AnkiHistory, RevlogRow
from generator.bridging.card_columns import CardColumns, columns_of
from generator.bridging.log_side import Studying
from generator.bridging.outgo import last_of, revlog_rows, states_after
from generator.bridging.same_reviews import Matched, matched
from generator.scheduling.card_key import CardKey
from generator.scheduling.study_values import Marks, Review

# What Anki's Python calls the columns; those of the date are left alone where it is Anki's own.
_DATE: Final = ("type", "queue", "due", "ivl", "factor", "left")


@dataclass(frozen=True, slots=True)
class Given:
    """What one card in Anki is given: `rows` of history that it lacks, and `values` of its columns
    under the names that AnkiConnect has for them. `columns` are None, and there are no values, for
    one that is new: its reviews are from before it was made so.
    """

    card: AnkiCard
    rows: tuple[RevlogRow, ...]
    values: Mapping[str, Any]
    columns: CardColumns | None
    dated: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """What is given, and the cards that get nothing: `lacking` are not in the collection; `ahead`
    have reviews or dates there that study lacks; `waiting` stand in a filtered deck. `gone` are
    reviews that the collection had and has no more; `undone` counts those that were taken back in
    study and stay in Anki.
    """

    given: tuple[Given, ...] = ()
    same: int = 0
    lacking: tuple[CardKey, ...] = ()
    ahead: tuple[CardKey, ...] = ()
    waiting: tuple[CardKey, ...] = ()
    gone: tuple[Review, ...] = ()
    undone: int = 0

    @property
    def empty(self) -> bool:
        return not self.given

    @property
    def reviews(self) -> int:
        return sum(len(one.rows) for one in self.given)

    @property
    def dated(self) -> int:
        return sum(one.dated for one in self.given)


def handover(
    history: AnkiHistory,
    log: Studying,
    seen: Mapping[CardKey, Collection[int]] = MappingProxyType({}),
    *,
    again: bool = False,
) -> Handover:
    """What `history` lacks of a log. `seen` are the moments of rows that the same collection had
    before: they are given `again` only if that is wanted.
    """
    given: list[Given] = []
    lacking: list[CardKey] = []
    ahead: list[CardKey] = []
    waiting: list[CardKey] = []
    gone: list[Review] = []
    same = undone = 0
    for key, reviews in log.reviews.items():
        card = history.cards.get(key)
        counted = [one for one in reviews if one.undone is None]
        if card is None:
            lacking += [key] if counted else []
            continue
        found = matched(history.rows.get(key, ()), reviews)
        undone += sum(review.undone is not None for _, review in found.both)
        missing = [one for one in found.study if one.undone is None]
        if not again:
            before = seen.get(key, ())
            gone += (one for one in missing if one.id in before)
            missing = [one for one in missing if one.id not in before]
        one = _given(card, found, missing, log, history)
        if one is None:
            same += bool(counted)
        elif any(row.known for row in found.anki):
            ahead.append(key)
        elif card.filtered:
            waiting.append(key)
        else:
            given.append(one)
    return Handover(
        tuple(given), same, tuple(lacking), tuple(ahead), tuple(waiting), tuple(gone), undone
    )


def _given(
    card: AnkiCard,
    found: Matched,
    missing: Sequence[Review],
    log: Studying,
    history: AnkiHistory,
) -> Given | None:
    """What a card lacks; None where that is nothing."""
    key = card.key
    there = [review for _, review in found.both if review.undone is None]
    reviews = sorted((*there, *missing), key=lambda one: one.id)
    if not reviews:
        return None
    new = {one.id for one in missing}
    # An interrupted handover leaves rows without the date that follows from them.
    late = reviews[-1].source == "study" and _behind(card, reviews)
    if not new and not late:
        return None
    states = states_after(key, reviews, log.schedule)
    rows = tuple(revlog_rows(reviews, states, card.id, new))
    columns = columns_of(
        last_of(states, key), log.marks.get(key, Marks()), log.settings, history.created
    )
    if columns is None:
        return Given(card, rows, MappingProxyType({}), None, dated=False) if rows else None
    dated = reviews[-1].id in new or late
    columns = _with_marks(columns, card)
    return Given(card, rows, MappingProxyType(_values(columns, card, dated)), columns, dated)


def _behind(card: AnkiCard, reviews: Sequence[Review]) -> bool:
    """Whether the card does not know of its last review."""
    last = reviews[-1].id // 1000
    return card.last < last if card.last else card.reps < sum(one.grade > 0 for one in reviews)


def _with_marks(columns: CardColumns, card: AnkiCard) -> CardColumns:
    """What was marked in Anki stays: a card out of the queues, and a flag."""
    queue = card.queue if card.queue < 0 else columns.queue
    return replace(columns, queue=queue, flag=card.flag or columns.flag)


def _values(columns: CardColumns, card: AnkiCard, dated: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "reps": max(columns.reps, card.reps),
        "lapses": max(columns.lapses, card.lapses),
        "memory_state": {"stability": columns.stability, "difficulty": columns.difficulty},
        "desired_retention": columns.retention,
        "decay": columns.decay,
        "last_review_time": columns.last,
        "flags": columns.flag,
    }
    if not dated:
        return values | ({"queue": SUSPENDED} if columns.queue == SUSPENDED else {})
    date = (
        columns.type,
        columns.queue,
        columns.due,
        columns.interval,
        columns.factor,
        columns.left,
    )
    return values | dict(zip(_DATE, date, strict=True))
