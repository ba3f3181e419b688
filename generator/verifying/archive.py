"""An `.apkg` file, made by anybody → the notes in it, as rows.

Nothing in the file is trusted: sizes are counted while unpacking, and only one plain table of the
database is read, so that the file can neither run code nor take for ever.
"""

from __future__ import annotations

import os
import sqlite3
import struct
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile

from generator.given import open_regular
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.running.machine.scratch import scratch_folder
from generator.verifying.allowance import largest_collection

MOST_NOTES: Final = 200_000
_LONGEST_FIELD: Final = 16 * 1024**2
_CHUNK: Final = 1 << 20
_STEPS: Final = 100_000  # of SQLite's machine, between two looks at the count
_MOST_LOOKS: Final = 500

# The newest format first: a package in it has a placeholder under the older names.
_NEWEST: Final = "collection.anki21b"
_NAMES: Final = (_NEWEST, "collection.anki21", "collection.anki2")


Rows = Iterator[tuple[int, str]]


@contextmanager
def open_package(path: Path) -> Iterator[tuple[int, Rows]]:
    """The size of a package, and (id of the note type, all fields) of each of its notes, one
    after the other. Raises ProblemsError, also while the rows are read.
    """
    try:
        with scratch_folder() as folder:
            database = Path(folder) / "collection"
            with open_regular(path) as file:
                size = os.fstat(file.fileno()).st_size
                _unpack(path, file, largest_collection(size), database)
            with closing(_rows(path, database)) as rows:
                yield size, rows
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _error(path, "unreadable", f"this file cannot be read: {reason}") from None


def _unpack(path: Path, given: IO[bytes], most: int, target: Path) -> None:
    try:
        with ZipFile(given) as package:
            present = set(package.namelist())
            name = next((name for name in _NAMES if name in present), None)
            if name is None:
                hint = "name a deck exported from Anki or built by Proofdeck, an .apkg file"
                raise _error(path, "no-package", "this is not an Anki package", hint)
            if package.getinfo(name).compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise BadZipFile
            with package.open(name) as packed, target.open("wb") as file:
                size = 0
                for data in _chunks(path, name, packed):
                    size += len(data)
                    if size > most:
                        message = f"this package unpacks to more than {most >> 20} MiB"
                        raise _error(path, "too-large", message)
                    file.write(data)
    except (BadZipFile, LargeZipFile, RuntimeError, EOFError, ValueError, struct.error, zlib.error):
        # RuntimeError: a member with a password, or with a compression that Python does not know.
        message = "this is not an Anki package, or it is broken"
        hint = "name a deck exported from Anki or built by Proofdeck, an .apkg file"
        raise _error(path, "no-package", message, hint) from None


def _chunks(path: Path, name: str, packed: IO[bytes]) -> Iterator[bytes]:
    if name != _NEWEST:
        yield from iter(partial(packed.read, _CHUNK), b"")
        return
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        message = "this package is in Anki's newest format, which needs Python 3.14"
        hint = "export it again with “Support older Anki versions” ticked, or use Python 3.14"
        raise _error(path, "newer-package", message, hint) from None
    try:
        with zstd.ZstdFile(packed) as file:
            yield from iter(partial(file.read, _CHUNK), b"")
    except zstd.ZstdError:
        raise BadZipFile from None


def _rows(path: Path, database: Path) -> Generator[tuple[int, str]]:
    broken = _error(path, "no-package", "the collection in this package is broken")
    left = database.stat().st_size
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            _confine(db)
            if not _plain(db):
                raise broken
            db.set_authorizer(_reads_notes)
            if db.execute("SELECT 1 FROM notes LIMIT 1 OFFSET ?", (MOST_NOTES,)).fetchone():
                message = f"this package holds more than {MOST_NOTES:,} notes"
                raise _error(path, "too-large", message)
            # In the order of the table, which is by id: sorting would first store all the rows
            # that a crafted table claims to have.
            rows = db.execute("SELECT mid, flds FROM notes")
            for mid, fields in rows:
                if not isinstance(mid, int) or not isinstance(fields, bytes):
                    raise broken
                left -= len(fields)
                if left < 0:  # a crafted table can return the same bytes many times
                    raise broken
                yield mid, fields.decode("utf-8", "replace")
    except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError):
        # Unicode: SQLite's own messages quote the schema, whatever bytes it holds.
        raise broken from None


def _plain(db: sqlite3.Connection) -> bool:
    """Whether `notes` is a single table without computed columns."""
    found = db.execute(
        "SELECT type, rootpage > 0, sql FROM sqlite_master WHERE lower(name) = 'notes'"
    ).fetchall()
    if len(found) != 1 or found[0][:2] != (b"table", 1):
        return False
    if not isinstance(found[0][2], bytes) or not found[0][2].startswith(b"CREATE TABLE "):
        return False
    return not any(hidden for *_, hidden in db.execute("PRAGMA table_xinfo(notes)"))


def _reads_notes(action: int, table: str | None, *rest: str | None) -> int:
    """Allow a statement to read the table of notes and nothing else: no view, no function."""
    if action == sqlite3.SQLITE_SELECT:
        return sqlite3.SQLITE_OK
    *_, view = rest
    if action == sqlite3.SQLITE_READ and table == "notes" and view is None:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _confine(db: sqlite3.Connection) -> None:
    db.text_factory = bytes
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_FIELD)
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    looks = 0

    def tired() -> bool:
        nonlocal looks
        looks += 1
        return looks > _MOST_LOOKS

    db.set_progress_handler(tired, _STEPS)


def _error(path: Path, code: str, message: str, hint: str = "") -> ProblemsError:
    return ProblemsError(Problem(Place(display_path(path)), code, message, hint))
