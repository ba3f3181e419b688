"""The author gives a sub-deck another name: what its reader had set for it, and kept in it, stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.model import Faces
from tests.support.anki_decks import faces
from tests.support.synced import Author, Reader

ROOT = "PyTorch & JAX"


def part(name: str) -> list[Faces]:
    return [faces(slug, subdeck=(name,)) for slug in ("one", "two")]


@pytest.fixture
def author() -> Author:
    return Author()


@pytest.fixture
def reader(author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    reader = Reader(tmp_path / "anki")
    reader.syncs(author.edition(*part('Old "part"')))
    with reader.collection() as col:
        deck = col.decks.by_name(f"{ROOT}::{_old()}")
        assert deck is not None
        deck["conf"] = col.decks.add_config_returning_id("Hard")
        col.decks.save(deck)
    return reader


def _old() -> str:
    return '01 Old "part"'


def decks(reader: Reader) -> dict[str, str]:
    """The preset of each deck below ours."""
    with reader.collection() as col:
        return {
            deck.name.removeprefix(f"{ROOT}::"): col.decks.config_dict_for_deck_id(deck.id)["name"]
            for deck in col.decks.all_names_and_ids()
            if deck.name.startswith(f"{ROOT}::")
        }


def test_cards_keep_their_preset_and_no_empty_deck_is_left(author: Author, reader: Reader) -> None:
    assert decks(reader) == {_old(): "Hard"}
    _, applied = reader.syncs(author.edition(*part("New")))
    assert not applied.proof.faults
    assert decks(reader) == {"01 New": "Hard"}


def test_cards_keep_their_preset_where_the_author_gives_the_deck_another_title(
    author: Author, reader: Reader
) -> None:
    author.config = replace(author.config, titles={"en": "Another title"})
    _, applied = reader.syncs(author.edition(*part('Old "part"')))
    assert not applied.proof.faults
    with reader.collection() as col:
        deck = col.decks.by_name(f"Another title::{_old()}")
        assert deck is not None
        assert col.decks.config_dict_for_deck_id(deck["id"])["name"] == "Hard"


@pytest.mark.parametrize("where", ["in it", "below it", "filtered"])
def test_a_deck_in_which_a_reader_keeps_a_card_stays(
    author: Author, reader: Reader, where: str
) -> None:
    with reader.collection() as col:
        below = "::Mine" if where == "below it" else ""
        home = col.decks.id(f"{ROOT}::{_old()}{below}")
        assert home is not None
        note = col.new_note(col.models.all()[0])
        note["Front"] = "my own"
        col.add_note(note, home)
        (own,) = note.card_ids()
        if where == "filtered":
            cram = col.decks.get(col.decks.new_filtered("Cram"))
            assert cram is not None
            cram["terms"] = [[f"cid:{own}", 10, 0]]
            col.decks.save(cram)
            col.sched.rebuild_filtered_deck(cram["id"])
            assert col.get_card(own).did == cram["id"]
    _, applied = reader.syncs(author.edition(*part("New")))
    assert not applied.proof.faults
    assert {_old(), "01 New"} <= decks(reader).keys()
    with reader.collection() as col:
        assert col.get_card(own).nid == note.id
