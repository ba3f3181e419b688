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
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.syncing.held import HeldNote
from generator.syncing.plan import Change, What
from generator.writing.anki_collection import collection_database
from generator.writing.apkg import media_files, write_archive
from generator.writing.lock import Lock
from generator.writing.notetypes import note_type

if TYPE_CHECKING:
    from generator.rendering.anki_notes import AnkiNote

IMPORTED: Final[frozenset[What]] = frozenset({"new", "changed", "kind changed", "back"})
OWN_FIELD: Final = "Notes"  # the field that no author writes into
COPY_TAG: Final = "proofdeck::mine"  # on the notes that keep a reader's version
# The fields by which a note belongs to a deck and its build; Notes stay with the note itself.
_OF_THE_DECK: Final = ("Id", "Slug", "Source", "Evidence", "Footer", OWN_FIELD)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A note as the collection should have it. `copy_of` is the GUID of the note beside which a
    new one is to stand.
    """

    guid: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    modified: int
    copy_of: str = ""


def wanted(changes: Iterable[Change]) -> tuple[Wanted, ...]:
    """The notes of a plan that an import can bring."""
    found: list[Wanted] = []
    for change in changes:
        if change.what not in IMPORTED or change.ours is None or not change.importable:
            continue
        fields, modified = dict(change.ours.fields), change.ours.modified
        if change.held is not None:
            theirs = change.held.fields
            if change.keeps:
                fields |= {name: html for name, html in theirs.items() if name in fields}
            fields[OWN_FIELD] = theirs.get(OWN_FIELD, "")
            modified = max(modified, change.held.modified + 1)
        found.append(Wanted(change.guid, fields, change.tags, modified))
        if change.copied and change.held is not None:
            found.append(_copy(change, change.held))
    return tuple(found)


def _copy(change: Change, held: HeldNote) -> Wanted:
    """The reader's version as a note of its own, which no deck knows and nothing has verified. Its
    GUID is made of its text, so that a sync that is done again makes no second one.
    """
    fields = {**held.fields, **dict.fromkeys(_OF_THE_DECK, "")}
    text = "\x1f".join((held.guid, *held.fields.values()))
    guid = sha256(text.encode("utf-8")).hexdigest()[:20]
    return Wanted(guid, fields, (*held.tags, COPY_TAG), held.modified, held.guid)


def write_for(
    path: Path, every: Sequence[AnkiNote], lock: Lock, notes: Sequence[Wanted], described: str
) -> None:
    """Write a package of `notes` to `path`. `every` note of the language, in study order, tells
    where they stand. Raises OSError.
    """
    names = {lock.entries[note.id].guid: note for note in every}
    copies = [note for note in notes if note.copy_of]
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(collection_database(every, lock, described))
        for note in copies:
            _insert_copy(database, note, names[note.copy_of])
        _leave_out(database, {note.guid for note in notes})
        for note in notes:
            kind = note_type(names[note.copy_of or note.guid].notetype)
            fields = "\x1f".join(note.fields.get(field.name, "") for _, field in kind.fields)
            tags = f" {' '.join(note.tags)} " if note.tags else ""
            database.execute(
                "UPDATE notes SET flds = ?, tags = ?, mod = ? WHERE guid = ?",
                (fields, tags, note.modified, note.guid),
            )
        _leave_out_decks(database)
        database.commit()
        data = database.serialize()
    write_archive(data, media_files(names[note.copy_of or note.guid] for note in notes), path)


def _insert_copy(database: sqlite3.Connection, note: Wanted, original: AnkiNote) -> None:
    """A new note, in the sub-deck of the original, with the cards that its own fields make."""
    (new,) = database.execute(
        "SELECT max(max(id), (SELECT max(id) FROM cards)) + 1 FROM notes"
    ).fetchone()
    database.execute(
        "INSERT INTO notes SELECT ?, ?, mid, mod, usn, tags, flds, sfld, csum, flags, data "
        "FROM notes WHERE guid = ?",
        (new, note.guid, note.copy_of),
    )
    ordinals = replace(original, fields=note.fields).ordinals or (0,)
    for number, ordinal in enumerate(ordinals):
        database.execute(
            "INSERT INTO cards SELECT ?, ?, did, ?, mod, usn, type, queue, due, ivl, factor, reps, "
            "lapses, left, odue, odid, flags, data FROM cards "
            "WHERE nid = (SELECT id FROM notes WHERE guid = ?) ORDER BY ord LIMIT 1",
            (new + number, new, ordinal, note.copy_of),
        )


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
