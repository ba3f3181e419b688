"""deck.lock decides who keeps a history and who gets an update."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from generator.given import MOST_LOCK
from generator.model import DeckConfig, Faces, ProblemsError
from generator.rendering.anki_notes import AnkiNote, render_note
from generator.writing.lock import Lock, TypeEntry, guid_for, new_deck_id, stale_lock
from tests.support.anki_decks import CONFIG, cloze, faces, paragraph, text


def note(one: Faces, config: DeckConfig = CONFIG) -> AnkiNote:
    return render_note(one, config)


def lock_of(*cards: Faces, old: Lock | None = None, now: int = 1000) -> Lock:
    return (old or Lock()).updated(map(note, cards), deck="demo", now=now)


def test_the_guid_of_a_card_never_changes_between_versions_of_proofdeck() -> None:
    assert guid_for("demo", "en", "shape", "basic") == "de7e49c626b7f48ed04f"


def test_a_guid_outlives_text_tags_deck_and_kind_of_basic_card() -> None:
    one = lock_of(faces("shape", "Old.", tags=("a",), subdeck=("Old",)))
    two = lock_of(faces("shape", "New.", kind="reversed", tags=("b",), subdeck=("New",)))
    assert one.entries["en/shape"].guid == two.entries["en/shape"].guid


def test_deck_language_slug_and_cloze_each_make_another_guid() -> None:
    guids = {
        guid_for("demo", "en", "shape", "basic"),
        guid_for("demo", "zh", "shape", "basic"),
        guid_for("demo", "en", "dtype", "basic"),
        guid_for("other", "en", "shape", "basic"),
        guid_for("demo", "en", "shape", "cloze"),
    }
    assert len(guids) == 5


def test_two_decks_of_one_name_share_no_card() -> None:
    one = Lock().updated([note(faces("shape"))], deck=new_deck_id(), now=1000)
    two = Lock().updated([note(faces("shape"))], deck=new_deck_id(), now=1000)
    assert one.entries["en/shape"].guid != two.entries["en/shape"].guid


def test_the_id_of_a_deck_is_drawn_once() -> None:
    first = lock_of(faces("one"))
    later = first.updated([note(faces("one")), note(faces("two"))], deck=new_deck_id(), now=2000)
    assert later.deck == first.deck == "demo"
    assert later.entries["en/two"].guid == guid_for("demo", "en", "two", "basic")


def test_a_lock_of_version_1_keeps_its_guids_and_gets_an_id(tmp_path: Path) -> None:
    path = tmp_path / "deck.lock"
    text = lock_of(faces("old")).text()
    path.write_text(text.replace('"version": 3', '"version": 1').replace('"deck": "demo",\n', ""))
    before = Lock.read(path)
    assert before.deck == ""
    after = before.updated([note(faces("old")), note(faces("new"))], deck="abcd", now=2000)
    assert after.deck == "abcd"
    assert after.entries["en/old"] == before.entries["en/old"]
    assert after.entries["en/new"].guid == guid_for("abcd", "en", "new", "basic")


def as_version_2(lock: Lock) -> str:
    """The text of a lock as it was before it knew of sub-decks, titles and retired cards."""
    data = json.loads(lock.text())
    for item in data["notes"].values():
        del item["subdeck"], item["title"]
    return json.dumps({**data, "version": 2})


def test_a_lock_of_version_2_keeps_all_and_learns_where_its_cards_stand(tmp_path: Path) -> None:
    path = tmp_path / "deck.lock"
    card = faces("old", subdeck=("Sums", "Big ones"), question="How long?")
    path.write_text(as_version_2(lock_of(card)))
    before = Lock.read(path)
    assert (before.entries["en/old"].subdeck, before.entries["en/old"].title) == (None, "")
    after = lock_of(card, old=before, now=2000)
    known = replace(before.entries["en/old"], subdeck="01 Sums::01 Big ones", title="How long?")
    assert after.entries["en/old"] == known
    path.write_text(after.text(), "utf-8")
    assert Lock.read(path) == after
    assert "en/old" not in stale_lock(path, before, after).message
    types = {name: TypeEntry("older", 5) for name in after.notetypes}
    aged = Lock(after.entries, types, after.deck)
    assert "note types" in stale_lock(path, aged, after).message


def test_a_card_that_moves_is_the_same_note_with_the_same_time_in_another_subdeck() -> None:
    old = lock_of(faces("it", subdeck=("Sums",)), now=1000)
    new = lock_of(faces("it", subdeck=("Products",)), old=old, now=2000)
    entry = new.entries["en/it"]
    assert entry == replace(old.entries["en/it"], subdeck="01 Products")


def test_a_build_of_a_part_leaves_the_subdecks_which_only_the_whole_deck_numbers() -> None:
    old = lock_of(faces("first", subdeck=("A",)), faces("second", subdeck=("B",)))
    assert old.entries["en/second"].subdeck == "01.2 B"
    part = [note(faces("second", "Changed.", subdeck=("B",))), note(faces("new", subdeck=("B",)))]
    new = old.updated(part, deck="demo", now=2000, whole=False)
    assert new.entries["en/second"].subdeck == "01.2 B"
    assert new.entries["en/second"].modified == 2000
    assert new.entries["en/new"].subdeck is None


def test_a_retired_card_that_is_in_the_deck_again_is_not_retired() -> None:
    old = lock_of(faces("it"))
    away = Lock({"en/it": replace(old.entries["en/it"], retired=1500)}, old.notetypes, "demo")
    assert lock_of(faces("it"), old=away, now=2000) == old
    assert lock_of(faces("other"), old=away, now=2000).entries["en/it"].retired == 1500


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What is `x`?", "What is `x`?"),
        ("a\n\u2028\u202eb  😀", "a b 😀"),
        ("字" * 200, "字" * 79 + "…"),
        ("بله می\u200cخواهم", "بله می\u200cخواهم"),
    ],
)
def test_a_title_is_one_line_that_people_can_read_in_a_diff(
    tmp_path: Path, question: str, title: str
) -> None:
    lock = lock_of(faces("it", question=question))
    assert lock.entries["en/it"].title == title
    path = tmp_path / "deck.lock"
    path.write_text(lock.text(), "utf-8")
    assert Lock.read(path) == lock
    assert title.replace("\u200c", "\\u200c") in lock.text()


def test_a_card_without_a_question_is_called_by_what_it_shows_first() -> None:
    front = [paragraph(text("1 < 2 "), cloze(1, text("holds")))]
    asked = replace(faces("it", kind="cloze", front=front), question=())
    assert lock_of(asked).entries["en/it"].title == "1 < 2 holds"


def test_a_card_that_was_a_cloze_for_a_while_is_the_note_that_it_was(tmp_path: Path) -> None:
    gap = faces("it", kind="cloze", front=[paragraph(cloze(1, text("x")))])
    first = lock_of(faces("it"))
    path = tmp_path / "deck.lock"
    path.write_text(Lock(first.entries, first.notetypes, "before").text(), "utf-8")
    second = lock_of(gap, old=Lock.read(path), now=2000)
    path.write_text(second.text(), "utf-8")
    third = lock_of(faces("it"), old=Lock.read(path), now=3000)
    guids = [one.entries["en/it"].guid for one in (first, second, third)]
    assert guids[0] == guids[2] != guids[1]
    again = lock_of(gap, old=third, now=4000)
    assert again.entries["en/it"].guid == guids[1]


def test_only_what_changed_is_newer() -> None:
    old = lock_of(faces("same"), faces("edited", "Old."), now=1000)
    new = lock_of(faces("edited", "New."), faces("same"), old=old, now=2000)
    assert new.entries["en/same"] == old.entries["en/same"]
    assert new.entries["en/edited"].modified == 2000
    assert new.entries["en/edited"].guid == old.entries["en/edited"].guid
    assert new.notetypes == old.notetypes


@pytest.mark.parametrize("now", [0, 999, 1000])
def test_a_change_is_newer_even_if_the_clock_went_backwards(now: int) -> None:
    old = lock_of(faces("edited", "Old."), now=1000)
    assert lock_of(faces("edited", "New."), old=old, now=now).entries["en/edited"].modified == 1001


def test_a_note_type_that_changed_is_newer() -> None:
    old = lock_of(faces("one"))
    aged = Lock(old.entries, {name: TypeEntry("older", 5000) for name in old.notetypes})
    new = lock_of(faces("one"), old=aged, now=1000)
    assert {entry.modified for entry in new.notetypes.values()} == {5001}


def test_a_new_version_of_torch_alone_changes_no_note() -> None:
    old = lock_of(faces("one", verified=("torch 2.12.0",)))
    assert lock_of(faces("one", verified=("torch 2.13.0",)), old=old, now=2000) == old


def test_new_tags_are_a_change_and_their_order_is_not() -> None:
    old = lock_of(faces("one", tags=("a", "b")))
    assert lock_of(faces("one", tags=("b", "a")), old=old, now=2000) == old
    assert lock_of(faces("one", tags=("a",)), old=old, now=2000) != old


def test_a_card_that_is_gone_keeps_its_line() -> None:
    old = lock_of(faces("here"), faces("gone"))
    assert lock_of(faces("here"), old=old, now=2000) == old


def test_a_renamed_card_keeps_the_guid_that_the_lock_gives_it() -> None:
    old = lock_of(faces("before"))
    moved = Lock({"en/after": old.entries["en/before"]}, old.notetypes)
    new = lock_of(faces("after"), old=moved, now=2000)
    assert new.entries["en/after"].guid == old.entries["en/before"].guid


def test_two_cards_that_would_be_one_in_anki_are_reported() -> None:
    with pytest.raises(ProblemsError) as twins:
        lock_of(faces("one", "A."), faces("one", "B."))
    assert twins.value.problems[0].place.line == 7
    entry = lock_of(faces("one")).entries["en/one"]
    with pytest.raises(ProblemsError, match="same GUID"):
        lock_of(faces("one"), faces("two"), old=Lock({"en/one": entry, "en/two": entry}))


def test_the_file_gives_back_the_lock_and_does_not_depend_on_order(tmp_path: Path) -> None:
    cards = [faces(f"card-{n}", language=language) for n in range(30) for language in ("en", "zh")]
    gaps = faces("gaps", kind="cloze", front=[paragraph(cloze(1, text("x")))])
    lock = lock_of(*cards, gaps)
    path = tmp_path / "deck.lock"
    path.write_text(lock.text(), "utf-8")
    assert Lock.read(path) == lock
    random.Random(1).shuffle(cards)
    assert lock_of(gaps, *cards).text() == lock.text()


def test_a_changed_card_is_one_changed_line() -> None:
    old = lock_of(*(faces(f"card-{n}") for n in range(9)))
    new = lock_of(*(faces(f"card-{n}") for n in range(8)), faces("card-8", "New."), old=old)
    before, after = old.text().splitlines(), new.text().splitlines()
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_a_deck_without_a_lock_starts_with_an_empty_one(tmp_path: Path) -> None:
    assert Lock.read(tmp_path / "deck.lock") == Lock()


def broken_locks() -> dict[str, tuple[str, int]]:
    """Texts and the line that a message should point to."""
    good = lock_of(faces("one"), faces("two")).text()
    lines = good.splitlines()
    at = next(n for n, line in enumerate(lines) if '"en/one"' in line)
    conflict = [*lines[:at], "<<<<<<< HEAD", lines[at], "=======", lines[at], ">>>>>>> other"]
    twins = [*lines[: at + 1], *lines[at:]]
    return {
        "merge conflict": ("\n".join([*conflict, *lines[at + 1 :]]), at + 1),
        "both sides kept": ("\n".join(twins), at + 2),
        "cut off": (good[: len(good) // 2], good[: len(good) // 2].count("\n") + 1),
        "empty": ("", 1),
        "a list": ("[]", 1),
        "no notes": ('{"version": 1, "notetypes": {}}', 1),
        "no guid": (good.replace('"guid"', '"gid"', 1), at + 1),
        "a time that is text": (good.replace("1000}", '"x"}'), 5),
        "unknown kind": (good.replace('"basic"', '"other"', 1), at + 1),
        "from the future": (good.replace('"version": 3', '"version": 4'), 2),
        "no version": (good.replace('"version": 3,', "", 1), 1),
        "a version that is a word": (good.replace('"version": 3', '"version": "1"'), 2),
        "a version without end": (good.replace('"version": 3', '"version": 1e999'), 2),
        "a version that is true": (good.replace('"version": 3', '"version": true'), 2),
        "no deck": (good.replace('"deck": "demo",', "", 1), 1),
        "a deck that is a number": (good.replace('"deck": "demo"', '"deck": 7'), 3),
        "a GUID that is a number": (good.replace('"kind"', '"other": 7, "kind"', 1), at + 1),
        "a sub-deck that is a number": (
            good.replace('"subdeck": ""', '"subdeck": 7', 1),
            at + 1,
        ),
        "retired at no time": (good.replace('"title"', '"retired": true, "title"', 1), at + 1),
        "a card without a language": (good.replace('"en/one"', '"one"'), at + 1),
        "a card without a slug": (good.replace('"en/one"', '"en/"'), at + 1),
        "deep": ("[" * 100_000, 1),
    }


@pytest.mark.parametrize("name", broken_locks())
def test_a_broken_lock_says_where_and_how_to_mend_it(tmp_path: Path, name: str) -> None:
    content, line = broken_locks()[name]
    path = tmp_path / "deck.lock"
    path.write_text(content, "utf-8")
    with pytest.raises(ProblemsError) as broken:
        Lock.read(path)
    (problem,) = broken.value.problems
    assert problem.place.line == line
    assert problem.hint


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("folder", "it is a folder"),
        ("fifo", "not a regular file"),
        ("device", "leads out of the deck"),
        ("a link to nothing", "cannot be read"),
        ("a link to itself", "cannot be read"),
        ("huge", "the limit is"),
    ],
)
def test_a_lock_that_is_no_plain_file_is_told_and_not_waited_for(
    tmp_path: Path, kind: str, word: str
) -> None:
    path = tmp_path / "deck.lock"
    match kind:
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "a link to nothing":
            path.symlink_to("nowhere")
        case "a link to itself":
            path.symlink_to("deck.lock")
        case "huge":
            with path.open("wb") as file:
                file.truncate(MOST_LOCK + 1)
    with pytest.raises(ProblemsError) as broken:
        Lock.read(path)
    (problem,) = broken.value.problems
    assert problem.code == "lock-broken"
    assert word in problem.message


def test_a_lock_that_is_not_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / "deck.lock").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProblemsError, match="not UTF-8"):
        Lock.read(tmp_path / "deck.lock")


def test_a_lock_that_an_editor_stored_with_a_byte_order_mark_is_the_same(tmp_path: Path) -> None:
    lock = lock_of(faces("one"))
    (tmp_path / "deck.lock").write_text(lock.text(), "utf-8-sig")
    assert Lock.read(tmp_path / "deck.lock") == lock
