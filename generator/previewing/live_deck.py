"""A deck that is read, run and rendered again after each save."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.accepting.offered import Offer, offers
from generator.accepting.proposal import Rewritten
from generator.accepting.replacement import replace_bytes
from generator.building.deck import check_deck
from generator.building.deck_files import LOCK_NAME
from generator.last_net import net
from generator.model import Place, Problem, ProblemsError
from generator.previewing.live_cards import live_cards
from generator.previewing.live_state import (
    Busy,
    Delta,
    LiveCard,
    LiveChapter,
    LiveState,
    delta_between,
    problem_id,
)
from generator.reading.source import display_path
from generator.watching.deck_state import DeckWatch
from generator.watching.wakes import listening
from generator.writing.lock import Lock

if TYPE_CHECKING:
    from generator.building.built import Built
    from generator.building.session import Session

Callback = Callable[[Delta], object]


class LiveDeck:
    """The deck in `deck`, kept up to date by a thread of its own between `start` and `close`.

    Programs run as the `session` says, which stays open and serves nothing else meanwhile. With
    `strict`, warnings are errors as they are in a build. `output` is the folder of built files,
    which is not watched; with `poll`, files are looked at in turn. It may be asked from any thread.
    """

    def __init__(
        self,
        deck: Path,
        session: Session,
        *,
        strict: bool = False,
        output: Path = Path("build"),
        poll: bool = False,
    ) -> None:
        self.deck = deck
        self._session = session
        self._strict = strict
        self._poll = poll
        self._watch = DeckWatch(deck, output)
        self._state = LiveState()
        self._offers: Mapping[str, Offer] = {}
        self._changed = threading.Condition()
        self._callbacks: list[Callback] = []
        self._thread = threading.Thread(target=self._work, name="proofdeck-live", daemon=True)
        self._closing = threading.Event()
        self._wakes: queue.SimpleQueue[None] = queue.SimpleQueue()

    # --- asked from any thread --------------------------------------------------------

    @property
    def state(self) -> LiveState:
        """The deck as it is shown now."""
        return self._state

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Have `callback` called after each change, in the deck's thread: it must not wait. Returns
        what ends that.
        """
        with self._changed:
            self._callbacks.append(callback)

        def unsubscribe() -> None:
            with self._changed, suppress(ValueError):
                self._callbacks.remove(callback)

        return unsubscribe

    def wait_for(
        self, wanted: Callable[[LiveState], bool], timeout: float | None = None
    ) -> LiveState | None:
        """The first state that is `wanted`, None if none is within `timeout` seconds or before this
        is closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: wanted(self._state) or self._closing.is_set(), timeout)
            return self._state if wanted(self._state) else None

    def offer(self, problem: str) -> Rewritten:
        """The file as `accept` would write it for one problem, by its id in the state. Nothing is
        written. Raises ProblemsError where there is no such offer, or the file has changed.
        """
        offer = self._offers.get(problem)
        if offer is None:
            hint = "look at the card as it is now"
            message = "this problem is not there any more, or cannot be mended by `accept`"
            raise ProblemsError(Problem(Place(display_path(self.deck)), "changed", message, hint))
        return offer.rewritten()

    def accept(self, problem: str) -> Rewritten:
        """As `offer`, and writes the file: as a whole, or not at all."""
        new = self.offer(problem)
        wrong = replace_bytes(new.path, new.old, new.new)
        if wrong is not None:
            raise ProblemsError(wrong)
        self.look()
        return new

    def look(self) -> None:
        """Look at the files now, as an editor asks that has saved one."""
        self._wakes.put(None)

    def start(self) -> None:
        """Begin to read the deck, and to look at it."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and what it runs."""
        self._closing.set()
        self._wakes.put(None)
        with self._changed:
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def __enter__(self) -> LiveDeck:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    # --- in the thread ----------------------------------------------------------------

    def _work(self) -> None:
        with listening(self._watch.deck, lambda: self._wakes.put(None), poll=self._poll):
            seen = None
            while not self._closing.is_set():
                state = self._watch.look()
                if seen is None or seen.changes(state):
                    self._publish(replace(self._state, busy=Busy(reading=True)))
                    self._check()
                seen = state
                self._wakes.get()

    def _check(self) -> None:
        unread: list[Problem] = []
        try:
            with net(unread.append, Place(self.deck.as_posix()), "showing this deck"):
                built = check_deck(self.deck, strict=self._strict, only=(), session=self._session)
                self._publish(self._state_of(built))
                return
        except ProblemsError as error:
            unread += error.problems
        cards = {key: replace(card, old=True) for key, card in self._state.cards.items()}
        broken = unread[0].message if unread else ""
        self._publish(
            replace(
                self._state,
                cards=MappingProxyType(cards),
                problems=tuple(unread),
                edits=MappingProxyType({}),
                busy=Busy(),
                broken=broken,
            )
        )

    def _state_of(self, built: Built) -> LiveState:
        try:
            locked = Lock.read(self.deck / LOCK_NAME).entries
        except ProblemsError:
            locked = None
        cards: dict[str, LiveCard] = {}
        chapters: list[LiveChapter] = []
        taken: set[str] = set()
        for chapter in built.chapters:
            own = tuple(live_cards(chapter, built._cards(chapter), locked, taken))
            cards |= {card.key: card for card in own}
            keys = tuple(card.key for card in own)
            chapters.append(LiveChapter(chapter.path, chapter.language, chapter.title, keys))
        read = {made.read.path: made.read for made in built.made}
        found = offers(built.problems, built.verdicts, read)
        self._offers = {problem_id(p): found[p.place] for p in built.problems if p.place in found}
        edits = {name: offer.text for name, offer in self._offers.items()}
        return LiveState(
            version=self._state.version,
            title=built.config.name,
            languages=built.config.languages,
            chapters=tuple(chapters),
            cards=MappingProxyType(cards),
            problems=built.problems,
            edits=MappingProxyType(edits),
            busy=Busy(),
        )

    def _publish(self, state: LiveState) -> None:
        before = self._state
        state = replace(state, version=before.version + 1)
        with self._changed:
            self._state = state
            self._changed.notify_all()
            callbacks = list(self._callbacks)
        delta = delta_between(before, state)
        for callback in callbacks:
            callback(delta)
