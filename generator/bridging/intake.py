"""A history in Anki, and study's log → what the log is to take in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from generator.bridging.anki_history import (
    LEARNING,
    NEW,
    RELEARNING,
    AnkiCard,
    AnkiHistory,
    RevlogRow,
)
from generator.bridging.same_reviews import matched
from generator.scheduling.card_key import CardKey
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import Marks, Review, ReviewType

_LONGEST: Final = 2**31 - 1  # ms, and the largest number of Anki's columns


@dataclass(frozen=True, slots=True)
class Intake:
    """What is taken in: reviews with dates that were set by hand, and marks of cards that were
    never marked in study. `taken_back` are reviews that Anki has no more.

    The rest is counted: reviews that are `known`, or known and `undone` in study; cards that are
    `kept` as the learner marked them in study, are `buried` in Anki, `unexplained` since they are
    learned there without any history, or `unnamed`.
    """

    reviews: tuple[Review, ...] = ()
    marks: Mapping[CardKey, Marks] = field(default_factory=lambda: MappingProxyType({}))
    taken_back: tuple[Review, ...] = ()
    known: int = 0
    undone: int = 0
    kept: int = 0
    buried: int = 0
    unexplained: int = 0
    unnamed: int = 0

    @property
    def nothing_new(self) -> bool:
        return not (self.reviews or self.marks)

    @property
    def empty(self) -> bool:
        return self.nothing_new and not self.taken_back

    @property
    def grades(self) -> int:
        """The number of grades among the reviews that are new."""
        return sum(review.grade > 0 for review in self.reviews)

    @property
    def cards(self) -> int:
        """The number of cards that these grades are of."""
        return len({review.key for review in self.reviews if review.grade})


def intake(
    history: AnkiHistory,
    log: Mapping[CardKey, Sequence[Review]],
    marks: Mapping[CardKey, Marks],
    settings: StudySettings,
    seen: Mapping[CardKey, Collection[int]] = MappingProxyType({}),
) -> Intake:
    """What `log` lacks of a history. `marks` are those of the cards that were ever marked; `seen`
    are the moments of rows that the same collection had before.
    """
    reviews: list[Review] = []
    taken_back: list[Review] = []
    known = undone = 0
    for key, card in history.cards.items():
        own = log.get(key, ())
        rows = tuple(row for row in history.rows.get(key, ()) if row.known)
        found = matched(rows, own)
        there = [review for _, review in found.both if review.grade]
        known += sum(review.undone is None for review in there)
        undone += sum(review.undone is not None for review in there)
        new = {row.id for row in found.anki}
        reviews += (one for one in _reviews(card, rows, history, settings) if one.id in new)
        before = seen.get(key, ())
        taken_back += (
            one for one in found.study if one.undone is None and one.grade and one.id in before
        )
    cards = history.cards.values()
    wanted = {card.key: Marks(suspended=card.suspended, flag=card.flag) for card in cards}
    marked = {key: marks[key] for key in wanted.keys() & marks.keys()}
    return Intake(
        tuple(sorted(reviews, key=lambda one: (one.id, one.key))),
        MappingProxyType(
            {key: one for key, one in wanted.items() if key not in marked and one != Marks()}
        ),
        tuple(taken_back),
        known,
        undone,
        kept=sum(
            (one.suspended, one.flag) != (wanted[key].suspended, wanted[key].flag)
            for key, one in marked.items()
        ),
        buried=sum(card.buried for card in cards),
        unexplained=sum(
            card.type != NEW and not any(row.graded for row in history.rows.get(card.key, ()))
            for card in cards
        ),
        unnamed=history.unnamed,
    )


def _reviews(
    card: AnkiCard, rows: Sequence[RevlogRow], history: AnkiHistory, settings: StudySettings
) -> Iterator[Review]:
    """The rows of a card as the log has them."""
    last = rows[-1] if rows else None
    answered = next((row for row in reversed(rows) if row.graded), None)
    for row in rows:
        review = Review(
            id=row.id,
            key=card.key,
            grade=row.ease,
            type=ReviewType(row.type),
            interval=0 if row.reset else row.seconds,
            took=min(max(row.took, 0), _LONGEST),
            source="anki",
            factor=min(max(row.factor, 0), _LONGEST),
        )
        if row.redated:  # the row has the new interval, and only the card the new date
            seconds = (history.due_moment(card) - row.id) // 1000 if row is last else row.seconds
            review = replace(review, interval=max(seconds, 1))
        elif row is answered and card.type in (LEARNING, RELEARNING):
            steps = settings.learning_steps if card.type == LEARNING else settings.relearning_steps
            review = replace(review, step=max(len(steps) - card.left % 1000, 0))
        yield review
