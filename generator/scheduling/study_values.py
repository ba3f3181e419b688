"""The values of studying: a review, where a card stands, what its learner marked.

Moments are milliseconds since 1970 in UTC, as the ids of Anki's reviews are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal

from generator.scheduling.card_key import CardKey

Source = Literal["study", "anki"]
Phase = Literal["new", "learning", "review", "relearning"]
Action = Literal["grade", "suspend", "bury", "flag"]

AGAIN, HARD, GOOD, EASY = GRADES = (1, 2, 3, 4)
MATURE: Final = 21  # days; as in Anki, a card with this interval is mature, a shorter one young
DAY: Final = 86_400_000  # ms
LONGEST_ANSWER: Final = 4_000  # characters
LONGEST_ATTEMPT: Final = 100_000


class ReviewType(IntEnum):
    """What a review was to its card; the numbers of Anki's `revlog.type`."""

    LEARNING = 0
    REVIEW = 1
    RELEARNING = 2
    EXTRA = 3  # in a filtered deck of Anki, or before it was due
    MANUAL = 4  # set by hand: no grade
    RESCHEDULED = 5  # by Anki: no grade


@dataclass(frozen=True, slots=True)
class Review:
    """One grade given to a card at the moment `id`. With `key`, `id` says which review it is, here
    and in Anki.

    `grade` is one of GRADES, or 0 where a date was set by hand in Anki. The card was then due
    `interval` seconds later: whole days once it is learned. `took` is in ms, 0 if unknown. `digest`
    names the answer that was shown, `answer` is what the learner wrote. `factor` is Anki's, 0 for a
    review made here. `undone` is the moment at which it was taken back; it then counts for nothing.
    """

    id: int
    key: CardKey
    grade: int
    type: ReviewType
    interval: int
    took: int = 0
    source: Source = "study"
    factor: int = 0
    step: int | None = None
    digest: str = ""
    answer: str = ""
    undone: int | None = None

    @property
    def crammed(self) -> bool:
        """Whether it was given in a filtered deck of Anki that sets no dates: as in Anki, what is
        known of the card's memory does not change by it.
        """
        return self.type is ReviewType.EXTRA and self.source == "anki" and not self.factor


@dataclass(frozen=True, slots=True)
class CardState:
    """Where a card stands after its reviews: a cache, made again from the log at any time.

    `due` is a moment; of a card in phase "review" its day counts. `interval` is in seconds.
    `stability` (days) and `difficulty` (1 to 10) are those of FSRS, None until it was graded.
    `reviews` are the grades given, `lapses` those of them that forgot a learned card. `failed` is
    when it was last graded 1. `digest` names the answer as it was last seen, "" if unknown.
    """

    key: CardKey
    phase: Phase = "new"
    due: int = 0
    interval: int = 0
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    first: int = 0
    last: int = 0
    failed: int = 0
    reviews: int = 0
    lapses: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the learner marked: `buried` is the moment until which the card is not shown, `flag` a
    number from 0 (none) to 7, as in Anki.
    """

    suspended: bool = False
    buried: int = 0
    flag: int = 0


@dataclass(frozen=True, slots=True)
class DueCard:
    """What the queue has to know of a card of a deck: `order` is its place in the deck, `digest`
    changes with its answer.
    """

    key: CardKey
    order: int = 0
    chapter: str = ""
    tags: tuple[str, ...] = ()
    kind: str = ""
    language: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade as it is stored. `repeated`: it was already, and nothing was counted. `leech`: with
    it the card has become a leech, or been forgotten again as one.
    """

    review: Review
    state: CardState
    repeated: bool = False
    leech: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, of which card; `repeated`: by this very request, earlier."""

    what: Action
    key: CardKey
    review: Review | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """How many reviews were new to the log, and how many it had."""

    added: int
    known: int
