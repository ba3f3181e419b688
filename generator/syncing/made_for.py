"""The package that a sync imports: made for one collection.

A built package will not do. Anki skips each note of which the collection's copy is newer, and a
tag that Anki itself has set makes it that; of the others it replaces everything, the reader's own
notes and tags too; and it brings back what its reader has deleted. So this one has the notes of
the plan alone, each with what is its reader's, and just newer than the copy there. Anki takes all
of them or none.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.syncing.plan import Change, What
from generator.writing.anki_collection import collection_database
from generator.writing.apkg import media_files, write_archive
from generator.writing.lock import Lock
from generator.writing.notetypes import note_type

if TYPE_CHECKING:
    from generator.rendering.anki_notes import AnkiNote

IMPORTED: Final[frozenset[What]] = frozenset({"new", "changed", "kind changed", "back"})
OWN_FIELD: Final = "Notes"  # the field that no author writes into


@dataclass(frozen=True, slots=True)
class Wanted:
    """A note as the collection should have it."""

    guid: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    modified: int


def wanted(changes: Iterable[Change]) -> tuple[Wanted, ...]:
    """The notes of a plan that an import can bring."""
    found: list[Wanted] = []
    for change in changes:
        if change.what not in IMPORTED or change.ours is None:
            continue
        fields, modified = dict(change.ours.fields), change.ours.modified
        if change.held is not None:
            theirs = change.held.fields
            if change.keeps:
                fields |= {name: html for name, html in theirs.items() if name in fields}
            fields[OWN_FIELD] = theirs.get(OWN_FIELD, "")
            modified = max(modified, change.held.modified + 1)
        found.append(Wanted(change.guid, fields, change.tags, modified))
    return tuple(found)


def write_for(
    path: Path, every: Sequence[AnkiNote], lock: Lock, notes: Sequence[Wanted], described: str
) -> None:
    """Write a package of `notes` to `path`. `every` note of the language, in study order, tells
    where they stand. Raises OSError.
    """
    names = {lock.entries[note.id].guid: note for note in every}
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(collection_database(every, lock, described))
        _leave_out(database, {note.guid for note in notes})
        for note in notes:
            kind = note_type(names[note.guid].notetype)
            fields = "\x1f".join(note.fields[field.name] for _, field in kind.fields)
            tags = f" {' '.join(note.tags)} " if note.tags else ""
            database.execute(
                "UPDATE notes SET flds = ?, tags = ?, mod = ? WHERE guid = ?",
                (fields, tags, note.modified, note.guid),
            )
        _leave_out_decks(database)
        database.commit()
        data = database.serialize()
    write_archive(data, media_files(names[note.guid] for note in notes), path)


def _leave_out(database: sqlite3.Connection, guids: set[str]) -> None:
    every = database.execute("SELECT id, guid FROM notes").fetchall()
    out = [(id_,) for id_, guid in every if guid not in guids]
    database.execute("CREATE INDEX of_note ON cards (nid)")
    database.executemany("DELETE FROM cards WHERE nid = ?", out)
    database.executemany("DELETE FROM notes WHERE id = ?", out)
    database.execute("DROP INDEX of_note")


def _leave_out_decks(database: sqlite3.Connection) -> None:
    """Leave out the decks that hold no card: Anki would make again what a reader has deleted."""
    used = {str(id_) for (id_,) in database.execute("SELECT DISTINCT did FROM cards")}
    decks = json.loads(database.execute("SELECT decks FROM col").fetchone()[0])
    full = [deck["name"] for id_, deck in decks.items() if id_ in used]
    kept = {
        id_: deck
        for id_, deck in decks.items()
        if id_ == "1" or any(f"{name}::".startswith(f"{deck['name']}::") for name in full)
    }
    database.execute("UPDATE col SET decks = ?", (json.dumps(kept, sort_keys=True),))
