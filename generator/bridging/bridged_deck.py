"""A deck's folder, or a package of anybody's → what to look for in a collection of Anki."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.bridging.live_history import Studied
from generator.building.deck_files import LOCK_NAME
from generator.importing.packages.anki_tables import read_collection
from generator.model import Place, Problem, ProblemsError
from generator.reading.config import read_config
from generator.reading.source import display_path
from generator.verifying.archive import unpacked
from generator.writing.lock import Lock

_LONGEST_NAME: Final = 60


def studied_folder(deck: Path) -> Studied:
    """The deck in a folder. Nothing is built: its lock knows the notes. Raises ProblemsError."""
    config = read_config(deck)
    path = deck / LOCK_NAME
    lock = Lock.read(path)
    if not lock.entries:
        message = "deck.lock is missing, which says which notes in Anki are of this deck"
        hint = "build the deck: proofdeck build"
        raise ProblemsError(Problem(Place(display_path(path)), "no-lock", message, hint))
    names: dict[str, str] = {}
    for name, entry in lock.entries.items():
        names |= {entry.guid: name} | ({entry.other: name} if entry.other else {})
    titles = (config.title(language) for language in config.languages)
    return Studied(
        frozenset(names), tuple(dict.fromkeys(titles)), lock.deck, MappingProxyType(names)
    )


def studied_package(path: Path) -> Studied:
    """The notes of a package, and the decks that they stand in. Raises ProblemsError."""
    with unpacked(path) as (_, database):
        collection = read_collection(path, database)
    names = {note.guid: " ".join(note.fields[0].split()) for note in collection.notes}
    decks = {"::".join(deck) for note in collection.notes for deck in note.cards.values() if deck}
    return Studied(
        frozenset(names),
        tuple(sorted(decks)),
        names=MappingProxyType(
            {guid: name[:_LONGEST_NAME] for guid, name in names.items() if name}
        ),
    )
