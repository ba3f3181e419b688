"""A deck that is read, run and rendered again after each save."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.accepting.offered import Offer
from generator.accepting.proposal import Rewritten
from generator.accepting.replacement import replace_bytes
from generator.last_net import net
from generator.model import Place, Problem, ProblemsError, in_order
from generator.previewing.deck_work import DeckWork
from generator.previewing.live_state import Delta, LiveState, delta_between
from generator.reading.source import display_path
from generator.watching.deck_state import DeckState, DeckWatch
from generator.watching.wakes import listening

if TYPE_CHECKING:
    from generator.building.session import Session
    from generator.model import Run
    from generator.previewing.across_deck import Across

Callback = Callable[[Delta], object]
Event = Callable[[DeckWork], object] | int  # a number is a moment to look at the files

_QUIET: Final = 15  # milliseconds without a change that end a save
_FIRST: Final = 0.005  # seconds until what was saved is shown, as far as it is known
_SLICE: Final = 0.04  # seconds of work before what came of it is shown
_AFTER_ERROR: Final = 1.0  # seconds to wait after an error of ours
_MOST_WRONG: Final = 5  # errors of ours that are told


class LiveDeck:
    """The deck in `deck`, kept up to date by a thread of its own between `start` and `close`.

    Programs run as the `session` says, which stays open and serves nothing else meanwhile. With
    `strict`, warnings are errors as they are in a build. `output` is the folder of built files,
    which is not watched; with `poll`, files are looked at in turn. With `settle`, cards come one by
    one with all that is known of them, else all first as they are after one run. It may be asked
    from any thread.
    """

    def __init__(
        self,
        deck: Path,
        session: Session,
        *,
        strict: bool = False,
        output: Path = Path("build"),
        poll: bool = False,
        settle: bool = False,
    ) -> None:
        self.deck = deck
        self._settle = settle
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
        self._tickets = count(1)
        self._looked = 0
        self._seen: DeckState | None = None
        self._since = 0
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._wrong: tuple[Problem, ...] = ()

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

    def look(self) -> int:
        """Look at the files now, as an editor asks that has saved one. Returns what `looked` of the
        state is once that is done.
        """
        ticket = next(self._tickets)
        self._events.put(ticket)
        return ticket

    def start(self) -> None:
        """Begin to read the deck, and to look at it."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and what it runs."""
        self._closing.set()
        self._events.put(0)
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
        work = DeckWork(
            self.deck,
            self._session,
            lambda run: self._events.put(partial(_take_run, run)),
            lambda deck, found: self._events.put(partial(_take_across, deck, found)),
            strict=self._strict,
            settle=self._settle,
        )
        try:
            with listening(
                self._watch.deck, lambda: self._events.put(0), poll=self._poll, quiet=_QUIET
            ):
                self._live(work)
        finally:
            work.close()

    def _live(self, work: DeckWork) -> None:
        self._try(partial(self._look, work))
        self._try(work.open)
        while not self._closing.is_set():
            if not self._try(partial(self._turn, work)):
                self._try(partial(self._publish, self._state, ()))
                self._closing.wait(_AFTER_ERROR)

    def _turn(self, work: DeckWork) -> None:
        """See to what has happened, do some of what is to be done, and show what came of it."""
        saved = False
        for event in self._happened(work):
            if isinstance(event, int):
                self._looked = max(self._looked, event)
                saved = self._look(work)
            else:
                self._try(partial(event, work))
        until = time.monotonic() + (_FIRST if saved else _SLICE)
        if work.busy:
            self._try(partial(work.work, until))
        work.tick()
        self._offers = work.offers
        self._publish(replace(work.state(self._state), looked=self._looked), work.touched())
        if not work.busy:
            self._watch.need(work.needs)

    def _look(self, work: DeckWork) -> bool:
        """Look at the files, and see to those that have changed; whether any has."""
        now, before = time.time_ns(), self._seen
        self._seen = self._watch.look()
        changed = () if before is None else before.changes(self._seen, self._since)
        self._since = now
        if changed:
            self._wrong = ()
            self._try(partial(work.changed, changed))
        return bool(changed)

    def _happened(self, work: DeckWork) -> list[Event]:
        """What has happened, once each; waits for it where there is nothing to do."""
        patience: float | None = 0.0
        if not work.busy:
            tick = work.next_tick()
            patience = None if tick is None else max(0.0, tick - time.monotonic())
        found: list[Event] = []
        with suppress(queue.Empty):
            found.append(self._events.get(patience != 0.0, patience))
            while True:
                found.append(self._events.get_nowait())
        looks = [event for event in found if isinstance(event, int)]
        return [*(event for event in found if not isinstance(event, int)), *sorted(looks)[-1:]]

    def _try(self, step: Callable[[], object]) -> bool:
        """Do a step, and say whether that went well; an error of ours is told, and ends nothing."""
        wrong: list[Problem] = []
        try:
            with net(wrong.append, Place(display_path(self.deck)), "showing this deck"):
                step()
        except ProblemsError as error:
            wrong += error.problems
        self._wrong = (*self._wrong, *wrong)[-_MOST_WRONG:]
        return not wrong

    def _publish(self, state: LiveState, touched: Collection[str] | None) -> None:
        before = self._state
        if self._wrong:
            state = replace(state, problems=in_order((*state.problems, *self._wrong)))
        state = replace(state, version=before.version + 1)
        delta = delta_between(before, state, touched)
        if delta is None:
            return
        with self._changed:
            self._state = state
            self._changed.notify_all()
            callbacks = list(self._callbacks)
        for callback in callbacks:
            self._try(partial(callback, delta))


def _take_run(run: Run, work: DeckWork) -> None:
    work.take_run(run)


def _take_across(deck: Across, problems: tuple[Problem, ...], work: DeckWork) -> None:
    work.take_across(deck, problems)
