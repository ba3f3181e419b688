"""What a sync would do with each note: pure comparison, no Anki."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from generator.rendering.anki_fields import BASIC_FIELDS
from generator.rendering.anki_notes import note_digest
from generator.syncing.held import HeldCard, HeldNote, HeldType, Holding
from generator.syncing.made_for import wanted
from generator.syncing.memory import Memory
from generator.syncing.our_deck import OurDeck, Past, counted_fields
from generator.syncing.plan import Change, OurNote, Plan, Version
from generator.syncing.proof import prove
from generator.syncing.remembering import remembered
from generator.syncing.three_way import RETIRED_TAG, compare

ID = "0123456789abcdef"
BUILT = 2_000


def fields(back: str = "four", **others: str) -> dict[str, str]:
    return {
        **dict.fromkeys(BASIC_FIELDS, ""),
        "Front": "two and two",
        "Back": back,
        "Chapter": "Sums",
        "Language": "en",
        "Slug": "sum",
        "Id": f"{ID}/g1",
        **others,
    }


def version(
    back: str = "four",
    *,
    tags: tuple[str, ...] = ("sums",),
    deck: str = "Maths::01 Sums",
    modified: int = BUILT,
) -> Version:
    return Version(fields(back), tags, deck, modified)


def card(
    number: int = 1,
    *,
    deck: str = "Maths::01 Sums",
    queue: int = 2,
    reviews: int = 5,
    filtered: bool = False,
) -> HeldCard:
    return HeldCard(number, number - 1, deck, (2, queue, 90, 30, 2500, 5, 0, 0), reviews, filtered)


def held(
    back: str = "four",
    *cards: HeldCard,
    guid: str = "g1",
    tags: tuple[str, ...] = ("sums",),
    modified: int = BUILT,
    **others: str,
) -> HeldNote:
    note = fields(back, **{"Id": f"{ID}/{guid}", **others})
    return HeldNote(guid, 77, "basic", modified, tags, note, cards or (card(),))


def deck(ours: Version | None = None, *, past: Past | None = None, **others: object) -> OurDeck:
    notes = (OurNote("en/sum", "g1", "basic", ours),) if ours else ()
    empty = OurDeck(ID, "en", "en", "Maths", notes, {}, {}, {}, past or Past())
    return replace(empty, **others)  # type: ignore[arg-type]


def plan(
    ours: OurDeck,
    notes: Iterable[HeldNote] = (),
    memory: Memory | None = None,
    **others: object,
) -> Plan:
    holding = Holding({note.guid: note for note in notes})
    return compare(ours, holding, memory or Memory(), **others)  # type: ignore[arg-type]


def only(found: Plan) -> Change:
    (change,) = found.changes
    return change


def knowing(base: Version) -> Memory:
    return Memory({"g1": base})


def test_what_is_the_same_is_left_alone() -> None:
    found = plan(deck(version()), [held()])
    assert only(found).what == "same"
    assert found.empty
    assert wanted(found.changes) == ()


def test_a_note_that_the_collection_lacks_is_new() -> None:
    assert only(plan(deck(version()))).what == "new"


def test_a_correction_reaches_a_note_that_anki_tagged_as_a_leech() -> None:
    """An import of the built package would skip it without a word."""
    theirs = held("five", tags=("sums", "leech"), modified=9_000)
    found = plan(deck(version("four")), [theirs], knowing(version("five", modified=1_000)))
    change = only(found)
    assert (change.what, change.blocked, change.reviews) == ("changed", True, 5)
    (note,) = wanted(found.changes)
    assert note.fields["Back"] == "four"
    assert set(note.tags) == {"sums", "leech"}
    assert note.modified > 9_000


def test_what_a_reader_noted_and_tagged_survives_a_correction() -> None:
    theirs = held("five", tags=("sums", "mine"), modified=1_500, Notes="ask Ann")
    found = plan(deck(version("four")), [theirs], knowing(version("five", modified=1_000)))
    (note,) = wanted(found.changes)
    assert note.fields["Notes"] == "ask Ann"
    assert "mine" in note.tags


def test_a_readers_edit_stays_and_is_nothing_to_do() -> None:
    found = plan(deck(version()), [held("4", modified=9_000)], knowing(version()))
    assert only(found).what == "edited"
    assert found.empty


@pytest.mark.parametrize("base", [version("five", modified=1_000), None])
def test_what_both_changed_is_not_overwritten(base: Version | None) -> None:
    memory = knowing(base) if base else Memory()
    found = plan(deck(version()), [held("4!", modified=9_000)], memory)
    assert only(found).what == "conflict"
    assert not found.empty
    assert wanted(found.changes) == ()


def test_an_earlier_version_is_no_conflict_at_the_first_sync() -> None:
    """By the time at which the deck changed, or by its digest where Anki has tagged it."""
    past = Past(times=frozenset({1_000}))
    assert only(plan(deck(version(), past=past), [held("five", modified=1_000)])).what == "changed"

    counted = {name: fields("five")[name] for name in counted_fields("basic")}
    past = Past(digests={"g1": {note_digest("basic", counted, ("sums",))}})
    leech = held("five", tags=("sums", "leech"), modified=9_000)
    assert only(plan(deck(version(), past=past), [leech])).what == "changed"


def test_a_note_without_the_fields_of_today_gets_them() -> None:
    theirs = held()
    old = {name: html for name, html in theirs.fields.items() if name not in ("Search", "Id")}
    ours = replace(version(), fields=fields(Search="two and two four"))
    found = plan(deck(ours), [replace(theirs, fields=old, modified=9_000)])
    assert only(found).what == "changed"


def test_an_output_that_varies_is_no_change() -> None:
    """The note was not changed, so its time is the same, but the build shows another output."""
    found = plan(deck(version("0.71")), [held("0.33")])
    assert only(found).what == "same"
    memory = remembered(Memory(), found, found.holding)
    again = plan(deck(version("0.98")), [held("0.33")], memory)
    assert only(again).what == "same"
    changed = plan(deck(version("new", modified=3_000)), [held("0.33")], memory)
    assert only(changed).what == "changed"


def test_what_a_reader_deleted_stays_deleted() -> None:
    found = plan(deck(version()), [], knowing(version()))
    assert only(found).what == "deleted"
    assert found.empty


def test_cards_move_from_where_the_deck_had_put_them() -> None:
    base = version(deck="Maths::02 Old")
    found = plan(deck(version()), [held("four", card(deck="Maths::02 Old"))], knowing(base))
    assert only(found).what == "moved"
    assert [one.id for one in only(found).moves] == [1]


def test_a_card_that_its_reader_moved_stays() -> None:
    base = version(deck="Maths::02 Old")
    theirs = held("four", card(1, deck="Hard ones"), card(2, deck="Maths::02 Old"))
    found = plan(deck(version()), [theirs], knowing(base))
    assert [one.id for one in only(found).moves] == [2]
    assert only(plan(deck(version()), [held("four", card(deck="Hard ones"))])).what == "elsewhere"


def test_without_a_memory_a_card_moves_only_from_decks_of_ours() -> None:
    past = Past(subdecks={"g1": {"02 Old"}})
    known = plan(deck(version(), past=past), [held("four", card(deck="Maths::02 Old"))])
    assert only(known).what == "moved"
    unnumbered = plan(deck(version()), [held("four", card(deck="Maths::Sums"))])
    assert only(unnumbered).what == "moved"
    own = plan(deck(version()), [held("four", card(deck="Maths::Hard ones"))])
    assert only(own).what == "elsewhere"


def test_a_card_in_a_filtered_deck_moves_later() -> None:
    base = version(deck="Maths::02 Old")
    away = held("four", card(deck="Cram", filtered=True))
    found = plan(deck(version()), [away], knowing(base))
    assert only(found).moves == ()
    assert len(only(found).waiting) == 1
    memory = remembered(knowing(base), found, found.holding)
    home = plan(deck(version()), [held("four", card(deck="Maths::02 Old"))], memory)
    assert only(home).what == "moved"


def test_what_left_the_deck_is_taken_out_once() -> None:
    ours = deck(former={"g1": ("en/sum", "retired")})
    found = plan(ours, [held()])
    assert only(found).what == "retired"
    out = held("four", card(queue=-1), tags=("sums", RETIRED_TAG))
    assert plan(ours, [out]).empty
    assert not plan(ours, [out], prune="delete").empty


def test_a_reader_who_unsuspends_a_retired_card_is_not_overruled() -> None:
    ours = deck(former={"g1": ("en/sum", "gone")})
    memory = remembered(Memory(), plan(ours, [held()]), Holding({"g1": held()}))
    awake = held("four", card(queue=2), tags=(RETIRED_TAG,))
    assert plan(ours, [awake], memory).empty


def test_a_card_that_comes_back_wakes_up() -> None:
    out = held("four", card(queue=-1), tags=("sums", RETIRED_TAG))
    found = plan(deck(version()), [out], Memory(pruned={"g1": "suspend"}))
    assert only(found).what == "back"
    assert only(found).tags == ("sums",)
    after = held("four", card(queue=2), modified=3_000)
    memory = remembered(Memory(pruned={"g1": "suspend"}), found, Holding({"g1": after}))
    assert plan(deck(version()), [after], memory).empty


def test_a_note_of_a_newer_state_of_the_deck_is_not_taken_out() -> None:
    """The deck was checked out at an older commit: its lock does not know the note."""
    found = plan(deck(version()), [held(), held(guid="g2")])
    assert [change.what for change in found.changes] == ["same", "unknown"]
    assert found.empty


def test_a_note_of_another_kind_takes_the_place_of_the_old_one() -> None:
    ours = deck(version(), former={"g0": ("en/sum", "replaced")}, replacing={"g1": "g0"})
    found = plan(ours, [held(guid="g0")])
    assert [change.what for change in found.changes] == ["kind changed", "replaced"]


def test_tags_are_merged_as_both_changed_them() -> None:
    base = version(tags=("old", "sums", "unwanted"))
    theirs = held(tags=("old", "sums", "mine"))
    found = plan(deck(version(tags=("new", "sums", "unwanted"))), [theirs], knowing(base))
    assert only(found).what == "changed"
    assert set(only(found).tags) == {"sums", "mine", "new"}
    assert only(plan(deck(version()), [held(tags=("SUMS",))])).what == "same"


def test_an_edited_note_gets_new_tags_and_keeps_its_text() -> None:
    theirs = held("4", modified=9_000)
    ours = version(tags=("new", "sums"), modified=BUILT)
    found = plan(deck(ours), [theirs], knowing(version()))
    (note,) = wanted(found.changes)
    assert (note.fields["Back"], set(note.tags)) == ("4", {"new", "sums"})
    after = replace(theirs, tags=note.tags, modified=note.modified)
    memory = remembered(knowing(version()), found, Holding({"g1": after}))
    assert only(plan(deck(ours), [after], memory)).what == "edited"


def test_a_new_look_arrives_unless_the_reader_has_one() -> None:
    ours = deck(version(), types={"Proofdeck": HeldType(BUILT, "ours")})

    def looks(theirs: HeldType) -> tuple[str, ...]:
        holding = Holding({"g1": held()}, types={"Proofdeck": theirs})
        return compare(ours, holding, Memory()).looks

    assert looks(HeldType(1_000, "theirs")) == ("Proofdeck",)
    assert looks(HeldType(9_000, "theirs")) == ()
    assert looks(HeldType(1_000, "ours")) == ()


@pytest.mark.parametrize(
    "after",
    [
        held("four", replace(card(), state=(2, 2, 90, 1, 2500, 5, 0, 0))),
        held("four", replace(card(), state=(2, -1, 90, 30, 2500, 5, 0, 0))),
        held("four", replace(card(), reviews=4)),
        held("four", card(deck="Maths")),
        held("four", tags=("other",)),
        held("four", Notes="gone"),
    ],
)
def test_whatever_a_sync_did_to_a_reader_is_found(after: HeldNote) -> None:
    found = plan(deck(version()), [held()])
    assert prove([found], found.holding, found.holding).faults == ()
    assert len(prove([found], found.holding, Holding({"g1": after})).faults) == 1
    assert prove([found], found.holding, Holding()).faults == ("en/sum is gone",)


def test_a_review_during_a_sync_is_no_fault() -> None:
    found = plan(deck(version()), [held()])
    after = held("four", replace(card(), state=(2, 2, 99, 60, 2500, 6, 0, 0), reviews=6))
    proof = prove([found], found.holding, Holding({"g1": after}))
    assert (proof.faults, proof.meanwhile) == ((), 1)


def test_a_changed_preset_is_found() -> None:
    before = Holding({}, {}, {"Maths": 1}, {"1": {"new": 20}})
    assert prove([], before, before).faults == ()
    assert prove([], before, Holding({}, {}, {"Maths": 2}, {"1": {"new": 20}})).faults
    assert prove([], before, Holding({}, {}, {"Maths": 1}, {"1": {"new": 9}})).faults
