"""A reader goes on working while a plan is looked at: what they did since is not overwritten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from anki.collection import Collection

from generator.model import ProblemsError
from generator.syncing.anki_connect import Client
from generator.syncing.reconcile import carry_out, situation
from tests.integration.test_sync_reader import cards_of, edit, find
from tests.support.anki_connect import AnkiConnect
from tests.support.anki_decks import faces
from tests.support.synced import Author, Edition, Reader, history_of, study_for_a_year


@pytest.fixture
def author() -> Author:
    return Author()


@pytest.fixture
def reader(author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    reader = Reader(tmp_path / "anki")
    reader.syncs(edition(author, one="1", two="2"))
    with reader.collection() as col:
        study_for_a_year(col, cards_of(col, "one", "two"), times=2)
    return reader


def edition(author: Author, **answers: str) -> Edition:
    return author.edition(*(faces(slug, answer) for slug, answer in answers.items()))


def state(col: Collection | None) -> object:
    assert col is not None
    return history_of(col), col.db.all("select * from notes")  # type: ignore[union-attr]


def stopped(anki: AnkiConnect, made: Edition, meanwhile: Callable[[], object]) -> str:
    """The problem with which a sync stops, without having changed anything."""
    client = Client(anki.url)
    found = situation(client, made.ours())
    meanwhile()
    before = state(anki.col)
    with pytest.raises(ProblemsError) as raised:
        carry_out(client, found, made)  # type: ignore[arg-type]
    assert state(anki.col) == before
    (problem,) = raised.value.problems
    assert problem.code == "sync-meanwhile"
    return problem.message


@pytest.mark.parametrize("what", ["edited", "noted", "tagged", "deleted"])
def test_what_a_reader_did_since_the_plan_is_kept(
    author: Author, reader: Reader, what: str
) -> None:
    made = edition(author, one="better", two="2")
    with reader.anki() as anki:
        assert isinstance(anki, AnkiConnect)
        col = anki.col
        assert col is not None
        done: dict[str, Callable[[], object]] = {
            "edited": lambda: edit(col, "one", "Back", "my own"),
            "noted": lambda: edit(col, "one", "Notes", "page 7"),
            "tagged": lambda: col.tags.bulk_add(find(col, "one"), "mine"),  # type: ignore[arg-type]
            "deleted": lambda: col.remove_notes(find(col, "one")),  # type: ignore[arg-type]
        }
        assert "one" in stopped(anki, made, done[what])


def test_a_card_that_its_reader_has_just_moved_is_not_moved_back(
    author: Author, reader: Reader
) -> None:
    made = author.edition(faces("one", "1", subdeck=("New",)), faces("two", "2"))
    with reader.anki() as anki:
        assert isinstance(anki, AnkiConnect)
        col = anki.col
        assert col is not None
        mine = col.decks.id("Mine")
        assert mine is not None
        assert "one" in stopped(anki, made, lambda: col.set_deck(cards_of(col, "one"), mine))  # type: ignore[arg-type]


def test_a_review_since_the_plan_stops_no_sync(author: Author, reader: Reader) -> None:
    made = edition(author, one="better", two="2")
    with reader.anki() as anki:
        assert isinstance(anki, AnkiConnect)
        client, col = Client(anki.url), anki.col
        assert col is not None
        found = situation(client, made.ours())
        (card,) = cards_of(col, "one")
        review = (col.sched.today, card, -1, 3, 60, 30, 2500, 4000, 1)
        col.db.execute("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", *review)  # type: ignore[union-attr]
        col.db.execute("update cards set ivl = 60 where id = ?", card)  # type: ignore[union-attr]
        applied = carry_out(client, found, made)  # type: ignore[arg-type]
        assert (applied.proof.faults, applied.proof.meanwhile) == ((), 1)
        assert history_of(col)[card][9] == 60


@pytest.mark.parametrize("has_the_deck", [True, False])
def test_a_profile_that_was_switched_since_is_not_synced(
    author: Author, reader: Reader, has_the_deck: bool
) -> None:
    other = Reader(reader.folder.parent / "other")
    if has_the_deck:
        other.imports(edition(author, one="1", two="2"))
    made = edition(author, one="better", two="2")
    with reader.anki() as anki:
        assert isinstance(anki, AnkiConnect)

        def switch() -> None:
            anki.leave_profile()
            anki.profile, anki.path = "User 2", other.path
            anki.col = Collection(str(other.path))

        assert "profile" in stopped(anki, made, switch)
