"""What a learner does at the desk: is shown cards, grades them, takes it back, marks them."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from generator.scheduling.card_filter import CardFilter
from generator.scheduling.card_key import CardKey
from generator.scheduling.due_queue import Queue
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import next_day
from generator.scheduling.study_figures import session_figures, study_figures, today_figures
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DueCard, Undone
from generator.studying.study_deck import StudyCard, StudyDeck, StudySource

ALL: Final = "*"  # languages
_MOST_QUEUES: Final = 8


class NoSuchCardError(Exception):
    """The card is not in the deck any more."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as it stands: what the page is told of it beside the card itself."""

    card: StudyCard
    phase: str
    turn: int
    intervals: Sequence[int]
    changed: bool
    flag: int
    leech: bool
    lapses: int
    reviews: int
    suspended: bool


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The queue of the cards that were chosen at the moment `since`."""

    deck: StudyDeck
    since: int
    queue: Queue


class StudyDesk:
    """The cards of a source, and one learner's log; from any thread. `language` is the one that is
    studied unless the page asks for another: ALL for all, None for the system's or the first.
    """

    def __init__(self, source: StudySource, log: ReviewLog, language: str | None = None) -> None:
        self._source = source
        self._log = log
        self._language = language
        self._alone = threading.RLock()
        self._queues: dict[CardFilter, _Chosen] = {}  # those used last at the end

    @property
    def deck(self) -> StudyDeck:
        return self._source.deck

    @property
    def log(self) -> ReviewLog:
        return self._log

    @property
    def language(self) -> str:
        """The language that is studied unless the page asks for another, "" for all."""
        if self._language is not None:
            return "" if self._language == ALL else self._language
        languages = self.deck.languages
        return "" if len(languages) < 2 else _spoken(languages)

    def card(self, key: CardKey) -> StudyCard:
        """Raises NoSuchCardError."""
        card = self.deck.cards.get(key)
        if card is None:
            raise NoSuchCardError
        return card

    # --- what is shown ----------------------------------------------------------------

    def next(self, only: CardFilter) -> tuple[Queue, Shown | None]:
        """The queue of these cards, and what is to be shown now."""
        with self._alone:
            queue = self._queue_of(only)
            while (due := queue.next()) is not None:
                shown = self._shown(queue, self.card(due.key))
                if queue.next() == due:  # else it was graded in another window in this moment
                    return queue, shown
            return queue, None

    def shown(self, key: CardKey) -> Shown:
        """A card, whether it is due or not. Raises NoSuchCardError."""
        with self._alone:
            card = self.card(key)
            return self._shown(self._queue_of(CardFilter()), card)

    def _shown(self, queue: Queue, card: StudyCard) -> Shown:
        state, marks = queue.state(card.key), queue.marks(card.key)
        return Shown(
            card,
            state.phase,
            state.last,
            self._log.schedule().intervals(state, now()),
            queue.changed(card.due),
            marks.flag,
            state.lapses >= self._log.settings().leech,
            state.lapses,
            state.reviews,
            marks.suspended,
        )

    def _queue_of(self, only: CardFilter) -> Queue:
        """The queue of each window goes on where it was, also when the deck is another one."""
        deck = self.deck
        known = self._queues.pop(only, None)
        if known is None or known.deck is not deck:
            since = only.since or (known.since if known is not None else now())
            due = [card.due for card in deck.cards.values()]
            known = _Chosen(deck, since, Queue(due, self._log, only=replace(only, since=since)))
        while len(self._queues) >= _MOST_QUEUES:
            del self._queues[next(iter(self._queues))]
        self._queues[only] = known
        return known.queue

    # --- what is done -----------------------------------------------------------------

    def grade(
        self,
        key: CardKey,
        grade: int,
        *,
        token: str,
        turn: int,
        at: int,
        took: int,
        answer: str = "",
        digest: str = "",
    ) -> tuple[bool, bool]:
        """Store a grade that was given at the moment `at` for the answer of this `digest`; whether
        it was stored before, and whether the card has become a leech. A card that has left the deck
        meanwhile is graded, too. Raises GradedElsewhereError.
        """
        present = now()
        graded = self._log.grade(
            key,
            grade,
            token=token,
            now=min(at, present) if at > 0 else present,
            took=took,
            digest=digest,
            answer=answer,
            turn=turn,
        )
        return graded.repeated, graded.leech

    def undo(self, token: str = "") -> Undone | None:
        """Take back what was done last with a card of this deck."""
        return self._log.undo(token=token or uuid.uuid4().hex, of=self.deck.cards)

    def mark(
        self,
        key: CardKey,
        *,
        token: str = "",
        suspend: bool | None = None,
        bury: bool | None = None,
        flag: int | None = None,
    ) -> None:
        """Raises NoSuchCardError."""
        self.card(key)
        buried = None if bury is None else next_day(now()) if bury else 0
        self._log.mark(key, token=token or None, suspended=suspend, buried=buried, flag=flag)

    def due(self) -> list[DueCard]:
        """What the queue has to know of the cards of the desk's language."""
        language = self.language
        every = (card.due for card in self.deck.cards.values())
        return [due for due in every if not language or due.language == language]

    # --- settings and figures ---------------------------------------------------------

    @property
    def settings(self) -> StudySettings:
        return self._log.settings()

    def set(self, **changes: Any) -> StudySettings:
        """Change settings by their names. Raises ValueError for values that cannot be."""
        settings = replace(self._log.settings(), **changes)
        self._log.set_settings(settings)
        return settings

    def figures(self) -> dict[str, Any]:
        """What the page draws; see `study_figures`."""
        return study_figures(self._due, self._log)

    def today(self) -> dict[str, Any]:
        """What was done today."""
        return today_figures(self._due, self._log)

    def session(self) -> dict[str, Any]:
        """What a session of today ends with; see `session_figures`."""
        return session_figures(self._due, self._log)

    @property
    def marked(self) -> bool:
        """Whether any card of the deck has ever been marked."""
        return not self.deck.cards.keys().isdisjoint(self._log.marks())

    @property
    def _due(self) -> list[DueCard]:
        return [card.due for card in self.deck.cards.values()]


def _spoken(languages: Sequence[str]) -> str:
    """The one that the system speaks, else the first."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next(filter(None, names), "").partition(".")[0].replace("_", "-").lower()
    for language in sorted(languages, key=len, reverse=True):
        if spoken == language.lower() or spoken.startswith(f"{language.lower()}-"):
            return language
    return languages[0]


def now() -> int:
    """The moment, in ms since 1970."""
    return time.time_ns() // 1_000_000
