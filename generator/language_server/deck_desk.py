"""A deck that is checked in a thread of its own whenever somebody saves, in one open session."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.deck import check_deck
from generator.building.selection import NoSuchPartError
from generator.building.session import Session
from generator.language_server.check_progress import CheckProgress, Indicator, StoppedError
from generator.language_server.findings import (
    Findings,
    absolute,
    findings_of_deck,
    findings_of_part,
    findings_of_runs,
    findings_unread,
)
from generator.last_net import net
from generator.model import Place, Problem, ProblemsError
from generator.reading.chapter_files import deck_files
from generator.reading.config import FILE_NAME, read_config
from generator.running.run_options import RunOptions
from generator.running.runner import ClosedError
from generator.watching.deck_state import DeckState, DeckWatch

if TYPE_CHECKING:
    from generator.building.built import Built

Finder = Callable[[Findings, "Built", tuple[str, ...]], Findings]
# A check that takes longer than this gives way to the chapters that the author looks at.
_LONG: Final = 1.0  # seconds
# Seconds that a check has to end by itself once it is overtaken. Ending it costs warm workers.
_GRACE: Final = 1.0
# Checks in a row that may be overtaken: whoever saves all the time wants to know something, too.
_MOST_OVERTAKEN: Final = 3


class DeckDesk:
    """Checks the deck in `folder`, in a thread of its own from `start` to `end`.

    After each check `tell` is called in that thread with the findings, whole or of a part.
    `opened` gives the files that are open in the editor.
    """

    def __init__(
        self,
        folder: Path,
        options: RunOptions,
        *,
        strict: bool,
        indicator: Indicator,
        opened: Callable[[], tuple[str, ...]],
        tell: Callable[[Findings], object],
    ) -> None:
        self.folder = folder
        self.findings = Findings(folder)
        self._strict = strict
        self._indicator = indicator
        self._opened = opened
        self._tell = tell
        self._session = Session(options)
        self._watch = DeckWatch(folder, folder / "build")
        self._state: DeckState | None = None  # as the findings are about it
        self._needed: dict[str, frozenset[str]] = {}
        self._asked = threading.Condition()
        self._first: set[str] = set()  # chapters to check before all else
        self._again = False
        self._ended = False
        self._overtaken = 0
        self._stop = threading.Event()  # the check that is under way
        self._checking = 0  # the number of the check that is under way, 0 if there is none
        self._hurried = 0  # the number of the check that is to end soon
        self._checks = 0
        self._seconds = _LONG  # that the last whole check took
        self._thread = threading.Thread(target=self._work, name="proofdeck-deck", daemon=True)

    def start(self) -> None:
        """Check the deck for the first time."""
        self.look()
        self._thread.start()

    def look(self, first: str = "", *, urgent: bool = False) -> None:
        """Check the deck if anything has changed, a chapter before all others. Where that is
        `urgent`, a check that is under way gives way to it.
        """
        with self._asked:
            self._again = True
            if first:
                self._first.add(first)
            waits = self._checking not in (0, self._hurried)
            if urgent and waits and self._overtaken < _MOST_OVERTAKEN:
                self._hurried = self._checking
                timer = threading.Timer(_GRACE, self._give_up, (self._checking,))
                timer.daemon = True
                timer.start()
            self._asked.notify_all()

    def end(self) -> None:
        """End the thread and all that runs. Returns at once where nothing is under way."""
        with self._asked:
            self._ended = True
            self._stop.set()
            self._asked.notify_all()
        self._session.drop(self.folder)
        if self._thread.is_alive():
            self._thread.join(timeout=3)
        self._session.close()

    def _give_up(self, number: int) -> None:
        with self._asked:  # until the pool is gone, no other check begins
            if self._checking == number and not self._ended:
                self._stop.set()
                self._session.drop(self.folder)

    def _work(self) -> None:
        while True:
            with self._asked:
                while not (self._again or self._ended):
                    self._asked.wait()
                if self._ended:
                    return
                self._again = False
                first, self._first = self._first, set()
            broken: list[Problem] = []
            place = Place(str(self.folder / FILE_NAME))
            # Of an editor that is gone nobody reads what it is told.
            with net(broken.append, place, "checking this deck"), suppress(BrokenPipeError):
                self._round(first)
            if broken:  # nothing is to look checked that is not
                self._state = None
                with suppress(BrokenPipeError):
                    self._tell(findings_unread(self.findings, broken))

    def _round(self, first: set[str]) -> None:
        state = self._watch.look()
        if self._state is None or self._state.changes(state):
            part = self._chapters(first.union(self._unknown()))
            if part and self._seconds >= _LONG:
                done = self._check(part, state, findings_of_part)
                if not done or self._again:  # the rest follows whatever overtook this
                    self._again = True
                    return
            if not self._check((), state, findings_of_deck):
                return
        if unknown := self._chapters(self._unknown()):
            self._check(unknown, state, findings_of_runs)

    def _unknown(self) -> set[str]:
        """The open files of whose programs nothing is known."""
        return {path for path in self._opened() if path not in self.findings.ran}

    def _chapters(self, paths: set[str]) -> tuple[Path, ...]:
        """Those of some files that are chapters of the deck."""
        try:
            files = deck_files(self.folder, read_config(self.folder)).files if paths else ()
        except ProblemsError:
            return ()
        return tuple(file.path for file in files if str(file.path) in paths)

    def _check(self, chapters: tuple[Path, ...], state: DeckState, findings_of: Finder) -> bool:
        """Check the deck or only some chapters of it; whether that came to an end in time."""
        with self._asked:
            if self._ended:
                return False
            self._stop.clear()
            self._checks += 1
            self._checking = self._checks
        started, since = time.perf_counter(), time.time_ns()
        findings: Findings | None = None
        with suppress(StoppedError):
            findings = self._findings(chapters, findings_of)
        with self._asked:
            self._checking = 0
            stopped = self._stop.is_set()
        late = state.changes(self._watch.look(), since)
        if findings is None or stopped or (late and self._overtaken < _MOST_OVERTAKEN):
            self._overtaken += 1
            with self._asked:
                self._first.update(map(str, chapters))
            self.look()
            return False
        self._overtaken = 0
        self.findings = findings
        if not chapters:
            self._seconds = time.perf_counter() - started
            self._state = state
        self._tell(findings)
        if late:
            self.look()
        return True

    def _findings(self, chapters: tuple[Path, ...], findings_of: Finder) -> Findings:
        """What a check of the deck, or only of some chapters, finds. Raises StoppedError."""
        unread: list[Problem] = []
        place = Place(str(self.folder / FILE_NAME))
        title = f"Checking {self.folder.name}"
        try:
            with (
                net(unread.append, place, "checking this deck"),
                CheckProgress(title, self._indicator, self._stop.is_set) as progress,
            ):
                built = self._built(chapters, progress)
                self._learn(built)
                return findings_of(self.findings, built, self._opened())
        except NoSuchPartError:  # it is gone meanwhile
            return self.findings
        except ProblemsError as error:
            unread += error.problems
        return findings_unread(self.findings, unread)

    def _built(self, chapters: tuple[Path, ...], progress: CheckProgress) -> Built:
        try:
            return check_deck(
                self.folder,
                strict=self._strict,
                only=(),
                fresh=bool(chapters),
                chapters=chapters,
                session=self._session,
                progress=progress,
            )
        except ClosedError:  # it was stopped just before its programs began
            if self._stop.is_set():
                raise StoppedError from None
            raise

    def _learn(self, built: Built) -> None:
        """Watch what programs read, wherever it is."""
        for one in built.made:
            self._needed[absolute(one.chapter.path)] = frozenset(
                name for name, _ in one.needs.files
            )
        self._watch.need(frozenset().union(*self._needed.values()))
