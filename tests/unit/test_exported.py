"""An export that cannot be read is a problem of Anki's, not an empty collection."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from generator.model import ProblemsError
from generator.syncing.exported import read_exported


def database(*statements: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as opened:
        for statement in statements:
            opened.execute(statement)
        opened.commit()
        return opened.serialize()


@pytest.mark.parametrize(
    "content",
    [
        None,
        {},
        {"collection.anki2": database("CREATE TABLE col (models, decks, dconf)")},
        {"collection.anki21": b"not a database"},
        {"collection.anki21": database("CREATE TABLE col (models, decks, dconf)")},
        {
            "collection.anki21": database(
                "CREATE TABLE col (models, decks, dconf)",
                "INSERT INTO col VALUES ('{', '{}', '{}')",
            )
        },
    ],
)
def test_a_broken_export_is_not_taken_for_an_empty_deck(
    tmp_path: Path, content: dict[str, bytes] | None
) -> None:
    """All cards would look new, or deleted by their reader."""
    path = tmp_path / "look.apkg"
    if content is None:
        path.write_bytes(b"PK broken")
    else:
        with ZipFile(path, "w") as package:
            for name, data in content.items():
                package.writestr(name, data)
    with pytest.raises(ProblemsError) as raised:
        read_exported(path)
    assert raised.value.problems[0].code == "anki-failed"
