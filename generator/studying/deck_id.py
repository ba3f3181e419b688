"""The id of a deck, which the ids of its cards are made from."""

from __future__ import annotations

import os
from pathlib import Path

from generator.building.deck_files import LOCK_NAME
from generator.comparing.lost_lock import refuse_without_lock
from generator.keeping.exclusive import exclusive
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.running.sandbox.trust import whose
from generator.writing.lock import Lock
from generator.writing.output import write_atomically


def give_id(deck: Path) -> str:
    """Give a deck that was never built its id, in a deck.lock that the first build completes. The
    cards have from then on the ids that the build will give them, and keep their reviews.
    Returns what to say of that, "" where the deck had its lock.

    Raises ProblemsError where the deck is not the user's, or the last commit has the lock.
    """
    path = deck / LOCK_NAME
    with exclusive(f"deck {path.absolute()}"):  # no build writes the lock meanwhile
        if os.path.lexists(path):
            return ""
        refuse_without_lock(path)
        if why := whose(deck):
            message = f"there is no {LOCK_NAME}, which says what each card is, and {why}"
            hint = f"ask its author for {LOCK_NAME}, or study a copy of the deck that is yours"
            raise ProblemsError(Problem(Place(display_path(path)), "no-lock", message, hint))
        write_atomically(path, Lock().with_id().text())
        return f"{display_path(path)} written: your reviews belong to the ids in it, so keep it"
