"""Cards of anybody's note types are shown as far as that goes without a script, else it is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from generator.importing.packages.anki_tables import NoteType
from generator.importing.packages.anki_templates import Template
from generator.rendering.anki_sides import CardSides
from generator.studying.foreign_sides import (
    MOST_SIDE,
    NotShownError,
    foreign_sides,
    losses_of,
)

FIELDS = {"Front": "Capital of France?", "Back": "Paris", "More": ""}


def kind(question: str, answer: str = "{{Back}}", *, cloze: bool = False) -> NoteType:
    return NoteType("Made by somebody", cloze, tuple(FIELDS), (Template(question, answer),))


def sides(question: str, answer: str = "{{Back}}", fields: Mapping[str, str] = FIELDS) -> CardSides:
    return foreign_sides(kind(question, answer), 0, fields, {"Tags": "geo", "Deck": "A::B"})


def refused(note_type: NoteType, fields: Mapping[str, str] = FIELDS, ordinal: int = 0) -> str:
    with pytest.raises(NotShownError) as raised:
        foreign_sides(note_type, ordinal, fields, {})
    return str(raised.value)


def test_a_hint_opens_without_a_script() -> None:
    front = sides("{{Front}} {{hint: Back}} {{hint:More}}").front
    assert front == (
        'Capital of France? <details class="hint"><summary>Back</summary>Paris</details> '
    )


def test_what_stands_around_fields_is_shown() -> None:
    assert sides("{{ Front }}|{{Tags}}|{{Deck}}").front == "Capital of France?|geo|A::B"


def test_readings_stay_and_what_is_read_aloud_is_silent() -> None:
    fields = {"Front": " 日[に]", "Back": ""}
    found = sides("{{furigana:Front}}{{tts en_US voices=A:Front}}", fields=fields)
    assert found.front == " 日[に]"


def test_marks_in_comments_are_not_filled_in() -> None:
    assert sides("{{Front}}<!-- {{Nothing}} -->").front == "Capital of France?"


def test_answers_are_typed_whatever_they_are_compared_by() -> None:
    assert sides("{{Front}} {{type:nc:Back}}").front.endswith("[[type:Back]]")


def test_formulas_lose_the_tags_of_an_editor() -> None:
    fields = {
        "Back": "",
        "Front": r"\(a<br>&lt;&nbsp;b\) <anki-mathjax block=\"true\">x</anki-mathjax>",
    }
    fields["Front"] = fields["Front"].replace('\\"', '"')
    assert sides("{{Front}}", fields=fields).front == r"\(a &lt; b\) \[x\]"


def test_a_clozes_own_section_is_shown_on_its_card_alone() -> None:
    one = kind("{{cloze:Front}}{{#c2}}second{{/c2}}", cloze=True)
    fields = {"Front": "{{c1::a}} {{c2::b}}", "Back": ""}
    fronts = [foreign_sides(one, number, fields, {}).front for number in (0, 1)]
    assert [front.endswith("second") for front in fronts] == [False, True]


def test_what_cannot_be_shown_is_said_in_words() -> None:
    deep = "{{#Front}}" * 5_000 + "{{/Front}}" * 5_000
    assert "the field Nothing" in refused(kind("{{Nothing}}"))
    assert "no filter rot13 is known" in refused(kind("{{rot13:Front}}"))
    assert "no section that is open" in refused(kind("{{/Front}}"))
    assert "nested too deep" in refused(kind(deep))
    assert "no template" in refused(kind("{{Front}}"), ordinal=1)
    assert "script of Anki's" in refused(kind('<div id="image-occlusion-container"></div>'))
    assert "larger than" in refused(kind("{{Front}}"), {**FIELDS, "Front": "a" * (MOST_SIDE + 1)})


def test_lost_scripts_and_voices_are_told() -> None:
    assert list(losses_of(kind("{{Front}}"))) == []
    assert len(list(losses_of(kind("{{Front}}<SCRIPT>1</script>", "{{tts de_DE:Back}}")))) == 2
