"""A package or collection that Anki wrote → the history in it. Both of Anki's formats are read.

Nothing in the file is trusted: see `verifying.archive`. A value that cannot be is read as none.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from generator.bridging.anki_history import (
    AnkiCard,
    AnkiHistory,
    RevlogRow,
    date_of_creation,
    latest_moment,
)
from generator.scheduling.card_key import CardKey
from generator.verifying.archive import (
    MOST_NOTES,
    broken_collection,
    package_problem,
    plain_tables,
    unpacked,
)

_MOST_CARDS: Final = 1_000_000
_MOST_ROWS: Final = 2_000_000
_LARGEST: Final = 2**53
_TABLES: Final = ("notes", "cards", "revlog", "col", "config")
_CARDS: Final = (
    "SELECT nid, id, ord, type, queue, due, ivl, factor, reps, lapses, left, flags, odue, odid, "
    "data FROM cards"
)
_ROWS: Final = "SELECT id, cid, ease, ivl, lastIvl, factor, time, type FROM revlog"
_FIRST_SCHEDULER: Final = 1
_LEARNING_TYPES: Final = (0, 2)


def read_history(path: Path) -> AnkiHistory:
    """The history in an `.apkg` or `.colpkg`. Raises ProblemsError."""
    with unpacked(path) as (_, database):
        return _read(path, database)


def _read(path: Path, database: Path) -> AnkiHistory:
    broken = broken_collection(path)
    try:
        with plain_tables(database, _TABLES) as (db, there):
            if not there >= {"notes", "cards", "revlog", "col"}:
                raise broken
            return _history(path, db, "config" in there)
    except (
        sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError, RecursionError, ValueError,
        TypeError, OSError,
    ):  # fmt: skip
        raise broken from None


def _history(path: Path, db: sqlite3.Connection, newest: bool) -> AnkiHistory:
    settings = _settings(db, newest)
    (created,) = db.execute("SELECT crt FROM col").fetchone()
    west = settings.get("creationOffset")
    west = west if isinstance(west, int) else None
    guids = {
        _number(id_): bytes(guid).decode("utf-8", "replace")
        for id_, guid in _bounded(path, db.execute("SELECT id, guid FROM notes"), MOST_NOTES)
    }
    cards: dict[CardKey, AnkiCard] = {}
    unnamed = 0
    for note, *columns in _bounded(path, db.execute(_CARDS), _MOST_CARDS):
        card = _card(guids.get(_number(note), ""), columns)
        if card is None or cards.setdefault(card.key, card) is not card:
            unnamed += 1
    keys = {card.id: card.key for card in cards.values()}
    first_scheduler = settings.get("schedVer", _FIRST_SCHEDULER) == _FIRST_SCHEDULER
    rows: dict[CardKey, list[RevlogRow]] = {}
    latest = latest_moment()
    for columns in _bounded(path, db.execute(_ROWS), _MOST_ROWS):
        row = RevlogRow(*map(_number, columns))
        key = keys.get(row.card)
        if key is not None and 0 < row.id < latest:
            rows.setdefault(key, []).append(_graded_anew(row) if first_scheduler else row)
    return AnkiHistory(
        date_of_creation(_number(created), west),
        MappingProxyType(cards),
        MappingProxyType(
            {key: tuple(sorted(own, key=lambda row: row.id)) for key, own in rows.items()}
        ),
        unnamed,
    )


def _graded_anew(row: RevlogRow) -> RevlogRow:
    """A row of Anki's first scheduler, which had three buttons for cards that are learned: its
    second is the third of today's.
    """
    if row.type in _LEARNING_TYPES and row.ease in (2, 3):
        return replace(row, ease=row.ease + 1)
    return row


def _settings(db: sqlite3.Connection, newest: bool) -> Mapping[str, Any]:
    """What says how the history is to be read."""
    if newest:
        query = "SELECT key, val FROM config WHERE key IN ('schedVer', 'creationOffset')"
        return {bytes(key).decode(): json.loads(value) for key, value in db.execute(query)}
    row = db.execute("SELECT conf FROM col").fetchone()
    found = json.loads(row[0]) if row and row[0] else {}
    return found if isinstance(found, dict) else {}


def _bounded(path: Path, rows: Iterator[Any], most: int) -> Iterator[Any]:
    for count, row in enumerate(rows):
        if count >= most:
            message = f"this package holds more than {most:,} notes, cards or reviews"
            raise package_problem(path, "too-large", message, "export one of its decks")
        yield row


def _card(guid: str, columns: list[Any]) -> AnkiCard | None:
    *numbers, text = columns
    id_, ordinal, kind, queue, due, interval, factor, reps, lapses, left, flags, home, filtered = (
        map(_number, numbers)
    )
    try:
        key = CardKey(guid, ordinal)
    except ValueError:
        return None
    data = _data(text)
    stability, difficulty = _real(data.get("s")), _real(data.get("d"))
    last = data.get("lrt")
    return AnkiCard(
        id_,
        key,
        kind,
        queue,
        due,
        interval,
        factor,
        reps,
        lapses,
        left,
        flags & 7,
        home_due=home,
        filtered=bool(filtered),
        stability=stability if difficulty is not None else None,
        difficulty=difficulty if stability is not None else None,
        last=last if isinstance(last, int) and 0 < last < _LARGEST else 0,
    )


def _data(text: object) -> Mapping[str, Any]:
    """What Anki keeps of a card in JSON: nothing, where it is none."""
    if not isinstance(text, bytes) or not text.startswith(b"{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _number(value: object) -> int:
    """A whole number that can be, else 0. Columns of SQLite hold whatever they are given."""
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    return value if isinstance(value, int) and -_LARGEST < value < _LARGEST else 0


def _real(value: object) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < _LARGEST:
        return float(value)
    return None
