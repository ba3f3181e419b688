"""What a reader has made of a deck outlives its syncs: reviews, edits, tags, moves, deletions.

Each test runs against our AnkiConnect, and against Anki's desktop where PROOFDECK_ANKICONNECT names
the folder of the real add-on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection

from generator.model import Faces, ProblemsError
from generator.syncing.anki_connect import Client
from generator.syncing.reconcile import Applied, carry_out, situation
from tests.support.anki_connect import AnkiConnect, HangUpError
from tests.support.anki_decks import CONFIG, cloze, faces, paragraph, text
from tests.support.anki_desktop import ADDON
from tests.support.synced import (
    Author,
    Edition,
    Reader,
    history_of,
    study_for_a_year,
    sync,
    whats,
)

SLUGS = [f"card-{number:04}" for number in range(1000)]
NO_ADDON = "PROOFDECK_ANKICONNECT names no AnkiConnect add-on"


@pytest.fixture(
    params=["server", pytest.param("desktop", marks=pytest.mark.skipif(not ADDON, reason=NO_ADDON))]
)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))


def card(slug: str, answer: str = "", **options: object) -> Faces:
    number = int(slug.rpartition("-")[2]) if slug.startswith("card-") else 0
    options.setdefault("subdeck", (f"Part {number // 250}",))
    return faces(slug, answer or f"Answer of {slug}.", **options)  # type: ignore[arg-type]


def whats_left(applied: Applied) -> list[tuple[str, str]]:
    """What there still is to do after a sync."""
    left = [(change.what, change.name) for plan in applied.left for change in plan.to_do()]
    return left + [("look", name) for plan in applied.left for name in plan.looks]


def find(col: Collection, *slugs: str) -> list[int]:
    return [int(id_) for slug in slugs for id_ in col.find_notes(f'"Slug:{slug}"')]


def cards_of(col: Collection, *slugs: str) -> list[int]:
    return [int(id_) for slug in slugs for id_ in col.find_cards(f'"Slug:{slug}"')]


def edit(col: Collection, slug: str, name: str, html: str) -> None:
    note = col.get_note(find(col, slug)[0])
    note[name] = html
    col.update_note(note)


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> tuple[Author, Reader]:
    """A reader with 1,000 notes and a year of reviews of 900 of them, who has not synced yet."""
    author = Author()
    first = author.edition(*map(card, SLUGS))
    reader = Reader(tmp_path_factory.mktemp("thousand"))
    reader.imports(first)
    with reader.collection() as col:
        study_for_a_year(col, cards_of(col, "card-*")[:900])
    return author, reader


@pytest.fixture
def own(
    thousand: tuple[Author, Reader], tmp_path: Path, kind: str
) -> Iterator[tuple[Author, Reader]]:
    """The same, to be changed."""
    author, reader = thousand
    yield dataclasses.replace(author), reader.copy(tmp_path / "anki", kind)


def mended(*slugs: str, without: tuple[str, ...] = ()) -> list[Faces]:
    return [
        card(slug, f"Better answer of {slug}." if slug in slugs else "")
        for slug in SLUGS
        if slug not in without
    ]


def test_a_year_of_reviews_of_a_thousand_notes_is_kept(own: tuple[Author, Reader]) -> None:
    author, reader = own
    reader.syncs(author.edition(*map(card, SLUGS)))
    leeches, tagged, edited = SLUGS[0:5], SLUGS[5:8], SLUGS[20:23]
    moved_by_reader, filtered, deleted = SLUGS[30:33], SLUGS[40:43], SLUGS[950:953]
    with reader.collection() as col:
        col.tags.bulk_add(find(col, *leeches), "leech")
        col.sched.suspend_cards(cards_of(col, *leeches))
        col.tags.bulk_add(find(col, *tagged), "mine::hard marked")
        col.set_user_flag_for_cards(3, cards_of(col, *tagged))
        for slug in edited:
            edit(col, slug, "Back", "<p>My own words.</p>")
        for slug in SLUGS[5:7]:
            edit(col, slug, "Notes", "see page 7")
        col.set_deck(cards_of(col, *moved_by_reader), col.decks.id("Mine"))
        _cram(col, filtered)
        before = history_of(col)
    second = [*mended(*leeches, *tagged, *SLUGS[100:150], without=tuple(SLUGS[990:])),
              card("new-1"), card("new-2")]  # fmt: skip
    found, applied = reader.syncs(author.edition(*second))
    named = whats(found)
    assert named["changed"] == [*leeches, *tagged, *SLUGS[100:150]]
    assert named["new"] == ["new-1", "new-2"]
    assert named["gone"] == SLUGS[990:]
    assert set(named["elsewhere"]) >= set(moved_by_reader)
    assert not applied.proof.faults
    assert applied.proof.reviews == 7200
    assert whats_left(applied) == []
    (backup, *_) = applied.backups
    assert backup.stat().st_size > 10_000
    after = reader.history()
    gone = _cards(reader, *SLUGS[990:])
    assert {id_: row for id_, row in after.items() if id_ in before.keys() - gone} == {
        id_: row for id_, row in before.items() if id_ not in gone
    }
    for slug in (*leeches, *tagged):
        assert f"Better answer of {slug}." in reader.note(slug)["Back"]
    assert reader.note(leeches[0])["tags"] == "leech"
    assert reader.note(tagged[0])["tags"] == "marked mine::hard"
    assert reader.note(tagged[0])["Notes"] == "see page 7"
    assert reader.note(edited[0])["Back"] == "<p>My own words.</p>"
    with reader.collection() as col:
        col.remove_notes(find(col, *deleted))
    again = reader.plans(author.edition(*second))
    assert all(plan.empty for plan in again.plans)
    assert set(whats(again)["deleted"]) == set(deleted)


def _cram(col: Collection, slugs: list[str]) -> None:
    made = col.sched.get_or_create_filtered_deck(0)
    made.name = "Cram"
    made.config.search_terms[0].search = " or ".join(f'"Slug:{slug}"' for slug in slugs)
    made.config.reschedule = True
    col.sched.add_or_update_filtered_deck(made)
    assert len(col.find_cards("deck:Cram")) == len(slugs)


def _cards(reader: Reader, *slugs: str) -> set[int]:
    with reader.collection() as col:
        return set(cards_of(col, *slugs))


# --- one thing after the other -------------------------------------------------------------------


@pytest.fixture
def author() -> Author:
    return Author()


@pytest.fixture
def reader(tmp_path: Path, kind: str) -> Reader:
    return Reader(tmp_path / "anki", kind)


NAMES = ("one", "two", "three", "four")


def deck_of(**answers: str) -> list[Faces]:
    return [card(name, answers.get(name, ""), subdeck=("Part",)) for name in NAMES]


@pytest.fixture
def synced(author: Author, reader: Reader) -> Reader:
    """A reader who has synced the first edition, and has studied it since."""
    reader.syncs(author.edition(*deck_of()))
    with reader.collection() as col:
        study_for_a_year(col, cards_of(col, *NAMES), times=3)
    return reader


def test_a_first_sync_brings_all_cards_and_a_second_does_nothing(
    author: Author, reader: Reader
) -> None:
    edition = author.edition(*deck_of())
    found, applied = reader.syncs(edition)
    assert whats(found) == {"new": list(NAMES)}
    assert not applied.proof.faults
    before = reader.history()
    again, applied = reader.syncs(edition)
    assert whats(again) == {}
    assert not applied.backups
    assert reader.history() == before


def test_a_plan_touches_nothing(author: Author, synced: Reader) -> None:
    if synced.kind == "desktop":
        pytest.skip("Anki's desktop itself writes when it opens a collection")
    edition = author.edition(*deck_of(one="Better."), card("new"))
    with synced.anki() as anki:
        assert isinstance(anki, AnkiConnect)
        assert anki.col is not None
        files = [path for path in anki.path.parent.iterdir() if path.is_file()]
        before = anki.col.mod, {path: path.read_bytes() for path in files}
        assert whats(situation(Client(anki.url), edition.ours())) == {
            "changed": ["one"], "new": ["new"],
        }  # fmt: skip
        assert (anki.col.mod, {path: path.read_bytes() for path in files}) == before
        assert not {"importPackage", "addTags", "changeDeck", "suspend"} & set(anki.calls)


def test_a_second_sync_asks_for_nothing_that_changes(author: Author, synced: Reader) -> None:
    if synced.kind == "desktop":
        pytest.skip("the desktop does not tell what it was asked")
    edition = author.edition(*deck_of(one="Better."))
    synced.syncs(edition)
    with synced.anki() as anki:
        assert isinstance(anki, AnkiConnect)
        assert anki.col is not None
        before = anki.col.mod
        sync(anki.url, edition)
        assert anki.col.mod == before
        asked = {"multi", "version", "findNotes", "findCards", "exportPackage",
                 "getActiveProfile", "getMediaDirPath", "notesInfo", "cardsInfo",
                 "getReviewsOfCards"}  # fmt: skip
        assert set(anki.calls) <= asked


def test_a_leech_that_anki_tagged_and_suspended_is_mended(author: Author, synced: Reader) -> None:
    with synced.collection() as col:
        col.tags.bulk_add(find(col, "one"), "leech")
        col.sched.suspend_cards(cards_of(col, "one"))
        before = history_of(col)
    _, applied = synced.syncs(author.edition(*deck_of(one="Now it can be learnt.")))
    assert not applied.proof.faults
    note = synced.note("one")
    assert "Now it can be learnt." in note["Back"]
    assert note["tags"] == "leech"
    assert synced.history() == before


def test_what_both_changed_is_nobodys_loss(author: Author, synced: Reader) -> None:
    with synced.collection() as col:
        edit(col, "one", "Back", "<p>The reader's.</p>")
    found, applied = synced.syncs(author.edition(*deck_of(one="The author's.")))
    assert whats(found) == {"conflict": ["one"]}
    assert not applied.proof.faults
    assert synced.note("one")["Back"] == "<p>The reader's.</p>"
    (plan,) = applied.left
    assert not plan.empty


def test_a_card_that_the_author_moved_goes_there_with_its_history(
    author: Author, synced: Reader
) -> None:
    before = synced.history()
    moved = [card(name, subdeck=("Elsewhere" if name == "two" else "Part",)) for name in NAMES]
    _, applied = synced.syncs(author.edition(*moved))
    assert not applied.proof.faults
    assert whats_left(applied) == []
    assert synced.note("two")["deck"].endswith("::01.2 Elsewhere")
    (id_,) = _cards(synced, "two")
    after = synced.history()
    assert after[id_][4:] == before[id_][4:]
    assert {key: row for key, row in after.items() if key != id_} == {
        key: row for key, row in before.items() if key != id_
    }


def test_a_card_that_its_reader_moved_stays_there_and_is_not_taken_for_deleted(
    author: Author, synced: Reader
) -> None:
    with synced.collection() as col:
        col.set_deck(cards_of(col, "two"), col.decks.id("Mine::Own"))
    _, applied = synced.syncs(author.edition(*deck_of(two="Better.")))
    assert not applied.proof.faults
    note = synced.note("two")
    assert note["deck"] == "Mine::Own"
    assert "Better." in note["Back"]


def test_a_card_in_a_filtered_deck_is_mended_there(author: Author, synced: Reader) -> None:
    with synced.collection() as col:
        _cram(col, ["two"])
        before = history_of(col)
    _, applied = synced.syncs(author.edition(*deck_of(two="Better.")))
    assert not applied.proof.faults
    assert "Better." in synced.note("two")["Back"]
    assert synced.history() == before
    with synced.collection() as col:
        col.sched.empty_filtered_deck(col.decks.id("Cram"))
    assert synced.note("two")["deck"].endswith("::01 Part")


def test_what_a_reader_deleted_does_not_come_back(author: Author, synced: Reader) -> None:
    with synced.collection() as col:
        col.remove_notes(find(col, "three"))
    found, applied = synced.syncs(author.edition(*deck_of(three="Better.", one="Better.")))
    assert whats(found) == {"changed": ["one"], "deleted": ["three"]}
    assert whats_left(applied) == []
    with synced.collection() as col:
        assert find(col, "three") == []


@pytest.mark.parametrize("prune", ["tag", "suspend", "delete"])
def test_a_card_that_left_the_deck_is_taken_out_as_was_asked(
    author: Author, synced: Reader, prune: str
) -> None:
    before = synced.history()
    edition = author.edition(*deck_of()[:3])
    (id_,) = _cards(synced, "four")
    found, applied = synced.syncs(edition, prune=prune)  # type: ignore[arg-type]
    assert whats(found) == {"gone": ["four"]}
    assert not applied.proof.faults
    assert whats_left(applied) == []
    after = synced.history()
    if prune == "delete":
        assert id_ not in after
    else:
        assert "proofdeck::retired" in synced.note("four")["tags"]
        queue = 6
        assert after[id_][queue] == (-1 if prune == "suspend" else 2)
        assert (*after[id_][:queue], *after[id_][queue + 1 :]) == (
            *before[id_][:queue], *before[id_][queue + 1 :]
        )  # fmt: skip
    assert {key: row for key, row in after.items() if key != id_} == {
        key: row for key, row in before.items() if key != id_
    }
    again = synced.plans(edition)
    assert all(plan.empty for plan in again.plans)


def test_cards_that_a_reader_had_suspended_stay_so_when_a_card_comes_back(
    author: Author, synced: Reader
) -> None:
    with synced.collection() as col:
        col.sched.suspend_cards(cards_of(col, NAMES[1]))
    before = synced.history()
    synced.syncs(author.edition(*deck_of()[2:]))
    found, applied = synced.syncs(author.edition(*deck_of()))
    assert whats(found)["back"] == list(NAMES[:2])
    assert not applied.proof.faults
    assert synced.history() == before


def test_clozes_keep_their_history_and_new_ones_come(author: Author, reader: Reader) -> None:
    def gaps(*numbers: int) -> Faces:
        front = [paragraph(*(cloze(number, text(f"gap {number}")) for number in numbers))]
        return faces("gaps", kind="cloze", front=front)

    reader.syncs(author.edition(gaps(1, 2)))
    with reader.collection() as col:
        study_for_a_year(col, cards_of(col, "gaps"), times=2)
        col.tags.bulk_add(find(col, "gaps"), "leech")
    before = reader.history()
    _, applied = reader.syncs(author.edition(gaps(1, 2, 3)))
    assert not applied.proof.faults
    after = reader.history()
    assert len(after) == 3
    assert {key: after[key] for key in before} == before


def test_two_languages_of_one_deck_do_not_touch_each_other(author: Author, reader: Reader) -> None:
    def both(english: str = "", chinese: str = "") -> Edition:
        return author.edition(
            card("one", english), card("two"), card("one", chinese, language="zh")
        )

    found, _ = reader.syncs(both())
    assert [len(plan.of("new")) for plan in found.plans] == [2, 1]
    with reader.collection() as col:
        (chinese,) = (id_ for id_ in find(col, "one") if col.get_note(id_)["Language"] != "en")
        note = col.get_note(chinese)
        note["Back"] = "<p>我的话</p>"
        col.update_note(note)
    found, applied = reader.syncs(both(english="Better."))
    assert [[change.name for change in plan.to_do()] for plan in found.plans] == [
        ["en/one"], [],
    ]  # fmt: skip
    assert whats_left(applied) == []
    assert "Better." in reader.note("one")["Back"]
    assert reader.note("one", "zh")["Back"] == "<p>我的话</p>"


def test_the_decks_of_two_authors_in_one_collection_do_not_touch_each_other(
    author: Author, reader: Reader
) -> None:
    config = dataclasses.replace(CONFIG, name="other", titles={"en": "Other"})
    other = Author(config, id="fedcba9876543210")
    reader.syncs(author.edition(*deck_of()))
    reader.syncs(other.edition(*deck_of()))
    with reader.collection() as col:
        assert len(find(col, *NAMES)) == 2 * len(NAMES)
        before = history_of(col)
    found, applied = reader.syncs(other.edition(*deck_of(one="Theirs.")[:3]), prune="delete")
    assert whats(found) == {"changed": ["one"], "gone": ["four"]}
    assert not applied.proof.faults
    again = reader.plans(author.edition(*deck_of()))
    assert whats(again) == {}
    assert len(before.keys() - reader.history().keys()) == 1


@pytest.mark.parametrize(
    ("step", "done"),
    [
        ("exportPackage", False),
        ("importPackage", False),
        ("importPackage", True),
        ("changeDeck", False),
        ("addTags", False),
        ("suspend", False),
        ("reloadCollection", True),
    ],
)
def test_a_sync_that_is_cut_off_is_finished_by_the_next(
    tmp_path: Path, step: str, done: bool
) -> None:
    """As where Anki ends before it has `done` a step, or before it can answer."""
    author, reader = Author(), Reader(tmp_path / "anki")
    reader.syncs(author.edition(*deck_of()))
    with reader.collection() as col:
        study_for_a_year(col, cards_of(col, *NAMES), times=3)
        col.tags.bulk_add(find(col, "one"), "leech")
    before = reader.history()
    edition = author.edition(
        card("one", "Better.", subdeck=("Part",)),
        card("two", subdeck=("Elsewhere",)),
        card("three", subdeck=("Part",)),
        card("new", subdeck=("Part",)),
    )
    with reader.anki() as anki:
        assert isinstance(anki, AnkiConnect)
        client = Client(anki.url)
        found = situation(client, edition.ours())

        def cut(action: str) -> None:
            if action == step:
                raise HangUpError

        if done:
            anki.after = cut
        else:
            anki.before = cut
        with pytest.raises(ProblemsError):
            carry_out(client, found, edition)  # type: ignore[arg-type]
    _, applied = reader.syncs(edition)
    assert not applied.proof.faults
    assert whats_left(applied) == []
    assert _seen(reader) == [
        ("four", "Answer of four.", "01 Part", -1, 3, "proofdeck::retired"),
        ("new", "Answer of new.", "01 Part", 0, 0, ""),
        ("one", "Better.", "01 Part", 2, 3, "leech"),
        ("three", "Answer of three.", "01 Part", 2, 3, ""),
        ("two", "Answer of two.", "01.2 Elsewhere", 2, 3, ""),
    ]
    assert {id_: row[-1] for id_, row in reader.history().items() if id_ in before} == {
        id_: row[-1] for id_, row in before.items()
    }


def _seen(reader: Reader) -> list[tuple[object, ...]]:
    """Of each card: its slug and answer, its sub-deck, queue, repetitions, and its tags."""
    with reader.collection() as col:
        found = []
        for id_ in col.find_cards("*"):
            one = col.get_card(id_)
            note = one.note()
            back = note["Back"].removeprefix("<p>").removesuffix("</p>")
            subdeck = col.decks.name(one.did).rpartition("::")[2]
            tags = " ".join(note.tags)
            found.append((note["Slug"], back, subdeck, int(one.queue), one.reps, tags))
        return sorted(found)
