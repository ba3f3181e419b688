"""What a collection of Anki knows of its cards: where each stands, and the rows of its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final

from generator.scheduling import study_day
from generator.scheduling.card_key import CardKey
from generator.scheduling.study_values import DAY, GRADES, ReviewType

NEW, LEARNING, REVIEW, RELEARNING = range(4)  # Anki's types of cards
SUSPENDED, BURIED, HIDDEN = -1, -2, -3  # its queues of cards that do not come up: by hand, or not
IN_NEW, IN_LEARNING, IN_REVIEW, IN_DAYS = range(4)  # and of those that do
_DAY_AS_SECONDS: Final = 86_400
_LONGEST: Final = 36_500  # days of an interval
_MOMENTS: Final = 1_000_000_000  # a due number above this is in seconds since 1970, not in days


@dataclass(frozen=True, slots=True)
class RevlogRow:
    """A row of Anki's revlog. `id` is its moment in ms since 1970. `interval` and `last` are days
    if positive, seconds if negative; `factor` is the ease in thousandths, or FSRS's difficulty.
    """

    id: int
    card: int
    ease: int
    interval: int
    last: int
    factor: int
    took: int
    type: int

    @property
    def graded(self) -> bool:
        """Whether it is a review that counts: not one in a filtered deck that sets no dates."""
        return self.ease in GRADES and 0 <= self.type < ReviewType.MANUAL and not self.crammed

    @property
    def crammed(self) -> bool:
        """Whether it was answered in a filtered deck that sets no dates."""
        return self.ease in GRADES and self.type == ReviewType.EXTRA and self.factor == 0

    @property
    def reset(self) -> bool:
        """Whether the card was made new again here."""
        return self.ease == 0 and self.type == ReviewType.MANUAL and self.factor == 0

    @property
    def redated(self) -> bool:
        """Whether the date was set without a grade: by hand, or by Anki for new parameters."""
        by_hand = self.type in (ReviewType.MANUAL, ReviewType.RESCHEDULED)
        return self.ease == 0 and by_hand and not self.reset

    @property
    def known(self) -> bool:
        """Whether it is of a known sort: in damaged collections others occur."""
        return self.graded or self.crammed or self.reset or self.redated

    @property
    def seconds(self) -> int:
        """The interval in seconds."""
        if self.interval < 0:
            return min(-self.interval, _LONGEST * _DAY_AS_SECONDS)
        return min(self.interval, _LONGEST) * _DAY_AS_SECONDS


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """A card, with the columns that Anki has of it. One in a `filtered` deck has its own date in
    `home_due`. `last` is when it was last answered, in seconds since 1970, 0 if unknown;
    `stability` is in days.
    """

    id: int
    key: CardKey
    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    left: int
    flag: int
    home_due: int = 0
    filtered: bool = False
    stability: float | None = None
    difficulty: float | None = None
    last: int = 0

    @property
    def suspended(self) -> bool:
        return self.queue == SUSPENDED

    @property
    def buried(self) -> bool:
        return self.queue in (BURIED, HIDDEN)


@dataclass(frozen=True, slots=True)
class AnkiHistory:
    """The cards of a collection, and by card its rows in the order of time. Days are counted from
    `created`. `unnamed` counts the cards that cannot be told apart from others.
    """

    created: date
    cards: Mapping[CardKey, AnkiCard] = field(default_factory=lambda: MappingProxyType({}))
    rows: Mapping[CardKey, tuple[RevlogRow, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    unnamed: int = 0

    @property
    def reviews(self) -> int:
        """The number of grades given."""
        return sum(row.graded for rows in self.rows.values() for row in rows)

    def of(self, keys: Iterable[CardKey]) -> AnkiHistory:
        """The same with these cards alone."""
        wanted = set(keys)
        return AnkiHistory(
            self.created,
            MappingProxyType({key: card for key, card in self.cards.items() if key in wanted}),
            MappingProxyType({key: rows for key, rows in self.rows.items() if key in wanted}),
        )

    def due_moment(self, card: AnkiCard) -> int:
        """When a learned card is due, in ms since 1970: on its day the hour says nothing."""
        due = card.home_due if card.filtered and card.home_due else card.due
        if due > _MOMENTS:
            return due * 1000
        try:
            day = self.created + timedelta(days=due)
        except OverflowError:
            return 0
        noon = datetime(day.year, day.month, day.day, 12)
        return int(noon.timestamp() * 1000)


def day_of(created: date, moment: int) -> int:
    """The number of the day at `moment`, in ms since 1970. Days begin at four in the morning, which
    Anki is set to at first.
    """
    return (study_day.day_of(moment) - created).days


def date_of_creation(created: int, minutes_west: int | None) -> date:
    """The day from which a collection counts that was made at `created`, in seconds since 1970,
    so many minutes west of Greenwich; None for where we are.
    """
    if minutes_west is None:
        return datetime.fromtimestamp(created).date()
    zone = timezone(timedelta(minutes=-max(min(minutes_west, 23 * 60), -23 * 60)))
    return datetime.fromtimestamp(created, UTC).astimezone(zone).date()


def latest_moment() -> int:
    """The latest moment that a review may have, in ms since 1970. Anki gives one that is later the
    moment of its import, so that nobody knows it again, or refuses its package.
    """
    return study_day.now_ms() + DAY
