"""Whatever stands in the fields of a note, its cards are shown here as the real Anki shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from anki.collection import Collection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.model import NoteKind
from generator.rendering.anki_fields import BASIC_FIELDS, CLOZE_FIELDS
from generator.rendering.anki_notes import AnkiNote, render_note
from generator.rendering.anki_sides import card_sides
from generator.rendering.card_templates import is_blank
from generator.rendering.cloze_sides import hidden_by
from generator.rendering.shown_sides import shown_side
from tests.support.anki_decks import (
    CONFIG,
    build,
    cloze,
    collection,
    deck,
    faces,
    import_package,
    paragraph,
    text,
)

ANY = render_note(faces("any"), CONFIG)
MARKUP = [
    "{{c1::", "{{c2::", "{{c1,2::", "{{c2,1,2::", "{{c03::", "{{c3::h::", "{{c1 ::", "{{c1:",
    "}}", "}}", "}}", "{", "}", "{{", "::", ":", "-", "hint", r"\(", r"\)", r"\[", r"\]", "\\",
    "<br>", "<br/>", "<BR />", "<div>", "</div>", "<br ", "<b>", "</b>", "<", ">", "<!--", "-->", "<style>",
    "</style>", "<script>", "</script>", "&nbsp;", "&lt;", "&amp;", "&#123;", "&", "'", '"', " ", "\n", "\t",
    "\v", "\xa0", "\u2003", "é", "ÿ", "Ā", "名", "🙂", "[sound:a.mp3]", "[sound:b &amp; c.ogg]", "]", "[[type:Front]]", "{{FrontSide}}", "{{#Typed}}", "{{/Typed}}", "{{type:Typed}}", "{{Back}}",
]  # fmt: skip
# Text in the form in which Anki stores it.
TEXTS = st.lists(st.sampled_from(MARKUP), max_size=14).map("".join)
SPARSE = st.one_of(st.just(""), st.sampled_from(["<br>", " ", "<div><br></div>", "x"]), TEXTS)
CLOZES = st.lists(
    st.one_of(TEXTS, st.builds("{{{{c{}::{}}}}}".format, st.sampled_from("12"), TEXTS)), max_size=4
).map("".join)


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """A collection with the note types as a package brings them."""
    folder = tmp_path_factory.mktemp("anki")
    hidden = faces("hidden", kind="cloze", front=[paragraph(cloze(1, text("x")))])
    build(folder, deck(faces("any"), hidden))
    with collection(folder) as opened:
        import_package(opened, folder / "demo-en.apkg")
        yield opened


def assert_same(anki: Collection, kind: NoteKind, fields: dict[str, str]) -> None:
    names = CLOZE_FIELDS if kind == "cloze" else BASIC_FIELDS
    ours: AnkiNote = replace(ANY, notetype=kind, fields={**dict.fromkeys(names, ""), **fields})
    model = anki.models.by_name("Proofdeck Cloze" if kind == "cloze" else "Proofdeck")
    assert model is not None
    theirs = anki.new_note(model)
    for name, value in ours.fields.items():
        theirs[name] = value
    for sides in card_sides(ours):
        card = theirs.ephemeral_card(sides.ordinal)
        output = card.render_output()
        assert sides.front == output.question_text
        assert sides.back == output.answer_text
        assert list(sides.front_sounds) == [tag.filename for tag in output.question_av_tags]
        assert list(sides.back_sounds) == [tag.filename for tag in output.answer_av_tags]


SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(front=SPARSE, back=SPARSE, reverse=SPARSE, typed=SPARSE, chapter=SPARSE, notes=SPARSE)
def test_a_card_of_any_fields_looks_as_in_anki(
    anki: Collection, front: str, back: str, reverse: str, typed: str, chapter: str, notes: str
) -> None:
    fields = {"Front": front, "Back": back, "Reverse": reverse, "Typed": typed, "Chapter": chapter}
    assert_same(anki, "basic", {**fields, "Notes": notes, "Footer": typed, "Source": back})


@SETTINGS
@given(shown=CLOZES, extra=SPARSE, typed=SPARSE, language=SPARSE, slug=SPARSE)
def test_a_cloze_card_of_any_fields_looks_as_in_anki(
    anki: Collection, shown: str, extra: str, typed: str, language: str, slug: str
) -> None:
    fields = {"Text": shown, "Extra": extra, "Typed": typed, "Language": language, "Slug": slug}
    assert_same(anki, "cloze", {**fields, "Notes": extra, "Footer": typed, "Source": extra})


@SETTINGS
@given(shown=CLOZES, number=st.integers(1, 3))
def test_what_a_cloze_card_asks_for_is_what_anki_compares_with(
    anki: Collection, shown: str, number: int
) -> None:
    assert hidden_by(shown, number) == anki.extract_cloze_for_typing(shown, number)


@SETTINGS
@given(typed=TEXTS.filter(lambda html: re.search(r"&(?![a-z]+;|#\d+;)", html) is None))
def test_the_answer_that_was_to_be_typed_is_shown_as_in_anki(anki: Collection, typed: str) -> None:
    note = replace(ANY, fields={**ANY.fields, "Typed": typed})
    (sides,) = card_sides(note)
    ours = re.findall(r"<code id=.typeans.>(.*?)</code>", shown_side(note, sides, back=True))
    theirs = anki.compare_answer(expected=typed, provided="")
    expected = [] if is_blank(typed) else [theirs.removeprefix("<code id=typeans>")[:-7]]
    assert list(map(unescape, ours)) == list(map(unescape, expected)), typed
