"""Fields and templates are frozen: with others, Anki cuts off everyone who has a deck."""

from __future__ import annotations

import json
from pathlib import Path

from generator.writing.notetypes import note_type, note_types

LOCK = Path(__file__).parents[2] / "cards/deck.lock"

COMMON = ("Search", "Source", "Evidence", "Id", "Notes")


def test_the_basic_note_type_is_the_one_that_readers_have() -> None:
    basic = note_type("basic")
    assert (basic.id, basic.name) == (1_763_900_000_001, "Proofdeck")
    first = 7_120_533_968_451_001
    names = ("Front", "Back", "Reverse", "Typed", "Footer", "Chapter", "Language", "Slug", *COMMON)
    assert [(id_, field.name) for id_, field in basic.fields] == list(enumerate(names, first))
    assert [(one.id, one.name) for one in basic.templates] == [
        (4_813_604_206_117_001, "Question"),
        (4_813_604_206_117_002, "Reverse"),
    ]


def test_the_cloze_note_type_is_the_one_that_readers_have() -> None:
    cloze = note_type("cloze")
    assert (cloze.id, cloze.name) == (1_763_900_000_002, "Proofdeck Cloze")
    first = 7_120_533_968_452_001
    names = ("Text", "Extra", "Footer", "Chapter", "Language", "Slug", "Typed", *COMMON)
    assert [(id_, field.name) for id_, field in cloze.fields] == list(enumerate(names, first))
    assert [(one.id, one.name) for one in cloze.templates] == [(4_813_604_206_118_001, "Cloze")]


def test_style_and_templates_change_only_together_with_the_lock_of_the_first_deck() -> None:
    """A change reaches every reader's collection with its next import: `make` writes it down."""
    locked = json.loads(LOCK.read_bytes())["notetypes"]
    assert {one.name: one.digest for one in note_types()} == {
        name: entry["digest"] for name, entry in locked.items()
    }
