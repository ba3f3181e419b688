"""A deck folder as a study deck: the cards that hold now, and the others as they last did."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.building.deck_files import LOCK_NAME
from generator.last_net import caught
from generator.model import ProblemsError, has_errors
from generator.rendering.anki_notes import AnkiNote
from generator.scheduling.card_key import CardKey
from generator.scheduling.study_values import DueCard
from generator.studying.last_good import GoodNote, LastGood
from generator.studying.own_look import OwnLook
from generator.studying.study_deck import NotStudied, StudyCard, StudyDeck
from generator.writing.lock import Lock

if TYPE_CHECKING:
    from generator.previewing.live_deck import LiveDeck
    from generator.previewing.live_state import LiveCard, LiveState

_TOGETHER: Final = 0.2  # seconds within which changes are told as one
_NOT_YET: Final = "its program has not run yet"
_REFUSALS: Final = ("untrusted", "sandbox")
_UNREAD: Final = "the deck cannot be read"
_FAILED: Final = "it does not hold"


class DeckSource:
    """The deck that `live` keeps up to date. Use it as a context manager, inside that of `live`:
    a thread of its own tells of changes, and keeps what holds.
    """

    def __init__(self, live: LiveDeck, kept: LastGood) -> None:
        self._live = live
        self._kept = kept
        self._lock_path = live.deck / LOCK_NAME
        self._lock = Lock()
        self._lock_mark: tuple[int, int] | None = None
        self._alone = threading.Lock()
        self._version = -1
        self._deck = StudyDeck(loading=True)
        self._callbacks: list[Callable[[], object]] = []
        self._woken, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._tell, name="proofdeck-study", daemon=True)
        self._unsubscribe: Callable[[], None] = lambda: None

    @property
    def deck(self) -> StudyDeck:
        """The deck as it is now."""
        with self._alone:
            state = self._live.state
            if state.version != self._version:
                made = self._made(state)
                self._deck = self._deck if made == self._deck else made
                self._version = state.version
            return self._deck

    def subscribe(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Have `callback` called when the deck is another one; returns what ends that."""
        self._callbacks.append(callback)

        def unsubscribe() -> None:
            with suppress(ValueError):
                self._callbacks.remove(callback)

        return unsubscribe

    def __enter__(self) -> DeckSource:
        self._unsubscribe = self._live.subscribe(lambda delta: self._woken.set())
        self._thread.start()
        self._woken.set()
        return self

    def __exit__(self, *error: object) -> None:
        self._unsubscribe()
        self._ended.set()
        self._woken.set()
        self._thread.join()

    def _tell(self) -> None:
        before = self.deck
        while not self._ended.is_set():
            self._woken.wait()
            self._ended.wait(_TOGETHER)
            self._woken.clear()
            try:
                now = self.deck
                if now is not before:
                    before = now
                    for callback in list(self._callbacks):
                        callback()
            except Exception as error:  # the page is told with the next change
                caught(error)

    # --- the deck ---------------------------------------------------------------------

    def _made(self, state: LiveState) -> StudyDeck:
        broken = _where_broken(state) or self._read_lock()
        titles = {chapter.path: chapter.title for chapter in state.chapters}
        keys = [key for chapter in state.chapters for key in chapter.keys]
        cards = [state.cards[key] for key in keys if key in state.cards]
        holding = [card for card in cards if _holds(card) and not broken]
        guids = {} if broken else self._guids(holding)
        making = _Making(titles)
        places = {card.key: place for place, card in enumerate(cards)}
        good: list[GoodNote] = []
        for card in holding:
            note, guid = card.note, guids.get(card.key)
            if note is None or guid is None:
                continue
            chapter = titles.get(card.path, "")
            good.append(GoodNote(guid, note, card.kind, chapter, places[card.key], card.digest))
        making.take(good)
        why = {card.key: _why(card, state) for card in cards}
        for name, one in self._kept.notes.items():
            if name in making.names:
                continue
            if reason := _UNREAD if broken else why.get(name) or _gone(one, state):
                making.take([one], reason)
        for card in cards:
            if card.key in making.names or broken:
                continue
            reason = why[card.key] if not _holds(card) else "deck.lock has no id for it yet"
            if card.settled or has_errors(card.problems) or _refusal(state):
                making.leave(card, reason)
            else:
                making.waiting += 1
        if not (broken or state.busy):
            gone = [name for name in self._kept.notes if name not in making.names]
            self._kept.keep(good, gone)
        return making.deck(state, broken)

    def _guids(self, cards: list[LiveCard]) -> Mapping[str, str]:
        """By key, the GUIDs that a build of now would write."""
        notes: list[AnkiNote] = [card.note for card in cards if card.note is not None]
        entries = dict(self._lock.entries)
        if self._lock.deck:
            with suppress(ProblemsError):  # two notes are one: those of the lock are known
                updated = self._lock.updated(notes, deck=self._lock.deck, now=0, whole=False)
                entries = dict(updated.entries)
        found: dict[str, str] = {}
        for note in notes:
            entry = entries.get(note.id)
            if entry is not None and entry.kind == note.notetype and entry.retired is None:
                found[note.id] = entry.guid
        return found

    def _read_lock(self) -> str:
        """Read deck.lock if it has changed. Returns why it cannot be used, "" if it can."""
        try:
            stat = self._lock_path.stat()
            mark = (stat.st_mtime_ns, stat.st_size)
        except OSError:
            return f"there is no {LOCK_NAME} any more, which says what each card is"
        if mark != self._lock_mark:
            try:
                self._lock = Lock.read(self._lock_path)
            except ProblemsError as error:
                return error.problems[0].message
            self._lock_mark = mark
        return ""


