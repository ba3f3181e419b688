"""Packages from anybody: whatever is in them, a plain word and no traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from generator.model import ProblemsError
from generator.verifying import archive
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
    assert "no card of this package carries a program" in message


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
    assert said(path) == ("no-package", "this is no Anki package")


def test_a_cut_off_or_altered_package_is_told(tmp_path: Path) -> None:
    path = package(tmp_path, NOTES, "INSERT INTO notes VALUES (1, 1, hex(randomblob(9000)))")
    whole = path.read_bytes()
    for at in range(40, 900, 20):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert said(path)[0] in ("no-package", "no-evidence")
    path.write_bytes(whole[: len(whole) // 2])
    assert said(path)[0] == "no-package"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 3 << 20)
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
