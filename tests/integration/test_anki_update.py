"""A deck that is built and imported again keeps everyone's history and their own edits."""

from __future__ import annotations

from pathlib import Path

from anki.collection import Collection
from anki.consts import CARD_TYPE_NEW

from generator.model import Listing, Node, Shown
from generator.writing.lock import Lock
from tests.support.anki_decks import (
    PLACE,
    build,
    cloze,
    collection,
    deck,
    faces,
    history,
    import_package,
    paragraph,
    study,
    text,
)
from tests.support.faced_deck import FacedDeck

NOW = 1_700_000_000


def rebuild(
    folder: Path,
    col: Collection,
    one: FacedDeck,
    lock: Lock | None = None,
    now: int = NOW,
    *,
    always: bool = False,
) -> Lock:
    """Build, keep the lock as a file as a deck does, and import."""
    path = folder / "deck.lock"
    new = build(folder, one, lock=Lock.read(path) if lock is None else lock, now=now)
    path.write_text(new.text(), "utf-8")
    import_package(col, folder / "demo-en.apkg", always=always)
    return new


def fields(col: Collection, slug: str) -> dict[str, str]:
    (note_id,) = col.find_notes(f"Slug:{slug}")
    return dict(col.get_note(note_id).items())


def gaps(*numbers: int) -> list[Node]:
    return [paragraph(*(cloze(number, text(f"gap {number}")) for number in numbers))]


def test_edits_moves_and_new_cards_arrive_and_history_stays(tmp_path: Path) -> None:
    first = deck(
        faces("one", "Old answer."),
        faces("two", subdeck=("Sub",), tags=("old",)),
        faces("pair", kind="reversed"),
        faces("gaps", kind="cloze", front=gaps(1, 2)),
    )
    second = deck(
        faces("gaps", kind="cloze", front=gaps(1, 2, 3)),
        faces("two", subdeck=("Elsewhere",), tags=("new",)),
        faces("added"),
        faces("pair", kind="reversed", question="Asked otherwise?"),
        faces("one", "New answer."),
    )
    with collection(tmp_path) as col:
        rebuild(tmp_path, col, first)
        known = study(col)
        assert len(known) == 6
        rebuild(tmp_path, col, second, now=NOW + 60)
        assert col.note_count() == 5
        assert col.card_count() == 8
        assert history(col) == known
        assert "New answer." in fields(col, "one")["Back"]
        assert "Asked otherwise?" in fields(col, "pair")["Front"]
        assert col.get_note(col.find_notes("Slug:two")[0]).tags == ["new"]
        fresh = [col.get_card(card).note()["Slug"] for card in col.find_cards("is:new")]
        assert sorted(fresh) == ["added", "gaps"]
        assert not [item.name for item in col.models.all_names_and_ids() if "+" in item.name]


def test_what_a_reader_wrote_into_an_unchanged_card_survives(tmp_path: Path) -> None:
    cards = [faces("mine", verified=("torch 2.12.0",)), faces("other")]
    with collection(tmp_path) as col:
        rebuild(tmp_path, col, deck(*cards))
        note = col.get_note(col.find_notes("Slug:mine")[0])
        note["Back"] += "<p>my own words</p>"
        note.tags = ["my-tag"]
        col.update_note(note)
        # Another torch, a new place, a neighbour that changed: nothing of it is this card's text.
        again = faces("mine", verified=("torch 2.13.0",), subdeck=("Moved",))
        rebuild(tmp_path, col, deck(faces("other", "Changed."), again), now=NOW + 10**9)
        assert "my own words" in fields(col, "mine")["Back"]
        assert col.get_note(col.find_notes("Slug:mine")[0]).tags == ["my-tag"]
        assert "Changed." in fields(col, "other")["Back"]


def test_update_always_brings_corrections_and_takes_what_its_reader_wrote_as_docs_say(
    tmp_path: Path,
) -> None:
    """docs/importing.md, "Your own notes": of Anki, which decides this by the time of a note."""
    cards = [faces("left"), faces("mended", "Wrong.")]
    with collection(tmp_path) as col:
        rebuild(tmp_path, col, deck(*cards))
        for note in map(col.get_note, col.find_notes("")):
            note["Notes"] = "see page 7"
            note.tags = ["my-tag"]
            col.update_note(note)
        mended = deck(faces("left"), faces("mended", "Right."))
        rebuild(tmp_path, col, mended, now=NOW + 60)
        assert "Wrong." in fields(col, "mended")["Back"]
        assert len(col.find_notes("Notes:*7 tag:my-tag")) == 2
        rebuild(tmp_path, col, mended, now=NOW + 60, always=True)
        assert "Right." in fields(col, "mended")["Back"]
        assert [fields(col, slug)["Notes"] for slug in ("left", "mended")] == ["", ""]
        assert not col.find_notes("tag:my-tag")


