"""A package that Anki exported with learning progress → the notes, cards and reviews in it.

AnkiConnect neither finds notes by GUID nor tells the GUID of one. An export of the deck does, has
everything else that a plan needs, takes less time than asking for each note, and is a backup.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from generator.model import NoteKind, Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.syncing.held import HeldCard, HeldNote, HeldType
from generator.writing.notetypes import look_digest, note_types

_COLLECTION: Final = "collection.anki21"  # of packages that older versions of Anki can read
_CLOZE: Final = 1
_CARDS: Final = """
    SELECT nid, id, ord, did, odid, type, queue, due, ivl, factor, reps, lapses, flags,
           (SELECT count(*) FROM revlog WHERE cid = cards.id)
    FROM cards ORDER BY nid, ord
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a package holds: notes in the order of their ids, the note types by name, the id of
    the preset of each deck by its name, and the presets by name.
    """

    notes: tuple[HeldNote, ...]
    types: Mapping[str, HeldType]
    decks: Mapping[str, int]
    presets: Mapping[str, Any]


def read_exported(path: Path) -> Exported:
    """Read a package that Anki wrote to `path`. Raises ProblemsError."""
    try:
        with ZipFile(path) as package:
            data = package.read(_COLLECTION)
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(data)
            return _exported(database)
    except (OSError, BadZipFile, sqlite3.Error, LookupError, ValueError, TypeError) as error:
        message = f"what Anki exported cannot be read: {' '.join(str(error).split())}"
        hint = "check the collection in Anki (Tools → Check Database), then try again"
        place = Place(display_path(path))
        raise ProblemsError(Problem(place, "anki-failed", message, hint)) from None


def _exported(database: sqlite3.Connection) -> Exported:
    models, decks, presets = map(
        json.loads, database.execute("SELECT models, decks, dconf FROM col").fetchone()
    )
    names = {int(deck["id"]): str(deck["name"]) for deck in decks.values()}
    filtered = {int(deck["id"]) for deck in decks.values() if deck.get("dyn")}
    cards: dict[int, list[HeldCard]] = {}
    for note, id_, ordinal, deck, home, *state, reviews in database.execute(_CARDS):
        stands = HeldCard(
            id=id_,
            ordinal=ordinal,
            deck=names.get(deck, ""),
            state=tuple(state),
            reviews=reviews,
            filtered=bool(home) or deck in filtered,
        )
        cards.setdefault(note, []).append(stands)
    return Exported(
        tuple(_notes(database, models, cards)),
        {str(one["name"]): held_type(one) for one in models.values()},
        {
            str(deck["name"]): int(deck["conf"])
            for deck in decks.values()
            if deck.get("conf") is not None
        },
        {str(one["id"]): _lasting(one) for one in presets.values()},
    )


def _notes(
    database: sqlite3.Connection, models: Mapping[str, Any], cards: Mapping[int, list[HeldCard]]
) -> Iterator[HeldNote]:
    own = {number for number, one in models.items() if _is_own(one, models)}
    rows = database.execute("SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id")
    for id_, guid, model, modified, tags, fields in rows:
        kind = models[str(model)]
        named = (str(each["name"]) for each in kind["flds"])
        yield HeldNote(
            guid=guid,
            id=id_,
            kind=note_kind(kind),
            modified=modified,
            tags=tuple(tags.split()),
            fields=dict(zip(named, fields.split("\x1f"), strict=True)),
            cards=tuple(cards.get(id_, ())),
            own_type=str(model) in own,
        )


def _is_own(model: Mapping[str, Any], models: Mapping[str, Any]) -> bool:
    """Whether a note type is a reader's own. One that Anki made of ours, as an import without
    merging does, is not while both have the same fields and templates in the same order.
    """
    ours = next(one for one in note_types() if one.kind == note_kind(model))
    if int(model["id"]) == ours.id:
        return False
    there = models.get(str(ours.id))
    expected = (
        _layout(there)
        if there
        else ([one.name for _, one in ours.fields], [one.name for one in ours.templates])
    )
    return _layout(model) != expected


def _layout(model: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    fields = sorted(model["flds"], key=lambda one: one["ord"])
    return [one["name"] for one in fields], [one["name"] for one in model["tmpls"]]


def note_kind(model: Mapping[str, Any]) -> NoteKind:
    return "cloze" if model.get("type") == _CLOZE else "basic"


def held_type(model: Mapping[str, Any]) -> HeldType:
    """A note type as Anki's legacy schema has it."""
    sides = [[one["name"], one["qfmt"], one["afmt"]] for one in model["tmpls"]]
    return HeldType(int(model["mod"]), look_digest(model["css"], sides))


def _lasting(preset: Mapping[str, Any]) -> dict[str, Any]:
    """A preset without what says when it last changed."""
    return {name: value for name, value in preset.items() if name not in ("mod", "usn")}
