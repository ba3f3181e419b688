"""Notes → the SQLite database of an Anki package.

The schema and the empty collection are genanki's. Its decks and notes are not used: they stamp
everything with the time of the build, and read all decks again for each deck.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from typing import Final

from generator.rendering.anki_notes import AnkiNote
from generator.rendering.html_escape import escape
from generator.writing.lock import Lock
from generator.writing.notetypes import note_type, note_types
from generator.writing.subdecks import numbered_decks

_NEW_TO_SYNC: Final = -1  # Anki's update sequence number of what no server has seen
_DAY: Final = 86_400_000  # milliseconds
_NOTE: Final = "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '')"
_CARD: Final = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"


def collection_database(notes: Sequence[AnkiNote], lock: Lock, described: str = "") -> bytes:
    """The bytes of a database with `notes` as new cards in this order. `described` is Markdown
    that Anki shows where the deck is opened.

    GUIDs and times come from the lock, which must know every note. Equal notes and locks give equal
    bytes with the same SQLite.
    """
    from genanki.apkg_col import APKG_COL
    from genanki.apkg_schema import APKG_SCHEMA

    names = numbered_decks(notes)
    decks = deck_ids(names.values())
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(APKG_SCHEMA)
        database.executescript(APKG_COL)
        database.execute(
            "UPDATE col SET models = ?, decks = ?",
            (_models_json(lock), _decks_json(decks, described)),
        )
        ids = {key: decks[name] for key, name in names.items()}
        _insert(database, notes, lock, ids)
        database.commit()
        return database.serialize()


def _insert(
    database: sqlite3.Connection,
    notes: Sequence[AnkiNote],
    lock: Lock,
    decks: Mapping[tuple[str, str], int],
) -> None:
    note_ids: set[int] = set()
    card_ids: set[int] = set()
    # Anki counts its ids in milliseconds of time, and two decks may be built in the same second.
    salt = int.from_bytes(sha256(lock.deck.encode()).digest()[:8], "big") % _DAY
    for position, note in enumerate(notes, start=1):
        entry = lock.entries[note.id]
        kind = note_type(note.notetype)
        first = max(entry.modified * 1000 - salt, 0) + position
        note_id = _free(first, note_ids)
        tags = f" {' '.join(note.tags)} " if note.tags else ""
        values = note_fields(note, lock)
        fields = "\x1f".join(values[field.name] for _, field in kind.fields)
        modified = entry.modified
        database.execute(
            _NOTE,
            (note_id, entry.guid, kind.id, modified, _NEW_TO_SYNC, tags, fields, note.slug),
        )
        for ordinal in note.ordinals:
            card_id = _free(first, card_ids)
            deck = decks[note.deck, note.number]
            database.execute(
                _CARD, (card_id, note_id, deck, ordinal, modified, _NEW_TO_SYNC, position)
            )


def note_fields(note: AnkiNote, lock: Lock) -> dict[str, str]:
    """The fields of a note as a package has them."""
    return {**note.fields, "Id": escape(f"{lock.deck}/{lock.entries[note.id].guid}")}


def deck_ids(names: Iterable[str]) -> dict[str, int]:
    """An id for each deck and the decks above it, by name.

    Ids are hashes of the names, far from the times that Anki uses as ids, and exact as JavaScript
    numbers.
    """
    ids: dict[str, int] = {}
    taken: set[int] = set()
    for name in sorted({deck for full in names for deck in _lineage(full)}):
        number = int.from_bytes(sha256(name.encode()).digest()[:6], "big")
        ids[name] = _free((1 << 50) + number, taken)
    return ids


def _lineage(name: str) -> Iterator[str]:
    parts = name.split("::")
    for end in range(1, len(parts) + 1):
        yield "::".join(parts[:end])


def _free(number: int, taken: set[int]) -> int:
    """Take `number`, or the next free one."""
    while number in taken:
        number += 1
    taken.add(number)
    return number


def _models_json(lock: Lock) -> str:
    models = {str(one.id): one.to_json(lock.notetypes[one.name].modified) for one in note_types()}
    return json.dumps(models, sort_keys=True)


def _decks_json(ids: dict[str, int], described: str) -> str:
    """The decks, all with the preset that Anki begins with: one that came along would replace the
    preset that a reader has chosen for the deck, wherever presets are imported.
    """
    import genanki

    default = {**genanki.Deck(1, "Default").to_json(), "usn": 0}
    decks = {}
    for name, number in ids.items():
        text = "" if "::" in name else described
        decks[str(number)] = {**genanki.Deck(number, name, text).to_json(), "md": True}
    return json.dumps({"1": default, **decks}, sort_keys=True)
