"""What is wrong with a live deck across its files, found out beside all else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.building.across import deck_problems
from generator.building.built_chapter import BuiltChapter
from generator.building.deck_files import LOCK_NAME
from generator.building.selection import Asked
from generator.comparing.changes import compare
from generator.comparing.lost_lock import refuse_without_lock
from generator.comparing.warned import change_problems
from generator.last_net import net
from generator.model import DeckConfig, Place, Problem, ProblemsError, has_errors, in_order
from generator.reading.chapter_files import DeckParts
from generator.writing.lock import Lock, new_deck_id


@dataclass(frozen=True, slots=True)
class Across:
    """A deck to look at as a whole. `lock` is deck.lock, or why it cannot be read. Unless it is
    `complete`, the notes of some cards are not there yet, and nothing is said of what is gone.
    """

    config: DeckConfig
    parts: DeckParts
    chapters: tuple[BuiltChapter, ...]
    asked: Asked
    lock: Lock | tuple[Problem, ...]
    complete: bool

    def problems(self) -> tuple[Problem, ...]:
        """All problems of the deck, as a check tells them."""
        found = in_order(deck_problems(self.config, self.parts, self.chapters, self.asked))
        if not isinstance(self.lock, Lock):
            return in_order((*found, *self.lock))
        if has_errors(found) or not self.complete:
            return found
        notes = [note for chapter in self.chapters for note in chapter.notes]
        try:
            after = self.lock.updated(notes, deck=new_deck_id(), now=int(time.time()), whole=True)
        except ProblemsError as error:
            return in_order((*found, *error.problems))
        changes = compare(self.lock, after, notes, whole=True)
        return in_order((*found, *change_problems(changes)))


def lock_of(folder: Path) -> Lock | tuple[Problem, ...]:
    """The lock of a deck, or why it cannot be read."""
    path = folder / LOCK_NAME
    try:
        refuse_without_lock(path)
        return Lock.read(path)
    except ProblemsError as error:
        return error.problems


class AcrossThread:
    """Looks at one deck after the other in a thread of its own; of several that wait, at the last.
    `post` is called with each and its problems.
    """

    def __init__(self, post: Callable[[Across, tuple[Problem, ...]], object]) -> None:
        self._post = post
        self._next: Across | None = None
        self._closing = False
        self._told = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="proofdeck-across", daemon=True)
        self._thread.start()

    def look(self, deck: Across) -> None:
        """Look at this one, and at none that was to be looked at before."""
        with self._told:
            self._next = deck
            self._told.notify()

    def close(self) -> None:
        """End the thread after what it is at."""
        with self._told:
            self._closing = True
            self._told.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._told:
                self._told.wait_for(lambda: self._closing or self._next is not None)
                deck, self._next = self._next, None
                if self._closing or deck is None:
                    return
            wrong: list[Problem] = []
            with net(wrong.append, Place(deck.config.folder), "looking at this deck as a whole"):
                wrong += deck.problems()
            self._post(deck, tuple(wrong))
