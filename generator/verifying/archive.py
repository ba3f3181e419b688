"""An `.apkg` file, made by anybody → the notes in it, as rows.

Nothing in the file is trusted: sizes are counted while unpacking, and only plain tables of the
database are read, so that the file can neither run code nor take for ever.
"""

from __future__ import annotations

import importlib
import os
import sqlite3
import struct
import zlib
from collections.abc import Collection, Generator, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, Final
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
NEWEST: Final = "collection.anki21b"
COLLECTIONS: Final = (NEWEST, "collection.anki21", "collection.anki2")

_HINT: Final = "name a deck exported from Anki or built by Proofdeck, an .apkg file"

Rows = Iterator[tuple[int, str]]


@contextmanager
def open_package(path: Path) -> Iterator[tuple[int, Rows]]:
    """The size of a package, and (id of the note type, all fields) of each of its notes, one
    after the other. Raises ProblemsError, also while the rows are read.
    """
    with unpacked(path) as (file, database), closing(_rows(path, database)) as rows:
        yield os.fstat(file.fileno()).st_size, rows


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """The open file of a package, and the database in it, unpacked to a file. Raises ProblemsError,
    also where the block raises OSError.
    """
    try:
        with scratch_folder() as folder, open_regular(path) as file:
            database = Path(folder) / "collection"
            unpack_collection(path, file, database)
            yield file, database
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise package_problem(path, "unreadable", f"this file cannot be read: {reason}") from None


def unpack_collection(path: Path, given: IO[bytes], target: Path) -> None:
    """Unpack the collection in an open package to a file. Raises ProblemsError and OSError."""
    most = largest_collection(os.fstat(given.fileno()).st_size)
    with readable_package(path), ZipFile(given) as package:
        present = set(package.namelist())
        name = next((name for name in COLLECTIONS if name in present), None)
        if name is None:
            raise package_problem(path, "no-package", "this is not an Anki package", _HINT)
        opened = open_member(path, package, name, packed=name == NEWEST)
        with opened as member, target.open("wb") as file:
            size = 0
            for data in iter(partial(member.read, _CHUNK), b""):
                size += len(data)
                if size > most:
                    message = f"this package unpacks to more than {most >> 20} MiB"
                    raise package_problem(path, "too-large", message)
                file.write(data)


@contextmanager
def readable_package(path: Path) -> Iterator[None]:
    """Raises ProblemsError for whatever a broken archive makes Python raise in the block."""
    try:
        yield
    except (
        BadZipFile, LargeZipFile, RuntimeError, EOFError, ValueError, struct.error, zlib.error,
    ):  # fmt: skip
        # RuntimeError: a member with a password, or with a compression that Python does not know.
        message = "this is not an Anki package, or it is broken"
        raise package_problem(path, "no-package", message, _HINT) from None


@contextmanager
def open_member(path: Path, package: ZipFile, name: str, *, packed: bool) -> Iterator[IO[bytes]]:
    """A member of a package to read from, and to unpack with zstd where it is `packed`.

    Raises BadZipFile for a broken one, ProblemsError where nothing here reads zstd.
    """
    if package.getinfo(name).compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile
    with package.open(name) as member:
        if not packed:
            yield member
            return
        zstd = _zstd()
        if zstd is None:
            message = "this package is in Anki's newest format, which nothing installed here reads"
            hint = "install what does: pip install 'proofdeck[import]'; or export it again with "
            hint += "“Support older Anki versions” ticked"
            raise package_problem(path, "newer-package", message, hint)
        try:
            with zstd.ZstdFile(member) as file:
                yield file
        except zstd.ZstdError:
            raise BadZipFile from None


def _zstd() -> Any:
    """The module that reads zstd: of the standard library from Python 3.14 on, else of the extra
    `import`; None where there is none.
    """
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


def _rows(path: Path, database: Path) -> Generator[tuple[int, str]]:
    broken = broken_collection(path)
    left = database.stat().st_size
    try:
        with plain_tables(database, ("notes",)) as (db, there):
            if not there:
                raise broken
            if db.execute("SELECT 1 FROM notes LIMIT 1 OFFSET ?", (MOST_NOTES,)).fetchone():
                message = f"this package holds more than {MOST_NOTES:,} notes"
                raise package_problem(path, "too-large", message)
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


@contextmanager
def plain_tables(
    database: Path, names: Collection[str]
) -> Iterator[tuple[sqlite3.Connection, frozenset[str]]]:
    """A database to read plain tables of and nothing else, and which of these it has."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        _confine(db)
        there = frozenset(name for name in names if _is_plain(db, name))
        _read_only(db, there)
        yield db, there


def _is_plain(db: sqlite3.Connection, name: str) -> bool:
    """Whether a name in lower case is that of a single table without computed columns."""
    found = db.execute(
        "SELECT type, rootpage > 0, sql FROM sqlite_master WHERE lower(name) = ?", (name,)
    ).fetchall()
    if len(found) != 1 or found[0][:2] != (b"table", 1):
        return False
    if not isinstance(found[0][2], bytes) or not found[0][2].startswith(b"CREATE TABLE "):
        return False
    return not any(hidden for *_, hidden in db.execute(f"PRAGMA table_xinfo({name})"))


def _read_only(db: sqlite3.Connection, tables: Collection[str]) -> None:
    """Let statements read these tables and nothing else: no view, no function."""

    def allowed(action: int, table: str | None, *rest: str | None) -> int:
        if action == sqlite3.SQLITE_SELECT:
            return sqlite3.SQLITE_OK
        *_, view = rest
        if action == sqlite3.SQLITE_READ and table in tables and view is None:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    db.set_authorizer(allowed)


def _confine(db: sqlite3.Connection) -> None:
    """Bound what reading a database can take; text comes as bytes."""
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


def broken_collection(path: Path) -> ProblemsError:
    """The database in a package is not one of Anki."""
    message = "the collection in this package is broken"
    return package_problem(path, "no-package", message, "export it again from Anki")


def package_problem(path: Path, code: str, message: str, hint: str = "") -> ProblemsError:
    """What is wrong with a package."""
    return ProblemsError(Problem(Place(display_path(path)), code, message, hint))