def test_a_correction_arrives_even_from_a_machine_whose_clock_is_behind(tmp_path: Path) -> None:
    with collection(tmp_path) as col:
        rebuild(tmp_path, col, deck(faces("one", "Wrong.")))
        rebuild(tmp_path, col, deck(faces("one", "Right.")), now=NOW - 5000)
        assert "Right." in fields(col, "one")["Back"]


def test_output_that_varies_does_not_make_a_card_look_changed(tmp_path: Path) -> None:
    def timing(seconds: str) -> FacedDeck:
        listing = Listing("time()", (Shown("value", seconds),), mark="varies")
        return deck(faces("timing", [Node("program", PLACE, listing=listing)]))

    first = build(tmp_path, timing("1.5"))
    assert build(tmp_path, timing("2.5"), lock=first, now=NOW + 60) == first
    changed = Listing("perf()", (Shown("value", "2.5"),), mark="varies")
    other = deck(faces("timing", [Node("program", PLACE, listing=changed)]))
    assert build(tmp_path, other, lock=first, now=NOW + 60) != first


def test_a_card_that_becomes_a_cloze_is_a_new_card_and_harms_no_other(tmp_path: Path) -> None:
    with collection(tmp_path) as col:
        rebuild(tmp_path, col, deck(faces("turns"), faces("stays", "Old.")))
        known = study(col)
        turned = faces("turns", kind="cloze", front=gaps(1))
        rebuild(tmp_path, col, deck(turned, faces("stays", "New.")), now=NOW + 60)
        assert history(col) == known
        assert len(col.find_notes("Slug:turns")) == 2
        assert "New." in fields(col, "stays")["Back"]
        back = deck(faces("turns", "Basic again."), faces("stays", "New."))
        rebuild(tmp_path, col, back, now=NOW + 120)
        assert history(col) == known
        assert "Basic again." in fields(col, "turns note:Proofdeck")["Back"]


def test_a_card_that_comes_back_has_its_history(tmp_path: Path) -> None:
    with collection(tmp_path) as col:
        rebuild(tmp_path, col, deck(faces("here"), faces("gone")))
        known = study(col)
        rebuild(tmp_path, col, deck(faces("here")), now=NOW + 60)
        rebuild(tmp_path, col, deck(faces("here"), faces("gone")), now=NOW + 120)
        assert col.note_count() == 2
        assert history(col) == known


def test_decks_of_two_authors_with_one_name_and_slug_do_not_overwrite_each_other(
    tmp_path: Path,
) -> None:
    with collection(tmp_path) as col:
        for author in ("ada", "grace"):
            lock = Lock(deck=f"deck-of-{author}")
            build(tmp_path, deck(faces("shape", f"By {author}.")), lock=lock)
            import_package(col, tmp_path / "demo-en.apkg")
        notes = [col.get_note(note_id) for note_id in col.find_notes("Slug:shape")]
        assert sorted(note["Back"] for note in notes) == ["<p>By ada.</p>", "<p>By grace.</p>"]
        assert len({card_id // 100 for card_id in col.find_cards("")}) == 2
        assert len(col.find_notes("Id:deck-of-ada/*")) == 1


def test_a_new_style_reaches_old_cards_without_a_second_note_type(tmp_path: Path) -> None:
    one = deck(faces("plain"), faces("gaps", kind="cloze", front=gaps(1)))
    with collection(tmp_path) as col:
        lock = rebuild(tmp_path, col, one)
        known = study(col)
        before = {item.id: item.name for item in col.models.all_names_and_ids()}
        for name in ("Proofdeck", "Proofdeck Cloze"):
            model = col.models.by_name(name)
            assert model is not None
            model["css"] = "/* what an older Proofdeck wrote */"
            col.models.update_dict(model)
            # Anki stamps the change with the clock, as if the reader had made it long ago.
            col.db.execute("update notetypes set mtime_secs = ? where id = ?", NOW - 9, model["id"])
        outdated = Lock(
            lock.entries,
            {
                name: type(entry)("older", entry.modified - 10)
                for name, entry in lock.notetypes.items()
            },
        )
        new = rebuild(tmp_path, col, one, lock=outdated, now=NOW + 60)
        assert {entry.modified for entry in new.notetypes.values()} == {NOW + 60}
        assert {item.id: item.name for item in col.models.all_names_and_ids()} == before
        assert history(col) == known
        for name in ("Proofdeck", "Proofdeck Cloze"):
            model = col.models.by_name(name)
            assert model is not None
            assert "--keyword" in model["css"]


def test_new_cards_have_no_history_of_their_own(tmp_path: Path) -> None:
    with collection(tmp_path) as col:
        rebuild(tmp_path, col, deck(faces("one"), faces("pair", kind="reversed")))
        states = {col.get_card(card).type for card in col.find_cards("")}
        assert states == {CARD_TYPE_NEW}
        assert col.db.scalar("select count() from revlog") == 0