@dataclass
class _Making:
    """A study deck that is being made; `titles` of chapters by their paths."""

    titles: Mapping[str, str]

    def __post_init__(self) -> None:
        self.names: set[str] = set()
        self.waiting = 0  # cards of which nothing can be shown yet
        self._deck_titles: dict[str, str] = {}
        self._cards: list[StudyCard] = []
        self._left_out: list[NotStudied] = []

    def take(self, notes: list[GoodNote], last_good: str = "") -> None:
        for one in notes:
            self.names.add(one.name)
            self._deck_titles.setdefault(one.note.language, one.note.deck.partition("::")[0])
            self._cards.extend(_cards(one, last_good))

    def leave(self, card: LiveCard, why: str) -> None:
        self._left_out.append(NotStudied(card.key, why, card.question, card.path, card.line))

    def deck(self, state: LiveState, broken: str) -> StudyDeck:
        cards: dict[CardKey, StudyCard] = {}
        for card in sorted(self._cards, key=lambda card: card.due.order):
            cards.setdefault(card.key, card)
        languages = state.languages or tuple({card.due.language: 0 for card in cards.values()})
        chapters = dict.fromkeys(self.titles.values())
        shown = {card.due.chapter for card in cards.values()}
        return StudyDeck(
            title=state.title,
            languages=languages,
            chapters=tuple(
                dict.fromkeys([*(name for name in chapters if name in shown), *sorted(shown)])
            ),
            cards=MappingProxyType(cards),
            left_out=tuple(self._left_out),
            notices=() if broken else tuple(_of_no_card(state)),
            broken=broken,
            loading=state.busy.reading,
            waiting=self.waiting,
            titles=MappingProxyType(self._deck_titles),
        )


def _cards(one: GoodNote, last_good: str) -> Iterator[StudyCard]:
    note, look = one.note, OwnLook(one.note)
    for ordinal in note.ordinals:
        due = DueCard(
            CardKey(one.guid, ordinal),
            order=one.order,
            chapter=one.chapter,
            tags=note.tags,
            kind=one.kind,
            language=note.language,
            digest=note.digest,
        )
        yield StudyCard(due, note.id, look, note.place.path, note.place.line, last_good)


def _holds(card: LiveCard) -> bool:
    return (
        card.note is not None
        and card.settled
        and not card.old
        and card.status != "failed"
        and not has_errors(card.problems)
    )


def _why(card: LiveCard, state: LiveState) -> str:
    """Why a card does not hold now."""
    if _holds(card):
        return ""
    errors = [problem for problem in card.problems if problem.severity == "error"]
    if errors:
        return errors[0].message
    return _FAILED if card.settled else _refusal(state) or _NOT_YET


def _gone(one: GoodNote, state: LiveState) -> str:
    """Why a card that was there is not, if its file cannot be read; "" if it was deleted."""
    path = one.note.place.path
    if one.name in state.cards:
        return ""
    if state.busy.reading and not any(chapter.path == path for chapter in state.chapters):
        return _NOT_YET
    problems = [each for each in state.problems if each.place.path == path]
    errors = [each for each in problems if each.severity == "error"]
    read = any(chapter.path == path and chapter.keys for chapter in state.chapters)
    return errors[0].message if errors and not read else ""


def _where_broken(state: LiveState) -> str:
    """Why the deck cannot be read, and where; "" if it can."""
    where = f"{state.problems[0].place}: " if state.broken and state.problems else ""
    return where + state.broken


def _of_no_card(state: LiveState) -> Iterator[str]:
    """What is wrong with the deck itself, so that cards may be missing."""
    of_cards = {each for card in state.cards.values() for each in card.problems}
    for each in state.problems:
        if each.severity == "error" and each.code not in _REFUSALS and each not in of_cards:
            yield f"{each.place}: {each.message}"


def _refusal(state: LiveState) -> str:
    """Why no program of the deck may run; "" if they may."""
    refused = (each for each in state.problems if each.code in _REFUSALS)
    return next((each.message for each in refused), "")
