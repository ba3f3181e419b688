"""A package of a deck, and where its cards stand → a package that brings the history along.

It is for a collection that lacks the notes: Anki takes history only for cards that it makes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from generator.bridging.anki_history import RevlogRow
from generator.bridging.card_columns import CardColumns
from generator.given import open_regular
from generator.running.machine.scratch import scratch_folder
from generator.scheduling.card_key import CardKey
from generator.verifying.archive import (
    MOST_NOTES,
    NEWEST,
    broken_collection,
    open_member,
    package_problem,
    plain_tables,
    readable_package,
    unpack_collection,
)
from generator.writing.apkg import zipped

CREATED: Final = date(2014, 9, 19)  # the day that packages count from, which is genanki's
_CREATED_AT: Final = 1_411_124_400
# Without these Anki takes the history for that of its first scheduler, and changes grades in it.
_SETTINGS: Final[Mapping[str, Any]] = {"schedVer": 2, "sched2021": True, "creationOffset": 0}
_NEW_TO_SYNC: Final = -1
_MOST_CARDS: Final = 1_000_000
_MOST_MEDIA: Final = 2 << 30  # bytes, unpacked
_MOST_FILE: Final = 256 << 20
_MOST_LIST: Final = 32 << 20
_NOTES: Final = (
    "SELECT id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data FROM notes ORDER BY id"
)
_CARDS: Final = "SELECT id, nid, did, ord, mod, odid, type, due FROM cards ORDER BY id"
_TABLES: Final = ("notes", "cards", "col")


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What a card brings along. `columns` are None for one that is new: its reviews are from
    before it was made so.
    """

    columns: CardColumns | None
    rows: tuple[RevlogRow, ...]


def keys_in(package: Path) -> frozenset[CardKey]:
    """The cards in a package. Raises ProblemsError."""
    with _opened(package) as (_, db):
        return frozenset(card.key for card in _cards(package, db) if card.key)


def write_scheduled(package: Path, history: Mapping[CardKey, Scheduled], target: Path) -> int:
    """Write `package` with the history of its cards to `target`, atomically; how many cards have
    some. The others are new. Raises ProblemsError and OSError.
    """
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with _opened(package) as (file, db):
            data, scheduled = _database(package, db, history)
            with (
                readable_package(package),
                ZipFile(file) as source,
                ZipFile(unfinished, "w", ZIP_DEFLATED) as made,
            ):
                zipped(made, "collection.anki2", data)
                _copy_media(package, source, made)
        unfinished.replace(target)
        return scheduled
    finally:
        unfinished.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Card:
    """A card of a package: `key` is None where its note has no GUID that can be."""

    id: int
    note: int
    deck: int
    ordinal: int
    modified: int
    position: int
    key: CardKey | None


@contextmanager
def _opened(package: Path) -> Iterator[tuple[IO[bytes], sqlite3.Connection]]:
    """The open file of a package, and its collection to read plain tables of."""
    broken = broken_collection(package)
    with ExitStack() as stack:
        try:
            database = Path(stack.enter_context(scratch_folder())) / "collection"
            file = stack.enter_context(open_regular(package))
            _refuse_newest(package, file)
            unpack_collection(package, file, database)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            message = f"this file cannot be read: {reason}"
            raise package_problem(package, "unreadable", message) from None
        try:
            db, there = stack.enter_context(plain_tables(database, _TABLES))
            if not there >= {*_TABLES}:
                raise broken
            yield file, db
        except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError, TypeError):
            raise broken from None


def _refuse_newest(package: Path, file: IO[bytes]) -> None:
    with readable_package(package), ZipFile(file) as archive:
        if NEWEST in archive.namelist():
            message = "history cannot be written into a package in Anki's newest format"
            hint = "export it again with “Support older Anki versions” ticked"
            raise package_problem(package, "newer-package", message, hint)


