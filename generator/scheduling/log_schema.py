"""The tables of the review log, and how a log of an earlier Proofdeck becomes one of this.

`reviews` and `marks` are the truth: rows are added to them and taken back (`undone`), never
removed. `states` is a cache of what follows from `reviews`. The number of a change (`serial`) goes
up by one over all tables, so that any process sees that another has changed something.
"""

from __future__ import annotations

import sqlite3
from typing import Final

APPLICATION: Final = 0x50_44_52_4C  # "PDRL", in the header of the file

# MIGRATIONS[n] makes schema n + 1 of schema n. A line that was released never changes.
MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """CREATE TABLE counter (
            only INTEGER PRIMARY KEY CHECK (only = 0),
            changes INTEGER NOT NULL
        )""",
        "INSERT INTO counter VALUES (0, 0)",
        """CREATE TABLE reviews (
            serial INTEGER PRIMARY KEY,
            id INTEGER NOT NULL,
            guid TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            grade INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 4),
            type INTEGER NOT NULL CHECK (type BETWEEN 0 AND 5),
            interval INTEGER NOT NULL CHECK (interval >= 0),
            took INTEGER NOT NULL CHECK (took >= 0),
            source TEXT NOT NULL CHECK (source IN ('study', 'anki')),
            factor INTEGER NOT NULL,
            step INTEGER,
            digest TEXT NOT NULL,
            answer TEXT NOT NULL,
            token TEXT UNIQUE,
            undone INTEGER,
            UNIQUE (guid, ordinal, id)
        )""",
        "CREATE INDEX reviews_by_id ON reviews (id)",
        """CREATE TABLE marks (
            serial INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            guid TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            what TEXT NOT NULL CHECK (what IN ('suspend', 'bury', 'flag')),
            suspended INTEGER NOT NULL CHECK (suspended IN (0, 1)),
            buried INTEGER NOT NULL CHECK (buried >= 0),
            flag INTEGER NOT NULL CHECK (flag BETWEEN 0 AND 7),
            token TEXT UNIQUE,
            undone INTEGER
        )""",
        "CREATE INDEX marks_by_card ON marks (guid, ordinal)",
        """CREATE TABLE undos (
            serial INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            token TEXT NOT NULL UNIQUE,
            target INTEGER NOT NULL
        )""",
        """CREATE TABLE states (
            guid TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            phase TEXT NOT NULL,
            due INTEGER NOT NULL,
            interval INTEGER NOT NULL,
            step INTEGER,
            stability REAL,
            difficulty REAL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            reviews INTEGER NOT NULL,
            lapses INTEGER NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (guid, ordinal)
        ) WITHOUT ROWID""",
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
    (
        """CREATE TABLE attempts (
            guid TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            at INTEGER NOT NULL,
            code TEXT NOT NULL,
            PRIMARY KEY (guid, ordinal)
        ) WITHOUT ROWID""",
    ),
)
VERSION: Final = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int | None:
    """The schema of an open file: 0 for one without any content, None for one that is not a log."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION:
        return int(version) or None
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return None if application or version or tables else 0


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a log of schema `version` to this one, inside the transaction that is open."""
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
