"""The tables of an Anki collection: its note types, decks, notes and cards."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.importing.packages.anki_templates import Template
from generator.importing.packages.protobuf import ProtobufError, number_in, text_in
from generator.verifying.archive import MOST_NOTES, broken_collection, package_problem, plain_tables

MOST_TEXT: Final = 128 << 20  # bytes of all fields together
_MOST_CARDS: Final = 1_000_000
_TABLES: Final = ("notes", "cards", "col", "notetypes", "fields", "templates", "decks")
_CLOZE: Final = 1
_CSS: Final = 3  # in the configuration of a note type
_SUSPENDED: Final = -1


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type: the names of its fields and its templates, both in their order, and its CSS."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    css: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its cards: by the number of their template (of a cloze, from 0), the path of
    their deck. `reviews` counts all of them; `suspended` says that all cards are.
    """

    id: int
    guid: str
    type: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    cards: Mapping[int, tuple[str, ...]]
    reviews: int
    suspended: bool


@dataclass(frozen=True, slots=True)
class AnkiCollection:
    """The note types by id, and the notes in the order in which they were made."""

    types: Mapping[int, NoteType]
    notes: tuple[Note, ...]


def read_collection(path: Path, database: Path) -> AnkiCollection:
    """The collection of the package `path` in an unpacked database. Raises ProblemsError."""
    broken = broken_collection(path)
    try:
        with plain_tables(database, _TABLES) as (db, there):
            # The newest tables are sorted by a rule of Anki's own.
            db.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a < b))
            if not there >= {"notes", "cards"}:
                raise broken
            newest = "notetypes" in there
            types = _new_types(db) if newest else _old_types(db)
            decks = _new_decks(db) if newest else _old_decks(db)
            return AnkiCollection(types, tuple(_notes(db, path, decks)))
    except (
        sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError, RecursionError, ValueError,
        TypeError, KeyError, AttributeError, ProtobufError,
    ):  # fmt: skip
        raise broken from None


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def _notes(
    db: sqlite3.Connection, path: Path, decks: Mapping[int, tuple[str, ...]]
) -> Iterator[Note]:
    cards: dict[int, dict[int, tuple[str, ...]]] = {}
    reviews: dict[int, int] = {}
    awake: set[int] = set()
    query = "SELECT nid, ord, did, odid, queue, reps FROM cards"
    for count, row in enumerate(db.execute(query)):
        note, number, deck, home, queue, reps = (int(each or 0) for each in row)
        if count >= _MOST_CARDS:
            message = f"this package holds more than {_MOST_CARDS:,} cards"
            raise package_problem(path, "too-large", message)
        cards.setdefault(note, {})[number] = decks.get(home or deck, ())
        reviews[note] = reviews.get(note, 0) + max(reps, 0)
        if queue != _SUSPENDED:
            awake.add(note)
    left = MOST_TEXT
    for count, row in enumerate(db.execute("SELECT id, guid, mid, tags, flds FROM notes")):
        number, guid, kind, tags, fields = row
        left -= len(fields or b"")
        if count >= MOST_NOTES or left < 0:
            message = f"this package holds more than {MOST_NOTES:,} notes or {MOST_TEXT >> 20} MiB"
            hint = "export one of its decks"
            raise package_problem(path, "too-large", message, hint)
        own = dict(sorted(cards.get(number, {}).items()))
        yield Note(
            int(number),
            _text(guid),
            int(kind),
            tuple(_text(tags).split()),
            tuple(_text(fields).split("\x1f")),
            own,
            reviews.get(number, 0),
            bool(own) and number not in awake,
        )


def _new_types(db: sqlite3.Connection) -> Mapping[int, NoteType]:
    fields: dict[int, dict[int, str]] = {}
    for kind, order, name in db.execute("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(kind, {})[order] = _text(name)
    templates: dict[int, dict[int, Template]] = {}
    for kind, order, config in db.execute("SELECT ntid, ord, config FROM templates"):
        made = Template(text_in(config, 1), text_in(config, 2))
        templates.setdefault(kind, {})[order] = made
    return {
        kind: NoteType(
            _text(name),
            number_in(config, 1) == _CLOZE,
            _in_order(fields.get(kind, {})),
            _in_order(templates.get(kind, {})),
            text_in(config, _CSS),
        )
        for kind, name, config in db.execute("SELECT id, name, config FROM notetypes")
    }


def _in_order(items: Mapping[int, Any]) -> tuple[Any, ...]:
    return tuple(items[key] for key in sorted(items))


def _new_decks(db: sqlite3.Connection) -> Mapping[int, tuple[str, ...]]:
    rows = db.execute("SELECT id, name FROM decks")
    return {deck: tuple(_text(name).split("\x1f")) for deck, name in rows}


def _old_types(db: sqlite3.Connection) -> Mapping[int, NoteType]:
    types = {}
    for key, value in _column(db, "SELECT models FROM col").items():
        fields = sorted(value["flds"], key=lambda each: int(each.get("ord") or 0))
        templates = sorted(value["tmpls"], key=lambda each: int(each.get("ord") or 0))
        types[int(key)] = NoteType(
            str(value["name"]),
            int(value.get("type") or 0) == _CLOZE,
            tuple(str(each["name"]) for each in fields),
            tuple(Template(str(each["qfmt"]), str(each["afmt"])) for each in templates),
            str(value.get("css") or ""),
        )
    return types


def _old_decks(db: sqlite3.Connection) -> Mapping[int, tuple[str, ...]]:
    found = _column(db, "SELECT decks FROM col")
    return {int(key): tuple(str(value["name"]).split("::")) for key, value in found.items()}


def _column(db: sqlite3.Connection, query: str) -> Mapping[str, Any]:
    row = db.execute(query).fetchone()
    found = json.loads(_text(row[0])) if row else {}
    if not isinstance(found, dict):
        raise ValueError(query)
    return found
