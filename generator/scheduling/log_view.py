"""What the log says of the cards of one deck, kept up with what any process writes to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import day_start, next_day
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import CardState, Marks, ReviewType

_UNMARKED = Marks()


class LogView:
    """The states and marks of `keys`, and what was done with them today."""

    def __init__(
        self, keys: Iterable[CardKey], log: ReviewLog, now: int, zone: tzinfo | None = None
    ) -> None:
        self.keys = frozenset(keys)
        self.states: dict[CardKey, CardState] = {}
        self.marks: dict[CardKey, Marks] = {}
        self.settings = StudySettings()
        self.begin = self.end = 0  # of the day
        self.last: CardKey | None = None  # the card that was graded last, today
        self.new = self.reviews = self.took = 0  # what was done today; ms
        self.today: frozenset[CardKey] = frozenset()  # the cards that were graded
        self._log = log
        self._zone = zone
        self._version = -1
        self.refresh(now)

    def state(self, key: CardKey) -> CardState:
        return self.states.get(key) or CardState(key)

    def mark(self, key: CardKey) -> Marks:
        return self.marks.get(key, _UNMARKED)

    def hidden(self, key: CardKey, now: int) -> bool:
        """Whether a card is suspended or buried."""
        marks = self.marks.get(key)
        return marks is not None and (marks.suspended or marks.buried > now)

    def refresh(self, now: int) -> bool:
        """Read what has changed; whether anything has, or a new day has begun."""
        version, fresh = self._log.version(), not self.begin <= now < self.end
        if version == self._version and not fresh:
            return False
        if fresh:
            self.begin, self.end = day_start(now, self._zone), next_day(now, self._zone)
        changed = self._log.changes(self._version, version) if self._version >= 0 else None
        if changed is None:
            self.settings = self._log.settings()
            marks = self._log.marks()
            self.states = dict(self._log.states(self.keys))
            self.marks = {key: marks[key] for key in self.keys & marks.keys()}
        else:
            for key in changed & self.keys:
                self.states[key] = self._log.state(key)
                self.marks[key] = self._log.mark_of(key)
        self._version = version
        self._count_today()
        return True

    def _count_today(self) -> None:
        found = self._log.reviews(since=self.begin, until=self.end, keys=self.keys)
        today = [each for each in found if each.grade]
        self.reviews = sum(each.type is ReviewType.REVIEW for each in today)
        self.took = sum(each.took for each in today)
        self.last = today[-1].key if today else None
        self.today = frozenset(each.key for each in today)
        self.new = sum(self.begin <= self.state(key).first < self.end for key in self.today)
