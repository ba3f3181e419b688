"""Packages from anybody: whatever is in them, a plain word and no traceback."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import zlib
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from generator.model import ProblemsError
from generator.verifying import allowance, archive, evidence
from generator.verifying.package import read_package


def package(tmp_path: Path, *script: str, name: str = "collection.anki2") -> Path:
    database = tmp_path / "collection"
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as db:
        for line in script:
            db.execute(line)
    db.close()
    path = tmp_path / "deck.apkg"
    with ZipFile(path, "w", ZIP_DEFLATED) as made:
        made.write(database, name)
    return path


def said(path: Path) -> tuple[str, str]:
    with pytest.raises(ProblemsError) as caught:
        read_package(path)
    (problem,) = caught.value.problems
    return problem.code, problem.message


NOTES = "CREATE TABLE notes (id INTEGER PRIMARY KEY, mid INTEGER, flds TEXT)"


@pytest.mark.parametrize(
    "script",
    [
        ("CREATE TABLE other (id)",),
        ("CREATE VIEW notes AS SELECT 1 AS id, 1 AS mid, 'x' AS flds",),
        ("CREATE TABLE notes (id)",),
        ("CREATE TABLE notes (id, mid, flds)", "INSERT INTO notes VALUES (1, 'x', 'y')"),
        ("CREATE TABLE notes (id, mid, flds)", "INSERT INTO notes VALUES (1, 1, NULL)"),
        (NOTES, "INSERT INTO notes VALUES (1, 1, zeroblob(17000000))"),
        (
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, mid INTEGER, flds TEXT"
            " AS (replace(hex(zeroblob(8000000)), '0', 'a')))",
            "INSERT INTO notes (id, mid) VALUES (1, 1), (2, 1)",
        ),
        (
            "CREATE VIEW notes AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT i AS id, 1 AS mid, 'x' AS flds FROM n",
        ),
        ("CREATE VIRTUAL TABLE notes USING fts5(id, mid, flds)",),
        # A view that calls itself a table.
        (
            "CREATE TABLE notes (id, mid, flds)",
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = 'CREATE VIEW notes AS SELECT 1 AS mid, 2 AS flds'",
        ),
        (
            "CREATE TABLE notes (id, mid, flds)",
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = 'CREATE TABLE notes AS SELECT hex(1) mid, 2 flds'",
        ),
    ],
)
def test_a_collection_that_is_none_is_told(tmp_path: Path, script: tuple[str, ...]) -> None:
    assert said(package(tmp_path, *script)) == (
        "no-package",
        "the collection in this package is broken",
    )


def test_a_schema_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = package(tmp_path, NOTES)
    with ZipFile(path) as made:
        data = made.read("collection.anki2").replace(
            b"CREATE TABLE notes", b"CREATE TA\xb6LE notes"
        )
    with ZipFile(path, "w") as made:
        made.writestr("collection.anki2", data)
    assert said(path)[0] == "no-package"


def test_a_deck_of_another_tool_is_told(tmp_path: Path) -> None:
    path = package(
        tmp_path, NOTES, "INSERT INTO notes VALUES (1, 1, 'front' || char(31) || 'back')"
    )
    code, message = said(path)
    assert code == "no-evidence"
    assert "no card in this package carries a program" in message


@pytest.mark.parametrize("data", [b"", b"PK", b"SQLite format 3\0", b"\0" * 5000])
def test_what_is_no_package_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "deck.apkg"
    path.write_bytes(data)
    assert said(path)[0] == "no-package"
    with ZipFile(path, "w") as made:
        made.writestr("collection.anki2", data)
    assert said(path)[0] in ("no-package", "no-evidence")
    with ZipFile(path, "w") as made:
        made.writestr("readme.txt", data)
    assert said(path) == ("no-package", "this is not an Anki package")


def test_a_cut_off_or_altered_package_is_told(tmp_path: Path) -> None:
    path = package(tmp_path, NOTES, "INSERT INTO notes VALUES (1, 1, hex(randomblob(9000)))")
    whole = path.read_bytes()
    for at in range(40, 900, 20):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert said(path)[0] in ("no-package", "no-evidence")
    path.write_bytes(whole[: len(whole) // 2])
    assert said(path)[0] == "no-package"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "LARGEST", 3 << 20)
    path = tmp_path / "deck.apkg"
    with ZipFile(path, "w", ZIP_DEFLATED) as made:
        made.writestr("collection.anki2", bytes(8 << 20))
    assert path.stat().st_size < 20_000
    assert said(path)[0] == "too-large"


def test_a_database_that_keeps_sqlite_busy_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_MOST_LOOKS", 1)
    monkeypatch.setattr(archive, "_STEPS", 1000)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
    path = package(tmp_path, NOTES, f"INSERT INTO notes {numbers} SELECT i, 1, 'x' FROM n")
    assert said(path)[0] == "no-package"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert said(tmp_path / "nothing.apkg")[0] == "unreadable"
    assert said(tmp_path)[0] == "unreadable"


@pytest.mark.parametrize("kind", ["folder", "fifo", "device"])
def test_what_is_no_regular_file_is_told_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "deck.apkg"
    match kind:
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
    code, message = said(path)
    assert code == "unreadable"
    assert ("a folder" if kind == "folder" else "not a regular file") in message


def carrying(tmp_path: Path, *values: dict[str, Any]) -> Path:
    """A package with a note for each piece of evidence."""
    path = package(tmp_path, NOTES)
    with sqlite3.connect(tmp_path / "collection") as db:
        for value in values:
            packing = zlib.compressobj(9, zlib.DEFLATED, -15, 9, 0, evidence._dictionary())
            packed = packing.compress(json.dumps({**EVIDENCE, **value}).encode()) + packing.flush()
            signs = base64.b64encode(packed).decode().rstrip("=")
            fields = f"<!--proofdeck2 {signs}-->"
            db.execute("INSERT INTO notes (mid, flds) VALUES (1, ?)", (fields,))
    db.close()
    with ZipFile(path, "w", ZIP_DEFLATED) as made:
        made.write(tmp_path / "collection", "collection.anki2")
    return path


CELL = {"line": 1, "code": "1"}
EVIDENCE = {"v": 1, "id": "en/x", "path": "a.md", "with": [], "cells": [CELL]}


@pytest.mark.parametrize(
    "value",
    [
        {"cells": [CELL] * 2001},
        {"cells": [{**CELL, "code": "x = 1\n" * 40_000}]},
        {"cells": [{**CELL, "said": [["output", ""]] * 10_001}]},
        {"env": [[f"A{number}", "b"] for number in range(10_001)]},
        {"env": [[f"A{number}", "b" * 9_000] for number in range(12)]},
        {"with": [""] * 10_001},
    ],
)
def test_a_note_that_carries_more_than_any_card_is_named_and_not_run(
    tmp_path: Path, value: dict[str, Any]
) -> None:
    note, honest = read_package(carrying(tmp_path, value, {})).notes
    assert note.evidence is None
    assert note.reason == "its evidence cannot be read: it is larger than any card's"
    assert honest.evidence is not None


def test_a_small_package_cannot_carry_large_evidence_in_many_notes(tmp_path: Path) -> None:
    one = {"cells": [{**CELL, "said": [["output", "a" * 900_000]]}]}
    path = carrying(tmp_path, *[one] * 20)
    assert path.stat().st_size < 20_000
    assert said(path) == (
        "too-large",
        "the programs and outputs in this package are too large once unpacked",
    )


def test_broken_evidence_counts_like_any_other(tmp_path: Path) -> None:
    broken = {"v": 7, "with": ["a" * 900_000]}
    assert said(carrying(tmp_path, *[broken] * 20))[0] == "too-large"


def test_no_package_may_carry_cells_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "_MOST_PARTS", 1000)
    many = {"cells": [{**CELL, "said": [["", ""]]}] * 100}
    path = carrying(tmp_path, *[many] * 6)
    assert said(path)[0] == "too-large"


def test_what_people_build_is_far_from_every_bound(tmp_path: Path) -> None:
    cells = [
        {**CELL, "code": f"x{at} = {at}\n" * 20, "said": [["output", "1\n"]]} for at in range(9)
    ]
    values = [{"id": f"en/{at}", "cells": cells} for at in range(300)]
    notes = read_package(carrying(tmp_path, *values)).notes
    assert sum(note.evidence is not None for note in notes) == 300
