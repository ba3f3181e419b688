"""What to study next: the cards of a deck that are due, and new ones within a day's limits."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from typing import Final, Literal

from generator.scheduling.card_filter import CardFilter, changed
from generator.scheduling.card_key import CardKey
from generator.scheduling.log_view import LogView
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import now_ms
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DAY, CardState, DueCard, Marks

AHEAD: Final = 20 * 60_000  # ms; a card in its steps comes this much early if nothing else is left
Limited = Literal["", "new", "reviews", "minutes"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is left today, within the limits."""

    new: int
    learning: int
    review: int

    def __bool__(self) -> bool:
        return bool(self.new or self.learning or self.review)


class Queue:
    """The cards of one deck, in the order in which they are studied.

    It holds no card back: what was graded is in the log, so any number of queues may run over one
    log. Cards in their learning steps come when they are due; new ones are spread among the
    others, in the deck's order. Of siblings one is shown a day, unless the settings allow more;
    they never follow each other while there is another card. For all threads.
    """

    def __init__(
        self,
        cards: Sequence[DueCard],
        log: ReviewLog,
        *,
        settings: StudySettings | None = None,
        only: CardFilter | None = None,
        now: int | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        now = now_ms(now)
        self._filter = only or CardFilter()
        self._since = self._filter.since or now
        self._settings = settings
        self._chosen = sorted(filter(self._filter.takes, cards), key=lambda card: card.order)
        self._view = LogView((card.key for card in cards), log, now, zone)
        self._salts = {card.key: zlib.crc32(str(card.key).encode()) for card in self._chosen}
        self._lock = threading.RLock()
        self._now = now  # of the last look
        self._sort(now)

    @property
    def settings(self) -> StudySettings:
        """Those that were given, or the log's."""
        return self._settings or self._view.settings

    def next(self, now: int | None = None) -> DueCard | None:
        """The card to study now, None where none is left; the same until one is graded."""
        now = now_ms(now)
        with self._lock:
            self._look(now)
            if self._over_time():
                return None
            last = self._view.last
            apart = (
                card for card in self._offered(now) if last is None or card.key.guid != last.guid
            )
            return next(apart, None) or next(self._offered(now), None)

    def counts(self, now: int | None = None) -> Counts:
        now = now_ms(now)
        with self._lock:
            self._look(now)
            if self._over_time():
                return Counts(0, 0, 0)
            return Counts(len(self._new), len(self._learning), len(self._reviews))

    def limited(self, now: int | None = None) -> Limited:
        """Which limit of the day keeps cards back, "" while any is left to study or none does."""
        now = now_ms(now)
        with self._lock:
            self._look(now)
            if self._over_time():
                return "minutes"
            if self._new or self._learning or self._reviews:
                return ""
            return "reviews" if self._reviews_left else "new" if self._new_left else ""

    def wait(self, now: int | None = None) -> int | None:
        """Seconds until a card in its steps comes back today, None where none does or one can be
        studied now.
        """
        now = now_ms(now)
        with self._lock:
            if self.next(now) is not None or self._over_time() or not self._learning:
                return None
            return max(0, -((now + AHEAD - self._due(self._learning[0])) // 1000))

    def state(self, key: CardKey) -> CardState:
        with self._lock:
            self._look(self._now)
            return self._view.state(key)

    def marks(self, key: CardKey) -> Marks:
        with self._lock:
            self._look(self._now)
            return self._view.mark(key)

    def changed(self, card: DueCard) -> bool:
        """Whether a card's answer differs from the one that was seen last."""
        return changed(card, self.state(card.key))

    def _look(self, now: int) -> None:
        self._now = now
        if self._view.refresh(now) or now >= self._sorted_until:
            self._sort(now)

    def _over_time(self) -> bool:
        minutes = self.settings.minutes
        return bool(minutes and not self._filter.beyond and self._view.took >= minutes * 60_000)

    def _due(self, card: DueCard) -> int:
        return self._view.states[card.key].due

    def _sort(self, now: int) -> None:
        """Part the cards by what they are now; until a mark runs out or the log changes."""
        view, states = self._view, self._view.states
        hidden = {key for key in view.marks if view.hidden(key, now)}
        if self._filter.only == "suspended":  # which are woken one by one
            hidden = {key for key in hidden if not view.marks[key].suspended}
        ends = [view.marks[key].buried for key in hidden if not view.marks[key].suspended]
        self._sorted_until = min(ends, default=view.end)
        shown = (
            [card for card in self._chosen if card.key not in hidden] if hidden else self._chosen
        )
        if self._filter.beyond:
            self._sort_beyond(shown)
            return
        new: list[DueCard] = []
        learning: list[DueCard] = []
        waiting: list[tuple[int, int, int, DueCard]] = []
        end, salts = view.end, self._salts
        for number, card in enumerate(shown):
            state = states.get(card.key)
            if state is None or state.phase == "new":
                new.append(card)
            elif state.due < end:
                if state.phase == "review":
                    waiting.append(((state.due - end) // DAY, salts[card.key], number, card))
                else:
                    learning.append(card)
        learning.sort(key=self._due)
        # Those that wait longest first; those of one day in an order that is not the deck's.
        waiting.sort()
        self._learning = learning
        reviews: Iterator[DueCard] = (card for *_, card in waiting)
        fresh = iter(new if self._filter.only != "due" else ())
        if self.settings.siblings:
            seen = {key.guid: key for key in view.today}
            seen.update((card.key.guid, card.key) for card in learning)
            reviews, fresh = _one_of_each(reviews, seen), _one_of_each(fresh, seen)
        self._reviews, self._reviews_left = _parted(reviews, self.settings.reviews - view.reviews)
        self._new, self._new_left = _parted(fresh, self.settings.new - view.new)

    def _sort_beyond(self, shown: Sequence[DueCard]) -> None:
        """Cards that were asked for, due or not; those graded since then only in their steps."""
        view, leech = self._view, self.settings.leech
        self._new, self._learning, self._reviews = [], [], []
        self._new_left = self._reviews_left = False
        for card in shown:
            state = view.state(card.key)
            steps = state.phase in ("learning", "relearning")
            if state.last >= self._since:
                if steps and state.due < view.end:
                    self._learning.append(card)
            elif self._filter.wants(
                card, state, view.mark(card.key), today=view.begin, leech=leech
            ):
                (self._new if state.phase == "new" else self._reviews).append(card)
        self._learning.sort(key=self._due)

    def _offered(self, now: int) -> Iterator[DueCard]:
        """What may be studied now, the best first."""
        yield from (card for card in self._learning if self._due(card) <= now)
        yield from self._mixed()
        yield from (card for card in self._learning if now < self._due(card) <= now + AHEAD)

    def _mixed(self) -> Iterator[DueCard]:
        """New cards among the others, so that both end together."""
        new, reviews = iter(self._new), iter(self._reviews)
        done_new, done = self._view.new, self._view.reviews
        every_new, every = done_new + len(self._new), done + len(self._reviews)
        while done_new < every_new or done < every:
            if done == every or (done_new < every_new and done_new * every < done * every_new):
                done_new += 1
                yield next(new)
            else:
                done += 1
                yield next(reviews)


def _one_of_each(cards: Iterator[DueCard], seen: dict[str, CardKey]) -> Iterator[DueCard]:
    """The cards without those that have a sibling in `seen`, which they join."""
    for card in cards:
        if seen.setdefault(card.key.guid, card.key) == card.key:
            yield card


def _parted(cards: Iterator[DueCard], limit: int) -> tuple[list[DueCard], bool]:
    """What is within the limit, and whether there is more."""
    return list(islice(cards, max(0, limit))), next(cards, None) is not None
