"""Readers of a deck of version 1, whose notes have fewer fields and no id of the deck, can sync."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from anki.collection import Collection

from generator.building.deck import build_deck
from generator.syncing.anki_connect import Client
from generator.syncing.our_deck import our_deck
from generator.syncing.reconcile import carry_out, situation
from generator.writing.lock import Lock
from tests.support.anki_decks import import_package, study
from tests.support.cli import ROOT
from tests.support.synced import Reader, history_of, whats

BEFORE = ROOT / "tests" / "corpus" / "version-1"
BUILT = 1_796_022_400  # after the notes of version 1, before the reader tags one


def notes(col: Collection) -> dict[str, dict[str, str]]:
    return {note.guid: dict(note.items()) for note in map(col.get_note, col.find_notes(""))}


def test_all_arrives_also_where_a_card_was_moved_or_tagged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    shutil.copytree(BEFORE, tmp_path / "deck")
    reader = Reader(tmp_path / "anki")
    with reader.collection() as col:
        import_package(col, BEFORE / "before-en.apkg")
        study(col)
        first, second, *_ = col.find_notes("")
        mine = col.decks.id("Mine")
        assert mine is not None
        col.set_deck(col.get_note(first).card_ids(), mine)
        col.tags.bulk_add([second], "leech")
        before = {key: row[4:] for key, row in history_of(col).items()}
    past = Lock.read(tmp_path / "deck" / "deck.lock")
    built = build_deck(tmp_path / "deck", tmp_path / "out", only="apkg", now=lambda: BUILT)
    ours = our_deck(built, "en", [past])
    with reader.anki() as anki:
        found = situation(Client(anki.url), [ours])
        assert set(whats(found)) == {"changed"}
        applied = carry_out(Client(anki.url), found, built)
    assert all(plan.empty for plan in applied.left)
    assert not applied.proof.faults
    with reader.collection() as col:
        assert {key: row[4:] for key, row in history_of(col).items()} == before
        assert col.decks.name(col.get_note(first).cards()[0].did) == "Mine"
        assert "leech" in col.get_note(second).tags
        assert {note["Id"] for note in notes(col).values()} == {
            f"{ours.id}/{note.guid}" for note in ours.notes
        }