def _cards(package: Path, db: sqlite3.Connection) -> Iterator[_Card]:
    guids: dict[int, str] = {}
    for count, (id_, guid) in enumerate(db.execute("SELECT id, guid FROM notes")):
        if count >= MOST_NOTES:
            message = f"this package holds more than {MOST_NOTES:,} notes"
            raise package_problem(package, "too-large", message)
        guids[id_] = bytes(guid).decode("utf-8", "replace")
    for count, row in enumerate(db.execute(_CARDS)):
        if count >= _MOST_CARDS:
            message = f"this package holds more than {_MOST_CARDS:,} cards"
            raise package_problem(package, "too-large", message)
        id_, note, deck, ordinal, modified, home, kind, due = map(int, row)
        try:
            key = CardKey(guids.get(note, ""), ordinal)
        except ValueError:
            key = None
        yield _Card(
            id_, note, home or deck, ordinal, modified, due if kind == 0 else count + 1, key
        )


def _database(
    package: Path, db: sqlite3.Connection, history: Mapping[CardKey, Scheduled]
) -> tuple[bytes, int]:
    """A collection with the notes of another, and how many of its cards have a history."""
    from genanki.apkg_col import APKG_COL
    from genanki.apkg_schema import APKG_SCHEMA

    models, decks, presets = db.execute("SELECT models, decks, dconf FROM col").fetchone()
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(APKG_SCHEMA)
        made.executescript(APKG_COL)
        made.execute(
            "UPDATE col SET crt = ?, conf = ?, models = ?, decks = ?, dconf = ?",
            (_CREATED_AT, json.dumps(_SETTINGS), _text(models), _text(decks), _text(presets)),
        )
        made.executemany(
            f"INSERT INTO notes VALUES ({', '.join('?' * 11)})",
            (tuple(map(_text, row)) for row in db.execute(_NOTES)),
        )
        taken: set[int] = set()
        scheduled = 0
        for card in _cards(package, db):
            own = history.get(card.key) if card.key else None
            made.execute(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", _card_row(card, own))
            if own is not None:
                scheduled += 1
                made.executemany(
                    f"INSERT INTO revlog VALUES ({', '.join('?' * 9)})",
                    [revlog_values(row, card.id, taken) for row in own.rows],
                )
        made.commit()
        return made.serialize(), scheduled


def _card_row(card: _Card, own: Scheduled | None) -> tuple[object, ...]:
    ours = (card.id, card.note, card.deck, card.ordinal)
    if own is None or own.columns is None:
        return (*ours, card.modified, _NEW_TO_SYNC, 0, 0, card.position, *[0] * 8, "")
    one = own.columns
    state = (one.type, one.queue, one.due, one.interval, one.factor, one.reps, one.lapses, one.left)
    return (*ours, one.last, _NEW_TO_SYNC, *state, 0, 0, one.flag, one.data)


def revlog_values(row: RevlogRow, card: int, taken: set[int]) -> tuple[int, ...]:
    """A row as Anki's table has it, for the card with this id. The moment is moved to the next
    that is not `taken`, since it is the key there, whatever the card.
    """
    moment = row.id
    while moment in taken:
        moment += 1
    taken.add(moment)
    return (
        moment, card, _NEW_TO_SYNC, row.ease, row.interval, row.last, row.factor, row.took, row.type
    )  # fmt: skip


def _text(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _copy_media(package: Path, source: ZipFile, made: ZipFile) -> None:
    """Copy the files that cards show. Raises ProblemsError where they are too large."""
    message = (
        f"the media of this package unpack to more than {_MOST_MEDIA >> 20} MiB, or one of them to "
        f"more than {_MOST_FILE >> 20}"
    )
    too_large = package_problem(package, "too-large", message)
    left = _MOST_MEDIA
    there = set(source.namelist())
    listed = b"{}"
    if "media" in there:
        with open_member(package, source, "media", packed=False) as file:
            listed = file.read(_MOST_LIST + 1)
    try:
        names = json.loads(listed)
        members = [str(name) for name in names]
    except (ValueError, RecursionError, TypeError):
        raise BadZipFile from None
    if len(listed) > _MOST_LIST:
        raise too_large
    zipped(made, "media", listed)
    for name in members:
        if name not in there:
            continue
        with open_member(package, source, name, packed=False) as file:
            data = file.read(_MOST_FILE + 1)
        left -= len(data)
        if left < 0 or len(data) > _MOST_FILE:
            raise too_large
        zipped(made, name, data)
