"""A merge of two branches loses no card, no id and no update of a reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner, Result

from generator.building.built_chapter import NoteFacts
from generator.cli import main
from generator.comparing.mending import Mended, mend_lock, write_mended
from generator.comparing.merging import merge_locks
from generator.model import NoteKind, Place, ProblemsError
from generator.writing.lock import Entry, Lock, guid_for
from tests.support.decks import write_deck

PLACE = Place("cards/en/01.md")


def note(slug: str, digest: str = "d", kind: NoteKind = "basic", deck: str = "Demo") -> NoteFacts:
    return NoteFacts(f"en/{slug}", slug, "en", kind, digest, PLACE, deck, "", f"What is {slug}?")


def built(old: Lock, now: int, *notes: NoteFacts) -> Lock:
    return old.updated(notes, deck="abcd1234", now=now)


BASE = built(Lock(), 1000, note("a"), note("b"), note("c"))


def in_conflict(ours: Lock, theirs: Lock, base: Lock | None = None) -> str:
    """What git writes where every line of the notes is in the conflict."""
    lines = ours.text().split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith('"notes"')) + 1
    other = theirs.text().split("\n")
    middle = ["||||||| base", *base.text().split("\n")[start:-3]] if base else []
    conflict = ["<<<<<<< HEAD", *lines[start:-3], *middle, "=======", *other[start:-3]]
    return "\n".join([*lines[:start], *conflict, ">>>>>>> topic", *lines[-3:]])


def mended(folder: Path, text: str, chapters: Iterable[str] = ()) -> Mended:
    cards = "".join(f"## What is {slug}? {{#{slug}}}\n\nIt.\n\n" for slug in chapters)
    write_deck(folder, {"en/01.md": cards})
    path = folder / "deck.lock"
    path.write_text(text, "utf-8")
    found = mend_lock(folder, path)
    if found.differs:
        write_mended(found, path)
        assert Lock.read(path) == found.lock
    return found


def test_cards_that_either_side_added_or_changed_are_all_there(tmp_path: Path) -> None:
    ours = built(BASE, 2000, note("a", "ours"), note("b"), note("new-here"))
    theirs = built(BASE, 3000, note("b", "theirs"), note("c"), note("new-there"))
    for text in (in_conflict(ours, theirs), in_conflict(ours, theirs, BASE)):
        lock = mended(tmp_path, text).lock
        assert lock.entries == {**ours.entries, "en/b": theirs.entries["en/b"],
                                "en/new-there": theirs.entries["en/new-there"]}  # fmt: skip
        assert (lock.deck, lock.notetypes) == (BASE.deck, BASE.notetypes)


def test_lines_of_both_sides_without_any_marks_are_merged(tmp_path: Path) -> None:
    ours, theirs = built(BASE, 2000, note("a", "ours")), built(BASE, 3000, note("a", "theirs"))
    lines = ours.text().split("\n")
    at = next(n for n, line in enumerate(lines) if '"en/a"' in line)
    other = next(line for line in theirs.text().split("\n") if '"en/a"' in line)
    found = mended(tmp_path, "\n".join([*lines[:at], other, *lines[at:]]))
    assert found.lock == theirs
    assert found.merged is not None and found.merged.changed == ("en/a",)


def test_a_side_of_an_older_version_is_merged_and_changes_nothing(tmp_path: Path) -> None:
    older = {name: replace(entry, subdeck=None, title="") for name, entry in BASE.entries.items()}
    theirs = Lock(older, BASE.notetypes, BASE.deck)
    found = mended(tmp_path, in_conflict(BASE, theirs))
    assert found.lock == BASE
    assert found.merged is not None and not found.merged.changed


def test_a_comma_that_a_hand_forgot_is_no_matter(tmp_path: Path) -> None:
    assert mended(tmp_path, BASE.text().replace("},\n  ", "}\n  ")).lock == BASE
    assert mended(tmp_path, BASE.text().replace("\n", "\r\n")).lock == BASE


def test_a_conflict_in_a_lock_that_is_older_than_ids_of_decks_is_mended(tmp_path: Path) -> None:
    text = in_conflict(BASE, BASE).replace(f'"deck": "{BASE.deck}",\n', "")
    found = mended(tmp_path, text.replace('"version": 3', '"version": 1'))
    assert found.lock.entries == BASE.entries and found.lock.deck


def test_sides_that_each_gave_an_old_deck_an_id_are_merged(tmp_path: Path) -> None:
    ids = '"deck": "beef1234",\n"deck": "abcd1234"'
    text = in_conflict(BASE, BASE).replace(f'"deck": "{BASE.deck}"', ids)
    found = mended(tmp_path, text)
    assert found.lock.deck == "abcd1234"  # the same whoever merges
    assert found.lock.entries == BASE.entries


def test_a_whole_lock_is_left_as_it_is(tmp_path: Path) -> None:
    found = mended(tmp_path, BASE.text())
    assert not found.differs and found.lock == BASE


def test_of_two_contents_of_one_time_both_can_still_be_replaced() -> None:
    ours, theirs = built(BASE, 2000, note("a", "ours")), built(BASE, 2000, note("a", "theirs"))
    entry = merge_locks(ours, theirs).lock.entries["en/a"]
    for digest in ("ours", "theirs", "both"):
        after = built(Lock({"en/a": entry}, deck="abcd1234"), 3000, note("a", digest))
        assert after.entries["en/a"].modified > 2000


def test_a_kind_that_changed_on_one_side_keeps_the_guids_of_both_kinds() -> None:
    ours, theirs = built(BASE, 2000, note("a", "x", "cloze")), built(BASE, 1500, note("a", "y"))
    entry = merge_locks(ours, theirs).lock.entries["en/a"]
    was = BASE.entries["en/a"]
    assert (entry.kind, entry.guid) == ("cloze", guid_for("abcd1234", "en", "a", "cloze"))
    assert entry.other == was.guid


def test_of_two_guids_of_a_card_the_one_that_readers_have_is_kept_and_the_other_told() -> None:
    renamed = Lock({"en/new": BASE.entries["en/a"]}, BASE.notetypes, BASE.deck)
    added = built(Lock(deck=BASE.deck), 900, note("new"))
    for locks in ((renamed, added), (added, renamed)):
        found = merge_locks(*locks)
        assert found.lock.entries["en/new"].guid == BASE.entries["en/a"].guid
        assert found.dropped == {"en/new": (guid_for(BASE.deck, "en", "new", "basic"),)}


def test_a_retired_card_stays_retired_until_a_build_finds_it(tmp_path: Path) -> None:
    retired = replace(BASE.entries["en/a"], retired=1500)
    ours = Lock({**BASE.entries, "en/a": retired}, BASE.notetypes, BASE.deck)
    theirs = built(BASE, 2000, note("a", "edited"))
    lock = mended(tmp_path, in_conflict(ours, theirs)).lock
    assert lock.entries["en/a"] == replace(theirs.entries["en/a"], retired=1500)
    assert built(lock, 3000, note("a", "edited")).entries["en/a"] == theirs.entries["en/a"]


@pytest.mark.parametrize("edited", [900, 2000])
def test_a_card_renamed_on_one_side_and_edited_on_the_other_is_one_card(
    tmp_path: Path, edited: int
) -> None:
    entries = {**BASE.entries, "en/new": replace(BASE.entries["en/a"], digest="slug")}
    ours = Lock({name: entries[name] for name in ("en/b", "en/c", "en/new")}, {}, BASE.deck)
    theirs = built(BASE, edited, note("a", "edited"), note("b"), note("c"))
    found = mended(tmp_path, in_conflict(ours, theirs), ["new", "b", "c"])
    assert found.left_out == (("en/a", "en/new"),) and "en/a" not in found.lock.entries
    kept = found.lock.entries["en/new"]
    assert kept.guid == BASE.entries["en/a"].guid
    assert kept.modified > theirs.entries["en/a"].modified, "or its readers never get it"


def test_where_the_markdown_does_not_tell_both_names_of_a_card_stay(tmp_path: Path) -> None:
    ours = Lock({"en/new": BASE.entries["en/a"]}, {}, BASE.deck)
    theirs = Lock({"en/a": BASE.entries["en/a"]}, {}, BASE.deck)
    text = in_conflict(ours, theirs)
    found = mended(tmp_path, text, ["b"])
    assert found.shared == (("en/a", "en/new"),)
    assert set(found.lock.entries) == {"en/a", "en/new"}
    again = mended(tmp_path, found.lock.text(), ["new"])
    assert again.differs and set(again.lock.entries) == {"en/new"}


def spoilt() -> dict[str, tuple[str, str, int]]:
    """Locks that nobody can merge: the text, a word of the message, and its line."""
    good = in_conflict(BASE, BASE)
    lines = good.split("\n")
    at = next(n for n, line in enumerate(lines) if '"en/a"' in line)
    anew = {
        name: replace(entry, guid=f"{n:020}")
        for n, (name, entry) in enumerate(BASE.entries.items())
    }
    other = in_conflict(BASE, replace(BASE, entries=MappingProxyType(anew)))
    other = other.replace(f'"deck": "{BASE.deck}"', '"deck": "abcd1234",\n"deck": "other-one"')
    return {
        "two decks": (other, "different ids of the deck", 4),
        "a cut line": (good.replace(lines[at], lines[at][:-9], 1), "cut off", at + 1),
        "foreign words": (good.replace(lines[at], "see below", 1), "no line of a lock", at + 1),
        "no guid": (good.replace('"guid"', '"gid"', 1), "en/a", at + 1),
        "from the future": (good.replace('"version": 3', '"version": 9'), "version 9", 2),
        "no id": (good.replace(f'"{BASE.deck}"', "7"), "no id of a deck", 3),
        "no slug": (good.replace('"en/a"', '"en/"', 1), "language/slug", at + 1),
        "nothing": ("<<<<<<< HEAD\n=======\n>>>>>>> topic\n", "nothing in this file", 1),
        "deep": (good.replace(lines[at], '"en/a": ' + "[" * 99_999, 1), "cut off", at + 1),
    }


@pytest.mark.parametrize("name", spoilt())
def test_what_cannot_be_merged_is_told_with_its_line_and_left_as_it_is(
    tmp_path: Path, name: str
) -> None:
    text, words, line = spoilt()[name]
    with pytest.raises(ProblemsError) as told:
        mended(tmp_path, text)
    (problem,) = told.value.problems
    assert (problem.code, problem.place.line) == ("lock-broken", line)
    assert words in problem.message and problem.hint
    assert "proofdeck lock" not in problem.hint  # it was just run
    assert (tmp_path / "deck.lock").read_text("utf-8") == text


def test_a_build_with_a_conflict_in_the_lock_names_the_command_that_mends_it(
    tmp_path: Path,
) -> None:
    twins: Sequence[str] = BASE.text().split("\n")
    at = next(n for n, line in enumerate(twins) if '"en/a"' in line)
    for text in (in_conflict(BASE, BASE), "\n".join([*twins[:at], twins[at], *twins[at:]])):
        (tmp_path / "deck.lock").write_text(text, "utf-8")
        with pytest.raises(ProblemsError) as told:
            Lock.read(tmp_path / "deck.lock")
        (problem,) = told.value.problems
        assert "proofdeck lock" in problem.hint and problem.place.line > 1


def test_without_a_lock_or_a_deck_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"deck\.toml"):
        mend_lock(tmp_path, tmp_path / "deck.lock")
    deck = write_deck(tmp_path / "deck")
    with pytest.raises(ProblemsError, match=r"there is no deck\.lock"):
        mend_lock(deck, deck / "deck.lock")


def test_the_names_of_a_note_after_a_merge_are_not_called_gone() -> None:
    from generator.comparing.changes import compare

    entry: Entry = BASE.entries["en/a"]
    both = Lock({"en/a": entry, "en/new": entry}, BASE.notetypes, BASE.deck)
    here = [note("new")]
    found = compare(both, both.updated(here, deck="", now=2000), here)
    assert not found.of("gone")


def test_the_command_says_what_it_did_and_what_is_to_be_done_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["lock", *words])

    monkeypatch.chdir(tmp_path)
    none = run()
    assert none.exit_code == 1 and "no-deck" in none.stderr
    deck = write_deck(tmp_path / "cards", {"en/01.md": "## A? {#new}\n\nIt.\n"})
    unbuilt = run()
    assert unbuilt.exit_code == 1 and "proofdeck build" in unbuilt.stderr
    ours = Lock({"en/new": BASE.entries["en/a"], "en/b": BASE.entries["en/b"]}, {}, BASE.deck)
    theirs = built(BASE, 2000, note("a"), note("b", "edited"), note("c"))
    (deck / "deck.lock").write_text(in_conflict(ours, theirs), "utf-8")
    assert run("--help").exit_code == 0
    merged = run()
    assert merged.exit_code == 0 and not merged.stderr
    assert merged.stdout.splitlines() == [
        "cards/deck.lock: merged: 3 cards, all of either side",
        "cards/deck.lock: different on the two sides, kept with the newer time: en/b",
        "cards/deck.lock: en/a is en/new now, with the same id",
        "cards/deck.lock: now merge the Markdown, run `proofdeck build`, and commit deck.lock with "
        "the cards",
    ]
    assert run().stdout == "cards/deck.lock: nothing to mend; 3 cards\n"
    assert run("-q").stdout == ""
