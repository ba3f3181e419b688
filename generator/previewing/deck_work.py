"""A live deck: which of its chapters are to be read, what is to run, and what is known of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.accepting.offered import Offer
from generator.building.deck_files import LOCK_NAME
from generator.building.keeper import Keeper
from generator.building.selection import Asked, Selection
from generator.building.session import Session
from generator.last_net import net
from generator.model import DeckConfig, Place, Problem, ProblemsError, Program, Run
from generator.previewing.across_deck import Across, lock_of
from generator.previewing.chapter_work import ChapterWork
from generator.previewing.deck_views import DeckViews
from generator.previewing.imports_ahead import samples
from generator.previewing.live_runs import LiveRuns
from generator.previewing.live_state import Busy, LiveState
from generator.previewing.shown_card import Desk
from generator.reading.chapter_files import ChapterFile, DeckParts, deck_files
from generator.reading.config import read_config
from generator.reading.source import located
from generator.watching.deck_state import all_written, mark_of
from generator.writing.lock import Lock

_LONG: Final = 2.0  # seconds after which a program is not waited for with all that can wait
_NO_PARTS: Final = DeckParts((), (), ())


class DeckWork:
    """The work on the deck in `folder`; asked from one thread. Nothing of it waits: runs are posted
    by `post_run` and are to be given to `take_run`; likewise `post_across` and `take_across`. For
    `settle`, see `LiveRuns`.
    """

    def __init__(
        self,
        folder: Path,
        session: Session,
        post_run: Callable[[Run], object],
        post_across: Callable[[Across, tuple[Problem, ...]], object],
        *,
        strict: bool,
        settle: bool = False,
    ) -> None:
        self._folder = folder
        self._session = session
        self._strict = strict
        self._open_runs = partial(LiveRuns, session, folder, post_run, settle=settle)
        self._opened_runs: LiveRuns | None = None
        self._views = DeckViews(Asked((), Selection(), strict=strict), post_across)
        self._desk: Desk | None = None
        self._parts = _NO_PARTS
        self._works: dict[ChapterFile, ChapterWork] = {}
        self._kept: list[ChapterWork] = []  # that an earlier build may have kept
        self._unread: list[ChapterWork] = []  # of which nothing is known yet
        self._lock: Lock | tuple[Problem, ...] = ()
        self._refused: tuple[Problem, ...] | None = None  # why nothing may run; None: not asked yet
        self._broken: tuple[Problem, ...] = ()  # why the deck cannot be read
        self._keeper: Keeper | None = None
        self._loaded = self._warmed = False
        self._stirred = 0.0  # when files changed last

    # --- what happens -----------------------------------------------------------------

    @property
    def needs(self) -> frozenset[str]:
        """The files beside the deck's own that it rests on."""
        return frozenset().union(*(work.needs for work in self._works.values()))

    @property
    def _runs(self) -> LiveRuns:  # raises ProblemsError where there is no interpreter
        if self._opened_runs is None:
            self._opened_runs = self._open_runs()
        return self._opened_runs

    def open(self) -> None:
        """Look at the deck as a whole, for the first time or anew."""
        wrong: list[Problem] = []
        try:
            with net(wrong.append, Place(self._folder.as_posix()), "reading this deck"):
                config = read_config(self._folder)
                self._parts = deck_files(self._folder, config)
                self._open(config)
        except ProblemsError as error:
            wrong += error.problems
        self._broken = tuple(wrong)

    def _open(self, config: DeckConfig) -> None:
        options = self._session.options
        known = self._desk.config if self._desk is not None else None
        if known != config:
            self._works.clear()
            self._refused, self._warmed = None, False
            self._desk = Desk(config, self._session.unmet, self._runs, options.times, self._strict)
        self._read_lock()
        files = self._parts.files
        works = {file: self._works.get(file) or ChapterWork(file) for file in files}
        self._unread = []
        self._kept = [work for work in works.values() if not work.known]
        self._works = works
        self._views.keep(works)
        self._keeper = self._session.keeper(self._folder)
        self._loaded = False

    def changed(self, paths: Collection[str]) -> None:
        """Look at the deck again: these files have changed, were made or deleted."""
        self._stirred = time.monotonic()
        known = {str(located(file.path)): file for file in self._works}
        own = [known[path] for path in paths if path in known]
        others = frozenset(path for path in paths if path not in known)
        lock = str(located(self._folder / LOCK_NAME))
        shown = all_written([file.path for file in own if self._works[file].shows])
        gone = not (shown and all(mark_of(str(file.path)) for file in own))
        if self._broken or self._desk is None or gone or others - self.needs - {lock}:
            self.open()
        elif lock in others:
            self._read_lock()
        for file in own:
            work = self._works.get(file)
            if work is not None and work.known and not work.current:
                work.saved = True
                self._read(work)
        for file, work in self._works.items() if others else ():
            if work.read_now and work.touched(others):
                self._views.touch([file])
            elif not work.read_now and work.needs & others:
                self._kept.append(work)

    def _read(self, work: ChapterWork) -> None:
        assert self._desk is not None  # there are chapters once it is there
        work.read(self._desk)
        self._views.touch([work.file])

    def _read_lock(self) -> None:
        assert self._desk is not None
        self._lock = lock_of(self._folder)
        self._desk.locked = self._lock.entries if isinstance(self._lock, Lock) else None
        self._views.look_again()
        self._views.show_again(self._works)

    def take_run(self, run: Run) -> None:
        """A run that was posted."""
        for came in self._runs.take(run):
            for file, work in self._works.items():
                if self._desk and work.came(came.key, came.run, self._desk, whole=came.whole):
                    self._views.touch([file])

    def take_across(self, deck: Across, problems: tuple[Problem, ...]) -> None:
        """What was found across the deck."""
        self._views.take_across(deck, problems)

    def tick(self) -> None:
        """Show as running the cards that wait for long by now."""
        now = time.monotonic()
        moments = [(file, work.impatient()) for file, work in self._works.items() if work.waiting]
        self._views.show_again([file for file, at in moments if at is not None and at <= now])

    def next_tick(self) -> float | None:
        """The moment of the next `tick`, None if none is needed."""
        moments = [w.impatient() for w in self._works.values() if w.waiting or w.unread]
        moments += [self._stirred + _LONG] if self._views.busy and self._runs.running else []
        return min((moment for moment in moments if moment is not None), default=None)

    # --- what is to be done -----------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether there is something to `work` on now."""
        return (self._desk is not None and not self._broken) and bool(
            self._kept
            or self._unread
            or any(work.busy for work in self._works.values())
            or not self._loaded
            or (self._views.busy and self._calm)
        )

    @property
    def _calm(self) -> bool:
        """Whether nobody waits for what was saved, or a program takes long."""
        soon = self._runs.running and time.monotonic() < self._stirred + _LONG
        return not (self._reading or soon)

    @property
    def _reading(self) -> bool:
        return bool(self._kept or self._unread) or any(w.unread for w in self._works.values())

    def work(self, until: float) -> None:
        """Do what is most urgent, up to that moment: cards that changed, then chapters of which
        nothing is known yet, then what can wait.
        """
        desk = self._desk
        if desk is None:
            return
        working = [work for work in self._works.values() if work.busy]
        if working:
            for work in working:
                work.work(desk, until)
                self._views.touch([work.file])
                if time.monotonic() >= until:
                    break
            self._start(working)
        elif self._kept or self._unread:
            self._load(until)
        elif not self._loaded:
            self._loaded = True
            self._runs.keep({key for work in self._works.values() for key, _ in work.wanted()})
            self._warm()
        elif self._calm:
            self._views.work(self._works, desk, self._parts, self._lock)

    def _warm(self) -> None:
        """Have imported what programs of the deck import, while its author reads."""
        if not self._warmed and not self._refused:
            self._warmed = True
            with suppress(ProblemsError):  # which is told once something has to run
                self._session.require_trust(self._folder)
                self._runs.warm(samples(work.text for work in self._works.values()))

    def _load(self, until: float) -> None:
        """Take chapters as an earlier build kept them; then read the others, one by one."""
        keeper = self._keeper
        while self._kept:
            work = self._kept.pop(0)
            if work.load(keeper):
                self._views.touch([work.file])
            else:
                self._unread.append(work)
            if time.monotonic() >= until:
                return
        if self._unread:
            self._read(self._unread.pop(0))

    def _start(self, working: Iterable[ChapterWork]) -> None:
        for saved in (False, True):
            wanted: dict[str, list[Program]] = {}
            for work in working:
                for key, program in work.wanted() if work.saved is saved else ():
                    wanted.setdefault(key, []).append(program)
            if wanted and self._may_run():
                self._runs.start(wanted, urgent=saved)
        if not any(work.busy for work in self._works.values()):
            self._runs.keep({key for work in self._works.values() for key, _ in work.wanted()})

    def _may_run(self) -> bool:
        if self._refused is None:
            try:
                self._session.require_trust(self._folder)
                self._refused = ()
            except ProblemsError as error:
                self._refused = error.problems
        if self._refused and self._desk is not None:
            self._desk.allowed = False
        return not self._refused

    # --- what is known ----------------------------------------------------------------

    @property
    def offers(self) -> dict[str, Offer]:
        """What `accept` would write, by the ids of problems."""
        return self._views.offers

    def touched(self) -> set[str] | None:
        """The keys of the cards that may differ since this was asked last; None where any may."""
        touched = None if self._broken else self._views.touched
        self._views.touched = None if self._broken else set()
        return touched

    def state(self, before: LiveState) -> LiveState:
        """The deck as it is known now; `before` is what was shown of it last."""
        if self._broken:
            old = {key: replace(card, old=True) for key, card in before.cards.items()}
            return replace(
                before,
                cards=MappingProxyType(old),
                problems=self._broken,
                edits=MappingProxyType({}),
                broken=self._broken[0].message,
                busy=Busy(),
            )
        assert self._desk is not None
        busy, refused = (
            Busy(self._reading, self._runs.running, self._runs.settling),
            self._refused or (),
        )
        return self._views.state(self._works, self._desk, refused, busy, before.version)

    def close(self) -> None:
        """End all that runs."""
        self._views.close()
        if self._opened_runs is not None:
            self._opened_runs.close()
