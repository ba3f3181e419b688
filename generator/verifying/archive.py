"""An `.apkg` file, made by anybody → the notes in it, as rows.

Nothing in the file is believed: sizes are counted while unpacking, and the database may neither
run code of its own nor take for ever.
"""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile

from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.running.scratch import scratch_folder

LARGEST: Final = 512 * 1024**2  # bytes of a collection, unpacked
MOST_NOTES: Final = 200_000
_LONGEST_FIELD: Final = 16 * 1024**2
_CHUNK: Final = 1 << 20
_STEPS: Final = 100_000  # of SQLite's machine, between two looks at the count
_MOST_LOOKS: Final = 5_000

# The newest form first: a package that holds it has a placeholder under the older names.
_NEWEST: Final = "collection.anki21b"
_NAMES: Final = (_NEWEST, "collection.anki21", "collection.anki2")


def read_rows(path: Path) -> tuple[tuple[int, str], ...]:
    """(id of the note type, all fields) of each note, by id. Raises ProblemsError."""
    try:
        with scratch_folder() as folder:
            database = Path(folder) / "collection"
            _unpack(path, database)
            return tuple(_rows(path, database))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _error(path, "unreadable", f"this file cannot be read: {reason}") from None


def _unpack(path: Path, target: Path) -> None:
    try:
        with ZipFile(path) as package:
            present = set(package.namelist())
            name = next((name for name in _NAMES if name in present), None)
            if name is None:
                hint = "name a deck exported from Anki or built by Proofdeck, an .apkg file"
                raise _error(path, "no-package", "this is no Anki package", hint)
            if package.getinfo(name).compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise BadZipFile
            with package.open(name) as packed, target.open("wb") as file:
                size = 0
                for data in _chunks(path, name, packed):
                    size += len(data)
                    if size > LARGEST:
                        message = f"this package unpacks to more than {LARGEST >> 20} MiB"
                        raise _error(path, "too-large", message)
                    file.write(data)
    except (BadZipFile, LargeZipFile, RuntimeError, EOFError, ValueError, struct.error, zlib.error):
        # RuntimeError: a member with a password, or packed in a way unknown to Python.
        message = "this is no Anki package, or it is broken"
        hint = "name a deck exported from Anki or built by Proofdeck, an .apkg file"
        raise _error(path, "no-package", message, hint) from None


def _chunks(path: Path, name: str, packed: IO[bytes]) -> Iterator[bytes]:
    if name != _NEWEST:
        yield from iter(partial(packed.read, _CHUNK), b"")
        return
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        message = "this package is in Anki's newest form, which Python reads from 3.14 on"
        hint = "export it again with “Support older Anki versions” ticked, or use Python 3.14"
        raise _error(path, "newer-package", message, hint) from None
    try:
        with zstd.ZstdFile(packed) as file:
            yield from iter(partial(file.read, _CHUNK), b"")
    except zstd.ZstdError:
        raise BadZipFile from None


def _rows(path: Path, database: Path) -> Iterator[tuple[int, str]]:
    broken = _error(path, "no-package", "the collection in this package is broken")
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            _confine(db)
            kind = db.execute(
                "SELECT type FROM sqlite_master WHERE name = 'notes' AND rootpage > 0"
            ).fetchone()
            if kind != (b"table",):
                raise broken
            rows = db.execute("SELECT mid, flds FROM notes ORDER BY id LIMIT ?", (MOST_NOTES + 1,))
            for number, (mid, fields) in enumerate(rows):
                if number == MOST_NOTES:
                    message = f"this package holds more than {MOST_NOTES:,} notes"
                    raise _error(path, "too-large", message)
                if not isinstance(mid, int) or not isinstance(fields, bytes):
                    raise broken
                yield mid, fields.decode("utf-8", "replace")
    except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError):
        # Unicode: SQLite's own messages quote the schema, whatever bytes it holds.
        raise broken from None


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
