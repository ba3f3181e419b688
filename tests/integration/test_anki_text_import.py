"""`proofdeck export --to tsv` is a file from which Anki updates the notes that it has."""

from __future__ import annotations

from pathlib import Path

from anki.collection import Collection, ImportCsvRequest

from generator.building.deck import build_deck
from tests.support.anki_decks import collection, history, import_package, study
from tests.support.decks import write_deck

TEXT = (
    '---\ntags: [a, b::c]\n---\n\n## One "quoted" {#one}\n\nx\ty\n\n```text\na\n\nb\n```\n\n'
    "## Gap {#gap .cloze}\n\n{{c1::a}} {{c2::b}}\n"
)


def import_text(col: Collection, path: Path) -> None:
    metadata = col.get_csv_metadata(str(path), None)
    col.import_csv(ImportCsvRequest(path=str(path), metadata=metadata))


def test_a_text_import_updates_the_same_notes(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": TEXT})
    out = tmp_path / "out"
    with collection(tmp_path) as col:
        assert not build_deck(deck, out, only=("apkg", "tsv"), now=lambda: 1_700_000_000).failed
        import_package(col, out / "demo-en.apkg")
        known = study(col)
        notes = col.db.all("select id, guid, mid, flds, tags from notes order by id")
        import_text(col, out / "demo-en.tsv")
        assert col.db.all("select id, guid, mid, flds, tags from notes order by id") == notes
        for note_id in col.find_notes(""):
            note = col.get_note(note_id)
            note["Notes"] = "mine"
            col.update_note(note)
        path = deck / "en/01.md"
        path.write_text(path.read_text().replace("x\ty", "z").replace("{{c1::a}}", "{{c1::new}}"))
        assert not build_deck(deck, out, only="tsv", now=lambda: 1_700_000_060).failed
        import_text(col, out / "demo-en.tsv")
        assert history(col) == known
        assert col.note_count() == 2
        (one,), (gap,) = col.find_notes("Slug:one"), col.find_notes("Slug:gap")
        assert "<p>z</p>" in col.get_note(one)["Back"]
        assert "{{c1::new}} {{c2::b}}" in col.get_note(gap)["Text"]
        assert [col.get_note(each)["Notes"] for each in (one, gap)] == ["mine", "mine"]
