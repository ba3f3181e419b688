"""Readers who have a deck of version 1, with fewer fields, keep their history when it changes.

`corpus/version-1` was built by the Proofdeck before.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from anki.collection import Collection

from generator.building.deck import build_deck
from generator.verifying.package import read_package
from generator.writing.lock import Lock
from tests.support.anki_decks import collection, history, import_package, study
from tests.support.cli import ROOT

BEFORE = ROOT / "tests" / "corpus" / "version-1"
OLD = BEFORE / "before-en.apkg"
CARDS = 8


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same deck, built now."""
    folder = tmp_path_factory.mktemp("version-1")
    shutil.copytree(BEFORE, folder / "deck")
    was = Lock.read(folder / "deck" / "deck.lock")
    built = build_deck(folder / "deck", folder / "out", only="apkg", now=lambda: 1_900_000_000)
    assert built.lock is not None and not built.problems
    guids = {name: entry.guid for name, entry in built.lock.entries.items()}
    assert guids == {name: entry.guid for name, entry in was.entries.items()}
    return folder / "out" / "before-en.apkg"


@contextmanager
def reader(folder: Path) -> Iterator[tuple[Collection, dict[str, tuple[int, ...]]]]:
    """A collection whose reader has answered every card of the old package."""
    with collection(folder) as col:
        import_package(col, OLD)
        assert "Search" not in col.models.field_names(col.models.by_name("Proofdeck"))
        known = study(col)
        assert len(known) == CARDS
        yield col, known


def notes(col: Collection) -> dict[str, dict[str, str]]:
    found = (col.get_note(note_id) for note_id in col.find_notes(""))
    return {note.guid: dict(note.items()) for note in found}


def names(col: Collection) -> set[str]:
    return {one.name for one in col.models.all_names_and_ids() if "Proofdeck" in one.name}


def test_all_fields_arrive_and_all_history_stays(tmp_path: Path, package: Path) -> None:
    (tmp_path / "fresh").mkdir()
    with collection(tmp_path / "fresh") as col:
        import_package(col, package)
        wanted = notes(col)
    with reader(tmp_path) as (col, known):
        import_package(col, package, merge=True)
        assert notes(col) == wanted
        assert history(col) == known
        assert col.db.scalar("select count() from revlog") == CARDS
        assert col.card_count() == CARDS
        assert names(col) == {"Proofdeck", "Proofdeck Cloze"}
        assert len(col.find_notes('"math.floor(2.5) != 3"')) == 1
        _, clean = col.fix_integrity()
        assert clean and not col.get_empty_cards().notes


def test_a_package_older_than_the_merge_arrives_with_update_always(
    tmp_path: Path, package: Path
) -> None:
    """Anki marks notes that get new fields as changed now, and a package is built before."""
    with reader(tmp_path) as (col, known):
        import_package(col, package, merge=True)
        for note in map(col.get_note, col.find_notes("")):
            note["Search"] = ""
            col.update_note(note)
        col.db.execute("UPDATE notes SET mod = 1900000001")
        import_package(col, package, merge=True)
        assert not any(note["Search"] for note in notes(col).values())
        import_package(col, package, merge=True, always=True)
        assert all(note["Search"] for note in notes(col).values())
        assert history(col) == known


def test_an_import_without_merging_loses_nothing_and_can_be_repeated_with_it(
    tmp_path: Path, package: Path
) -> None:
    with reader(tmp_path) as (col, known):
        before = notes(col)
        import_package(col, package)
        assert notes(col) == before
        assert history(col) == known
        import_package(col, package, merge=True)
        assert history(col) == known
        assert names(col) == {"Proofdeck", "Proofdeck Cloze"}
        assert all(note["Search"] for note in notes(col).values())


def test_merging_again_changes_no_schema_so_no_full_sync_follows(
    tmp_path: Path, package: Path
) -> None:
    with reader(tmp_path) as (col, _):
        import_package(col, package, merge=True)
        schema = col.db.scalar("select scm from col")
        import_package(col, package, merge=True)
        import_package(col, package)
        assert col.db.scalar("select scm from col") == schema


def test_what_an_old_package_proves_can_still_be_verified() -> None:
    carried = {note.name: note.evidence is not None for note in read_package(OLD).notes}
    assert carried == {
        "en/printed": True,
        "en/powers": True,
        "en/fails": True,
        "en/tensor": False,
        "en/length": False,
    }
