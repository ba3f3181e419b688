"""Whose files stand in a folder: no build overwrites those of another deck."""

from __future__ import annotations

import json
from pathlib import Path

from generator.given import MOST_LOCK, read_regular
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path


def provenance_name(deck: str) -> str:
    """The file beside those of a deck called `deck` that says what they rest on, and whose they
    are.
    """
    return f"{deck}.provenance.json"


def refuse_anothers(folder: Path, name: str, deck: str) -> None:
    """Raises ProblemsError if `folder` holds files of a deck that is called `name`, too, and has
    another id than `deck`. A folder that says nothing of an id is anybody's.
    """
    path = folder / provenance_name(name)
    try:
        found = json.loads(read_regular(path, MOST_LOCK))
    except (OSError, ValueError, RecursionError):
        return
    owner = found.get("id") if isinstance(found, dict) else None
    if isinstance(owner, str) and owner != deck:
        message = f"this folder holds the files of another deck that is called `{name}`"
        hint = (
            "build into another folder with -o, or give one of the decks another `name`; "
            "if it is the same deck, restore its deck.lock from version control: without it, "
            "its readers lose their history"
        )
        raise ProblemsError(Problem(Place(display_path(path)), "other-deck", message, hint))
