"""A merge of locks depends on no order, and gives every card the id that its readers have."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.comparing.conflict import read_sides
from generator.comparing.merging import merge_locks, merged
from generator.writing.lock import Entry, Lock, TypeEntry, guid_for

DECK = "abcd1234"
NAMES = st.sampled_from(["en/a", "en/b", "zh/a", "zh/b", "en/c"])
FRESH = [guid_for(DECK, "en", "a", kind) for kind in ("basic", "cloze")]
ENTRIES = st.builds(
    Entry,
    guid=st.sampled_from([*FRESH, "11", "22"]),
    kind=st.sampled_from(["basic", "cloze"]),
    digest=st.sampled_from(["d", "e"]),
    modified=st.integers(0, 3),
    other=st.sampled_from(["", "33", "44"]),
    subdeck=st.sampled_from([None, "", "01 字", "02 \u2028"]),
    title=st.sampled_from(["", "q", 'a "b"\\']),
    retired=st.sampled_from([None, 0, 7]),
)
TYPES = st.dictionaries(
    st.sampled_from(["Proofdeck", "Proofdeck Cloze"]),
    st.builds(TypeEntry, digest=st.sampled_from(["x", "y"]), modified=st.integers(0, 2)),
)
LOCKS = st.builds(Lock, st.dictionaries(NAMES, ENTRIES), TYPES, st.sampled_from(["", DECK]))


@given(LOCKS, LOCKS, LOCKS)
def test_no_order_of_the_sides_matters(one: Lock, two: Lock, three: Lock) -> None:
    found = merge_locks(one, two, three)
    assert merge_locks(three, one, two) == found == merge_locks(two, three, one)


@given(LOCKS, LOCKS)
def test_no_card_is_lost_and_none_gets_an_id_that_it_never_had(one: Lock, two: Lock) -> None:
    lock = merge_locks(one, two).lock
    assert set(lock.entries) == {*one.entries, *two.entries}
    for name, entry in lock.entries.items():
        sides = [side.entries[name] for side in (one, two) if name in side.entries]
        had = {guid for each in sides for guid in (each.guid, each.other) if guid}
        assert entry.guid in had
        assert {entry.guid, entry.other} - {""} <= had
        assert entry.modified >= max(each.modified for each in sides)
        if len({*sides}) == 1:
            assert entry == sides[0]
        if len({(each.guid, each.kind) for each in sides}) == 1 and not sides[0].other:
            assert entry.guid == sides[0].guid
    assert merge_locks(one, one).lock == one
    assert merge_locks(lock, lock).lock == lock


@given(LOCKS, LOCKS)
def test_the_guids_that_are_not_kept_are_told(one: Lock, two: Lock) -> None:
    found = merge_locks(one, two)
    for name, entry in found.lock.entries.items():
        sides = [side.entries[name] for side in (one, two) if name in side.entries]
        had = {guid for each in sides for guid in (each.guid, each.other) if guid}
        assert had == {entry.guid, entry.other, *found.dropped.get(name, ())} - {""}


@given(LOCKS, LOCKS, st.booleans())
@settings(max_examples=50)
def test_what_a_conflict_holds_is_read_whatever_its_marks(
    one: Lock, two: Lock, marked: bool
) -> None:
    marks = ("<<<<<<< HEAD\n", "=======\n", ">>>>>>> topic\n") if marked else ("", "", "")
    text = f"{marks[0]}{one.text()}{marks[1]}{two.text()}{marks[2]}".replace('"deck": "",\n', "")
    sides = read_sides(text, "deck.lock") if one.entries or two.entries else None
    if sides is None:
        return
    found = merged("".join(sides.decks), sides.entries, sides.notetypes)
    assert found == merge_locks(one, two)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.lock"
        path.write_text(found.lock.text(), "utf-8")
        if found.lock.deck:
            assert Lock.read(path) == found.lock
