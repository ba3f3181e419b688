"""What a reader and an author both changed is decided card by card, and stays decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from generator.model import Faces
from generator.syncing.anki_connect import Client
from generator.syncing.deciding import Decision, decide
from generator.syncing.reconcile import Applied, carry_out, situation
from generator.syncing.side_by_side import side_by_side
from tests.support.anki_decks import cloze, faces, paragraph, text
from tests.support.anki_desktop import ADDON
from tests.support.synced import Author, Edition, Reader, history_of, study_for_a_year, whats

NO_ADDON = "PROOFDECK_ANKICONNECT names no AnkiConnect add-on"
MINE = "<p>The answer of <b>its reader</b>.</p>"


@pytest.fixture(
    params=["server", pytest.param("desktop", marks=pytest.mark.skipif(not ADDON, reason=NO_ADDON))]
)
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Reader:
    return Reader(tmp_path / "anki", str(request.param))


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))


def cards(one: str = "First answer.") -> list[Faces]:
    gaps = [paragraph(text("It is "), cloze(1, text("hidden")), text("."))]
    return [faces("one", one), faces("two"), faces("gaps", kind="cloze", front=gaps)]


@pytest.fixture
def author(reader: Reader) -> Author:
    """Of a deck that the reader has synced, studied, and changed."""
    made = Author()
    reader.syncs(made.edition(*cards()))
    with reader.collection() as col:
        study_for_a_year(col, [int(id_) for id_ in col.find_cards("*")], times=2)
        note = col.get_note(col.find_notes("Slug:one")[0])
        note["Back"] = MINE
        note["Notes"] = "page 7"
        note.tags = ["mine"]
        col.update_note(note)
    return made


def decides(reader: Reader, edition: Edition, decisions: Mapping[str, Decision]) -> Applied:
    with reader.anki() as anki:
        client = Client(anki.url)
        found = situation(client, edition.ours())
        decided = decide(found.plans, decisions)
        assert not decided.unmet
        return carry_out(client, replace(found, plans=decided.plans), edition)  # type: ignore[arg-type]


def test_the_decks_version_replaces_the_readers_and_all_reviews_stay(
    author: Author, reader: Reader
) -> None:
    before = reader.history()
    edition = author.edition(*cards("Second answer."))
    applied = decides(reader, edition, {"one": "ours"})
    assert not applied.proof.faults
    note = reader.note("one")
    assert "Second answer." in note["Back"]
    assert (note["Notes"], note["tags"]) == ("page 7", "mine")
    assert reader.history() == before
    assert whats(reader.plans(edition)) == {}


def test_the_readers_version_stays_until_the_author_changes_the_card_again(
    author: Author, reader: Reader
) -> None:
    edition = author.edition(*cards("Second answer."))
    applied = decides(reader, edition, {"en/one": "theirs"})
    assert not applied.backups  # there was nothing to do in Anki
    assert reader.note("one")["Back"] == MINE
    again = reader.plans(edition)
    assert whats(again) == {"edited": ["one"]}
    assert again.empty
    assert whats(reader.plans(author.edition(*cards("Third answer.")))) == {"conflict": ["one"]}


def test_both_versions_are_kept_and_a_second_sync_makes_no_third(
    author: Author, reader: Reader
) -> None:
    before = reader.history()
    edition = author.edition(*cards("Second answer."))
    applied = decides(reader, edition, {"one": "both"})
    assert not applied.proof.faults
    assert whats(reader.plans(edition)) == {}
    reader.syncs(edition)
    assert "Second answer." in reader.note("one")["Back"]
    with reader.collection() as col:
        (mine,) = col.find_notes("tag:proofdeck\\:\\:mine")
        note = col.get_note(mine)
        assert note["Back"] == MINE
        assert (note["Id"], note["Slug"], note["Evidence"], note["Footer"]) == ("", "", "", "")
        assert "mine" in note.tags
        (card,) = note.cards()
        assert (card.reps, col.decks.name(card.did)) == (0, "PyTorch & JAX")
        assert col.note_count() == 4
        after = history_of(col)
    assert {id_: row for id_, row in after.items() if id_ in before} == before


def test_a_copy_of_a_cloze_has_the_cards_of_its_own_clozes(author: Author, reader: Reader) -> None:
    with reader.collection() as col:
        note = col.get_note(col.find_notes("Slug:gaps")[0])
        note["Text"] = "<p>{{c1::Mine}} and {{c2::more}}.</p>"
        col.update_note(note)
    changed = [*cards()[:2], faces("gaps", kind="cloze", front=[paragraph(cloze(1, text("new")))])]
    applied = decides(reader, author.edition(*changed), {"gaps": "both"})
    assert not applied.proof.faults
    with reader.collection() as col:
        (mine,) = col.find_notes("tag:proofdeck\\:\\:mine")
        assert [card.ord for card in col.get_note(mine).cards()] == [0, 1]


def test_a_card_of_which_only_the_reader_made_another_can_be_the_decks_again(
    author: Author, reader: Reader
) -> None:
    edition = author.edition(*cards())
    assert whats(reader.plans(edition)) == {"edited": ["one"]}
    decides(reader, edition, {"one": "ours"})
    assert "First answer." in reader.note("one")["Back"]


def test_what_a_reader_deleted_comes_back_only_where_it_is_asked_for(
    author: Author, reader: Reader
) -> None:
    with reader.collection() as col:
        col.remove_notes(col.find_notes("Slug:two"))
    edition = author.edition(*cards())
    reader.syncs(edition)
    assert whats(reader.plans(edition))["deleted"] == ["two"]
    applied = decides(reader, edition, {"two": "restore"})
    assert not applied.proof.faults
    assert "An answer." in reader.note("two")["Back"]
    assert "deleted" not in whats(reader.plans(edition))


def test_a_decision_about_a_card_that_needs_none_is_named(author: Author, reader: Reader) -> None:
    found = reader.plans(author.edition(*cards("Second answer.")))
    asked: dict[str, Decision] = {"two": "ours", "one": "restore", "en/gaps": "both", "x": "theirs"}
    assert dict(decide(found.plans, asked).unmet) == asked


def test_both_sides_are_shown_beside_what_was_there_before(author: Author, reader: Reader) -> None:
    found = reader.plans(author.edition(*cards("Second answer.")))
    (change,) = found.plans[0].of("conflict")
    (part,) = side_by_side(change)
    assert (part.field, part.base, part.code) == ("Back", "First answer.", False)
    assert [(piece.text, piece.sign) for piece in part.ours] == [
        ("First", "-"), ("Second", "+"), (" answer.", ""),
    ]  # fmt: skip
    assert "".join(p.text for p in part.theirs if p.sign != "-") == "The answer of its reader."


def test_what_anki_s_editor_only_writes_anew_is_no_conflict(author: Author, reader: Reader) -> None:
    with reader.collection() as col:
        note = col.get_note(col.find_notes("Slug:two")[0])
        note["Back"] = "<div>An answer.</div><div><br></div>"
        col.update_note(note)
    changed = [cards()[0], faces("two", "Better."), cards()[2]]
    found, applied = reader.syncs(author.edition(*changed))
    assert whats(found) == {"edited": ["one"], "changed": ["two"]}
    assert not applied.proof.faults
    assert "Better." in reader.note("two")["Back"]


def test_a_colour_that_a_reader_gave_a_word_is_not_lost(author: Author, reader: Reader) -> None:
    with reader.collection() as col:
        note = col.get_note(col.find_notes("Slug:two")[0])
        note["Back"] = '<p>An <span style="color: red">answer</span>.</p>'
        col.update_note(note)
    changed = [cards()[0], faces("two", "Better."), cards()[2]]
    assert whats(reader.plans(author.edition(*changed)))["conflict"] == ["two"]
