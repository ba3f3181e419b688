"""A reader may give a note another note type, or change the deck's: a sync harms no note by that.

Anki's import would merge the two note types, and then mix up the fields of all notes of either.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection

from generator.model import ProblemsError
from tests.integration.test_sync_reader import cards_of, edit, find
from tests.support.anki_connect import AnkiConnect, HangUpError
from tests.support.anki_decks import faces
from tests.support.anki_desktop import ADDON
from tests.support.synced import Author, Edition, Reader, study_for_a_year, sync, whats

NO_ADDON = "PROOFDECK_ANKICONNECT names no AnkiConnect add-on"
Change = Callable[[Collection, dict[str, Any]], None]


@pytest.fixture(
    params=["server", pytest.param("desktop", marks=pytest.mark.skipif(not ADDON, reason=NO_ADDON))]
)
def reader(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Reader:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    return Reader(tmp_path / "anki", request.param)


def edition(author: Author, **answers: str) -> Edition:
    return author.edition(*(faces(slug, answer) for slug, answer in answers.items()))


def synced(author: Author, reader: Reader) -> None:
    reader.syncs(edition(author, one="1", two="2", three="3"))
    with reader.collection() as col:
        study_for_a_year(col, cards_of(col, "one", "two", "three"), times=2)
        edit(col, "three", "Notes", "see page 7")


def add_field(col: Collection, kind: dict[str, Any]) -> None:
    col.models.add_field(kind, col.models.new_field("Mine"))


def remove_field(col: Collection, kind: dict[str, Any]) -> None:
    col.models.remove_field(kind, next(one for one in kind["flds"] if one["name"] == "Source"))


def reorder_fields(col: Collection, kind: dict[str, Any]) -> None:
    slug = next(one for one in kind["flds"] if one["name"] == "Slug")
    col.models.reposition_field(kind, slug, 1)


def clone_for(col: Collection, slug: str, change: Change) -> None:
    """Give a note a clone of its note type that is changed."""
    old = col.models.get(col.get_note(find(col, slug)[0]).mid)
    assert old is not None
    new = col.models.copy(old)
    change(col, new)
    col.models.update_dict(new)
    turn_into(col, slug, new["name"])


def turn_into(col: Collection, slug: str, name: str) -> None:
    """Give a note another note type; fields of the same name keep their text."""
    old, new = col.models.get(col.get_note(find(col, slug)[0]).mid), col.models.by_name(name)
    assert old is not None
    assert new is not None
    asked = col.models.change_notetype_info(
        old_notetype_id=old["id"], new_notetype_id=new["id"]
    ).input
    had = [one["name"] for one in old["flds"]]
    asked.new_fields[:] = [
        had.index(one["name"]) if one["name"] in had else -1 for one in new["flds"]
    ]
    asked.note_ids.extend(find(col, slug))
    col.models.change_notetype_of_notes(asked)


def rows(reader: Reader) -> dict[int, tuple[int, str, str]]:
    """The note type, tags and fields of each note."""
    with reader.collection() as col:
        found = col.db.all("select id, mid, tags, flds from notes")  # type: ignore[union-attr]
        return {id_: (kind, tags, fields) for id_, kind, tags, fields in found}


@pytest.mark.parametrize("change", [add_field, remove_field, reorder_fields])
def test_a_note_with_a_note_type_of_its_readers_is_left_and_no_other_is_harmed(
    reader: Reader, change: Change
) -> None:
    author = Author()
    synced(author, reader)
    with reader.collection() as col:
        clone_for(col, "one", change)
    before, history = rows(reader), reader.history()
    found, applied = reader.syncs(edition(author, one="better", two="better", three="3"))
    assert whats(found) == {"edited": ["one"], "changed": ["two"]}
    assert not applied.proof.faults
    after = rows(reader)
    changed = {id_ for id_ in before if before[id_] != after[id_]}
    with reader.collection() as col:
        assert changed == set(find(col, "two"))
    assert reader.history() == history
    assert "better" in reader.note("two")["Back"]


@pytest.mark.parametrize("name", ["Basic", "Cloze"])
def test_a_note_that_a_reader_made_a_basic_or_cloze_note_stops_no_sync(
    reader: Reader, name: str
) -> None:
    author = Author()
    synced(author, reader)
    with reader.collection() as col:
        (turned,) = find(col, "one")
        turn_into(col, "one", name)
    before = rows(reader)
    tagged = [faces("one", "1", tags=("new",)), faces("two", "2"), faces("three", "better")]
    found, applied = reader.syncs(author.edition(*tagged))
    assert whats(found) == {"edited": ["one"], "changed": ["three"]}
    assert not applied.proof.faults
    assert rows(reader)[turned] == before[turned]
    assert reader.note("three")["Notes"] == "see page 7"


def test_a_note_of_a_readers_own_type_is_taken_out_and_back(reader: Reader) -> None:
    author = Author()
    synced(author, reader)
    with reader.collection() as col:
        (turned,) = find(col, "one")
        clone_for(col, "one", add_field)
    before, history = rows(reader), reader.history()
    reader.syncs(edition(author, two="2", three="3"))
    assert "proofdeck::retired" in rows(reader)[turned][1]
    found, applied = reader.syncs(edition(author, one="1", two="2", three="3"))
    assert whats(found) == {"back": ["one"]}
    assert not applied.proof.faults
    assert all(plan.empty for plan in applied.left)
    assert rows(reader) == before
    assert reader.history() == history


def test_a_correction_arrives_once_its_reader_goes_back_to_the_decks_note_type(
    reader: Reader,
) -> None:
    author = Author()
    synced(author, reader)
    with reader.collection() as col:
        clone_for(col, "one", add_field)
    better = edition(author, one="better", two="2", three="3")
    reader.syncs(better)
    with reader.collection() as col:
        turn_into(col, "one", "Proofdeck")
    found, _ = reader.syncs(better)
    assert whats(found) == {"changed": ["one"]}
    assert "better" in reader.note("one")["Back"]


def test_what_a_reader_wrote_into_fields_of_their_own_survives_a_correction(reader: Reader) -> None:
    author = Author()
    synced(author, reader)
    with reader.collection() as col:
        kind = col.models.by_name("Proofdeck")
        assert kind is not None
        add_field(col, kind)
        notes = next(one for one in kind["flds"] if one["name"] == "Notes")
        col.models.rename_field(kind, notes, "Remarks")
        col.models.update_dict(kind)
        edit(col, "one", "Mine", "my own words")
        edit(col, "two", "Mine", "others")
    better = edition(author, one="better", two="2", three="better")
    _, applied = reader.syncs(better)
    assert not applied.proof.faults
    one, three = reader.note("one"), reader.note("three")
    assert ("better" in one["Back"], one["Mine"]) == (True, "my own words")
    assert ("better" in three["Back"], three["Remarks"]) == (True, "see page 7")
    assert reader.note("two")["Mine"] == "others"
    assert all(plan.empty for plan in reader.plans(better).plans)


def test_own_fields_that_an_ended_sync_has_emptied_are_filled_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    author, reader = Author(), Reader(tmp_path / "anki", "server")
    synced(author, reader)
    with reader.collection() as col:
        kind = col.models.by_name("Proofdeck")
        assert kind is not None
        add_field(col, kind)
        col.models.update_dict(kind)
        edit(col, "one", "Mine", "my own words")
    better = edition(author, one="better", two="2", three="3")

    def ended(action: str) -> None:
        if action == "updateNoteFields":
            raise HangUpError

    with reader.anki() as anki:
        assert isinstance(anki, AnkiConnect)
        anki.before = ended
        with pytest.raises(ProblemsError):
            sync(anki.url, better)
    assert (reader.note("one")["Mine"], "better" in reader.note("one")["Back"]) == ("", True)
    assert not all(plan.empty for plan in reader.plans(better).plans)
    _, applied = reader.syncs(better)
    assert not applied.proof.faults
    assert reader.note("one")["Mine"] == "my own words"
    assert all(plan.empty for plan in reader.plans(better).plans)
