"""Where a deck is: its folder, or a temporary one for a deck of values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.authoring import Deck
from generator.building.session import Session
from generator.model import Problem, ProblemsError
from generator.reading.source import display_path
from generator.running.machine.scratch import empty

LOCK_NAME: Final = "deck.lock"


@dataclass(frozen=True, slots=True)
class DeckFiles:
    """A deck's folder and lock. A `passing` folder is emptied after the build: nothing of
    it is cached, and places in it are reported as being in `shown`.
    """

    folder: Path
    lock: Path
    passing: bool = False
    shown: str = ""

    def told(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems with places that mean something to the reader."""
        if not self.passing:
            return tuple(problems)
        start = display_path(self.folder)
        return tuple(
            replace(
                each, place=replace(each.place, path=each.place.path.replace(start, self.shown))
            )
            for each in problems
        )


@contextmanager
def on_disk(deck: str | Path | Deck, output: Path | None, session: Session) -> Iterator[DeckFiles]:
    """Where the deck is; a deck of values is written to a temporary folder of the session while
    the block runs.
    """
    if not isinstance(deck, Deck):
        yield DeckFiles(Path(deck), Path(deck) / LOCK_NAME)
        return
    # The name of the folder is part of what tracebacks show.
    folder = session.folder_for(re.sub(r"[^\w.-]", "-", deck.name).strip(".") or "deck")
    where = DeckFiles(folder, (output or folder) / f"{folder.name}.lock", True, folder.name)
    try:
        deck.write(folder)
        yield where
    except ProblemsError as error:
        raise ProblemsError(*where.told(error.problems)) from None
    finally:
        empty(folder)
