"""A package to verify, written down as text: what is in its database, and how it is packed.

A line is an instruction; the rest of the line is what it is about.

    entry NAME              the name of the database in the package
    method NAME             how it is compressed
    note TYPE EVIDENCE      a note that carries evidence; TYPE is basic, cloze or a number
    raw TYPE FIELDS         a note with these fields
    sql STATEMENT           is run once all notes are there
    also NAME TEXT          another file in the package
    flip|cut|double db|zip  change bytes of the database, or of the package
"""

from __future__ import annotations

import base64
import io
import sqlite3
import struct
import warnings
import zlib
from collections.abc import Sequence
from contextlib import closing, suppress
from typing import Final
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

from generator.verifying import evidence
from generator.writing.notetypes import note_types

_METHODS: Final = {
    "stored": ZIP_STORED,
    "deflated": ZIP_DEFLATED,
    "bzip2": ZIP_BZIP2,
    "lzma": ZIP_LZMA,
}
_TYPES: Final = {kind.kind: kind.id for kind in note_types()}
_FORBIDDEN: Final = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
_LARGEST: Final = 1 << 22  # bytes, of what is doubled
_MOST_STEPS: Final = 300  # of a thousand instructions of SQLite's machine, for one statement


def package(recipe: str) -> bytes:
    """The bytes of the package. What cannot be done is left out."""
    steps = [(line.partition(" ")[0], line.partition(" ")[2]) for line in recipe.split("\n")]
    told = dict(steps)
    database = _changed(_database(steps), "db", steps)
    made = io.BytesIO()
    with warnings.catch_warnings(), suppress(ValueError, struct.error):
        warnings.simplefilter("ignore")  # names that stand there twice
        with ZipFile(made, "w", _METHODS.get(told.get("method", ""), ZIP_DEFLATED)) as file:
            _add(file, told.get("entry", "collection.anki2"), database)
            for word, rest in steps:
                if word == "also":
                    name, _, text = rest.partition(" ")
                    _add(file, name, text.encode("utf-8", "surrogatepass"))
    return _changed(made.getvalue(), "zip", steps)


def _add(file: ZipFile, name: str, data: bytes) -> None:
    with suppress(UnicodeEncodeError, ValueError, struct.error):  # a name that is too long
        file.writestr(name.encode("utf-8", "replace").decode("utf-8") or "x", data)


def _database(steps: Sequence[tuple[str, str]]) -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_DENY if action in _FORBIDDEN else sqlite3.SQLITE_OK
        )
        db.execute("CREATE TABLE notes (id integer primary key, mid integer, flds text)")
        for word, rest in steps:
            kind, _, text = rest.partition(" ")
            if word in ("note", "raw"):
                carried = to_comment(text) if word == "note" else text
                fields = "\x1f".join(("q", carried, *[""] * 6, "en", "x"))
                with suppress(sqlite3.Error, OverflowError, ValueError):
                    number = _TYPES[kind] if kind in _TYPES else int(kind[:30])
                    db.execute(
                        "INSERT INTO notes (mid, flds) VALUES (?, ?)",
                        (
                            number,
                            fields.encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
                        ),
                    )
        for word, rest in steps:
            if word == "sql":
                _run(db, rest)
        with suppress(sqlite3.Error):
            return db.serialize()
    return b""


def _run(db: sqlite3.Connection, statement: str) -> None:
    left = _MOST_STEPS

    def tired() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    db.set_progress_handler(tired, 1000)
    with suppress(
        sqlite3.Error, sqlite3.Warning, OverflowError, ValueError, UnicodeError, MemoryError
    ):
        db.execute(statement)
    db.set_progress_handler(None, 0)


def to_comment(text: str) -> str:
    """Any text packed as evidence is."""
    packing = zlib.compressobj(
        9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, evidence._dictionary()
    )
    packed = packing.compress(text.encode("utf-8", "surrogatepass")) + packing.flush()
    signs = base64.b64encode(packed).decode("ascii").rstrip("=")
    return f"<!--proofdeck2 {signs}-->"


def _changed(data: bytes, what: str, steps: Sequence[tuple[str, str]]) -> bytes:
    for word, rest in steps:
        kind, *numbers = rest.split(" ")
        if kind != what or word not in ("flip", "cut", "double") or not data:
            continue
        try:
            values = [int(number[:9]) for number in numbers]
        except ValueError:
            continue
        match word, values:
            case "flip", [at, value, *_]:
                at %= len(data)
                data = data[:at] + bytes([value % 256]) + data[at + 1 :]
            case "cut", [at, *_]:
                data = data[: at % len(data)]
            case "double", _:
                data = (data + data)[:_LARGEST]
    return data
