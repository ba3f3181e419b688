"""A search in Anki finds the cards that show a text, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki.collection import Collection

from generator.model import Blank, Node, Shown
from tests.support.anki_decks import (
    PLACE,
    build,
    cloze,
    code,
    collection,
    deck,
    faces,
    import_package,
    paragraph,
    program,
    text,
)

LOSS = "import torch\nclass Net:\n    ok = a < b != c and x[::2] is not None"


@pytest.fixture
def col(tmp_path: Path) -> Collection:
    strong = Node("strong", PLACE, (text("in place"),))
    cards = (
        faces("plain", [paragraph(text("Done "), strong, text(" by "), code("add_"), text("."))]),
        faces("program", [program(LOSS, Shown("stdout", "tensor([1., 2.])"))]),
        faces(
            "gaps",
            kind="cloze",
            front=[
                paragraph(cloze(1, text("gather"), hint="a verb"), text(" along a dimension")),
                program("y = x.gather(1, i)", blanks=(Blank(4, 12, 2),)),
            ],
        ),
        faces("proved", verified=("torch 2.13.0",)),
        faces("html", [program("page()", Shown("stdout", '<img src="x.png" onerror="y()">'))]),
    )
    build(tmp_path, deck(*cards))
    with collection(tmp_path) as opened:
        import_package(opened, tmp_path / "demo-en.apkg")
        yield opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"import torch"', {"program"}),
        ('"!="', {"program"}),
        ("class", {"program"}),
        ('"a < b != c"', {"program"}),
        ('"    ok = a"', {"program"}),
        (r'"x[\:\:2]"', {"program"}),
        ('"tensor([1., 2.])"', {"program"}),
        ('"Done in place by add\\_."', {"plain"}),
        ('"gather along a dimension"', {"gaps"}),
        ('"y = x.gather(1, i)"', {"gaps"}),
        ('"a verb"', set()),
        ("torch", {"program"}),
        ("span", set()),
        ("listing", set()),
        ("proofdeck", set()),
        ('"What is plain"', {"plain"}),
        ("Slug:plain", {"plain"}),
    ],
)
def test_a_text_finds_the_cards_that_show_it(col: Collection, query: str, found: set[str]) -> None:
    notes = (col.get_note(note_id) for note_id in col.find_notes(query))
    assert {note["Slug"] for note in notes} == found


def test_what_a_program_prints_is_no_markup_in_the_field_for_the_search(col: Collection) -> None:
    (note_id,) = col.find_notes("Slug:html")
    assert "<img" not in col.get_note(note_id)["Search"]
    assert "onerror" in col.get_note(note_id)["Search"]
    assert not col.media.check().missing
