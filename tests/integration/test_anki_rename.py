"""A card that gets another slug stays the same card in the collection of its readers."""

from __future__ import annotations

from pathlib import Path

from generator.building.deck import build_deck
from generator.lifecycle.renaming import propose_rename, write_rename
from tests.support.anki_decks import collection, history, import_package, study
from tests.support.decks import write_deck

TEXT = "## One {#one}\n\nx\n\n## Gap {#gap .cloze}\n\n{{c1::a}} {{c2::b}}\n\n## Two {#two}\n\ny\n"


def test_a_renamed_card_keeps_its_note_and_its_reviews(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": TEXT})
    with collection(tmp_path) as col:
        for now in (1_700_000_000, 1_700_000_060):
            built = build_deck(deck, tmp_path / "out", only="apkg", now=lambda now=now: now)
            assert not built.failed
            import_package(col, tmp_path / "out/demo-en.apkg")
            if now == 1_700_000_000:
                notes = set(col.db.list("select id from notes"))
                known = study(col)
                reviews = col.db.all("select * from revlog order by id")
                for old, new in [("one", "first"), ("gap", "one")]:
                    write_rename(propose_rename(deck, old, new))
        assert set(col.db.list("select id from notes")) == notes
        assert col.db.all("select * from revlog order by id") == reviews
        slugs = {"one": "first", "gap": "one", "two": "two"}
        expected = {
            f"{slugs[name.split('/')[0]]}/{name.split('/')[1]}": value
            for name, value in known.items()
        }
        assert history(col) == expected


def test_a_new_card_with_the_slug_of_a_renamed_one_is_new(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": TEXT})
    with collection(tmp_path) as col:
        build_deck(deck, tmp_path / "out", only="apkg", now=lambda: 1_700_000_000)
        import_package(col, tmp_path / "out/demo-en.apkg")
        study(col)
        write_rename(propose_rename(deck, "one", "first"))
        path = deck / "en/01.md"
        path.write_text(path.read_text() + "\n## Another {#one}\n\nz\n")
        built = build_deck(deck, tmp_path / "out", only="apkg", now=lambda: 1_700_000_060)
        assert not built.failed, built.problems
        import_package(col, tmp_path / "out/demo-en.apkg")
        fresh = [col.get_card(card).note()["Front"] for card in col.find_cards("is:new")]
        assert len(fresh) == 1 and "Another" in fresh[0]
        assert col.note_count() == 4
