"""The cards of a deck as they were when they last held, so that a deck that is being rewritten can
be studied all the same. It may be lost: then only what holds now is studied.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from generator.keeping.shelf import digest
from generator.model import Media, Place
from generator.rendering.anki_notes import AnkiNote
from generator.syncing.data_folder import data_folder, made

_VERSION: Final = 1
_WAIT: Final = 5.0  # seconds for another window that writes
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, digest TEXT NOT NULL, note BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS media (name TEXT PRIMARY KEY, data BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class GoodNote:
    """A note that held. `digest` covers all that is shown of it; `order` is its place in the deck,
    `chapter` the title of its file.
    """

    guid: str
    note: AnkiNote
    kind: str
    chapter: str
    order: int
    digest: str

    @property
    def name(self) -> str:
        return self.note.id


class LastGood:
    """What is kept of the deck in `folder`. From any thread; several processes may have it open."""

    def __init__(self, folder: Path) -> None:
        """Raises ProblemsError where there is no folder for data."""
        kept = made(data_folder() / "study" / "last-good")
        self._path = kept / f"{digest(str(folder.absolute()))[:32]}.{_VERSION}.sqlite"
        self._alone = threading.Lock()
        self._known: dict[str, str] = {}
        self.notes: Mapping[str, GoodNote] = MappingProxyType(self._read())

    def keep(self, notes: Iterable[GoodNote], gone: Iterable[str] = ()) -> None:
        """Keep notes that hold, and forget those of these names, as far as that can be written."""
        with self._alone:
            new = [note for note in notes if self._known.get(note.name) != _mark(note)]
            gone = [name for name in gone if name in self._known]
            if not (new or gone):
                return
            with suppress(sqlite3.Error, OSError):
                self._write(new, gone)
            for note in new:
                self._known[note.name] = _mark(note)
            for name in gone:
                del self._known[name]
            left = {name: note for name, note in self.notes.items() if name in self._known}
            self.notes = MappingProxyType({**left, **{note.name: note for note in new}})

    def _write(self, new: Iterable[GoodNote], gone: Iterable[str]) -> None:
        db = sqlite3.connect(self._path, timeout=_WAIT)
        try:
            with db:
                db.executescript(_TABLES)
            with db:
                db.executemany("DELETE FROM notes WHERE name = ?", ((name,) for name in gone))
                for note in new:
                    row = (note.name, _mark(note), _packed(note))
                    db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", row)
                    media = ((each.name, each.data) for each in note.note.media)
                    db.executemany("INSERT OR IGNORE INTO media VALUES (?, ?)", media)
        finally:
            db.close()

    def _read(self) -> dict[str, GoodNote]:
        found: dict[str, GoodNote] = {}
        if not self._path.exists():
            return found
        try:
            db = sqlite3.connect(self._path, timeout=_WAIT)
            try:
                media = dict(db.execute("SELECT name, data FROM media"))
                for name, mark, packed in db.execute("SELECT name, digest, note FROM notes"):
                    found[name] = _unpacked(packed, media)
                    self._known[name] = mark
            finally:
                db.close()
        except (sqlite3.Error, OSError, ValueError, KeyError, TypeError, zlib.error):
            self._known.clear()
            with suppress(OSError):
                self._path.unlink(missing_ok=True)  # it is of use to nobody
            return {}
        return found


def _mark(note: GoodNote) -> str:
    place = note.note.place
    return f"{note.guid} {note.order} {place.path}:{place.line} {note.chapter} {note.digest}"


def _packed(good: GoodNote) -> bytes:
    bare = replace(good.note, media=(), fields={})
    value = asdict(replace(good, note=bare))
    value["note"]["fields"] = dict(good.note.fields)
    value["note"]["media"] = [each.name for each in good.note.media]
    return zlib.compress(json.dumps(value).encode("ascii"))


def _unpacked(packed: bytes, media: Mapping[str, bytes]) -> GoodNote:
    value: dict[str, Any] = json.loads(zlib.decompress(packed))
    note = value.pop("note")
    own = tuple(Media(name, media[name]) for name in note.pop("media") if name in media)
    place, tags = Place(**note.pop("place")), tuple(note.pop("tags"))
    fields = MappingProxyType(note.pop("fields"))
    return GoodNote(
        note=AnkiNote(place=place, tags=tags, fields=fields, media=own, **note), **value
    )
