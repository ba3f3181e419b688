"""What stands in a note beside its two sides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.building.deck import check_deck
from generator.model import About, DeckConfig, Place
from generator.rendering.anki_notes import AnkiNote, render_note
from generator.rendering.search_text import search_text
from tests.support.anki_decks import faces
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

PROGRAM = """## What is printed? {#printed}

```python
print(6 * 7)
```
"""
ABOVE = "# Chapter\n\n## Another one? {#another}\n\nYes.\n\n"


def notes(folder: Path, text: str) -> dict[str, AnkiNote]:
    built = check_deck(write_deck(folder, {"en/01.md": text}), only=(), runner=InlineRunner())
    assert not built.problems
    return {note.slug: note for note in built.rendered("en").notes}


def test_a_card_that_moves_in_its_file_stays_the_same_note(tmp_path: Path) -> None:
    first = notes(tmp_path / "one", PROGRAM)["printed"]
    second = notes(tmp_path / "two", ABOVE + PROGRAM)["printed"]
    assert first.fields["Evidence"].startswith("<!--proofdeck2 ")
    assert {**second.fields, "Chapter": ""} == {**first.fields, "Chapter": ""}


def test_a_link_leads_to_where_the_card_stands(tmp_path: Path) -> None:
    config = DeckConfig(
        "my-deck",
        str(tmp_path),
        about=About(report="https://x.org/{path}?a={{b}}&t={slug}#L{line}"),
    )
    one = faces("it")
    one = replace(one, card=replace(one.card, place=Place(f"{tmp_path}/en/a b.md", 12)))
    note = render_note(one, config)
    assert note.fields["Source"] == (
        '<a href="https://x.org/en/a%20b.md?a={b}&amp;t=it#L12">Is this card wrong?</a>'
    )
    moved = replace(one, card=replace(one.card, place=Place(f"{tmp_path}/en/a b.md", 99)))
    assert render_note(moved, config).digest == note.digest
    assert render_note(one, DeckConfig("my-deck", str(tmp_path))).fields["Source"] == ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One\ntwo <b>three</b></p><p>four</p>", "One two three\nfour"),
        ('<pre class="code"><code><span>if</span> x:\n    y()</code></pre>', "if x:\n    y()"),
        ("<p>a &lt; b &amp;&amp; c</p>", "a < b && c"),
        ("<p>&lt;img src=x&gt; &amp;lt;</p>", "&lt;img src=x> &amp;lt;"),
        ("<p>x<!-- <p>never</p> --></p>", "x"),
        ("<ul><li>one</li><li>two</li></ul>one", "one\ntwo"),
        (
            "<p>{{c1::one &#123;&#123;c2&#58;&#58;no}} {{c2::two::a <b>hint</b>}}</p>",
            "one {{c2::no two",
        ),
        ("<p>{{c1::outer {{c2,3::inner}} end::hint}}</p>", "outer inner end"),
    ],
)
def test_the_text_to_search_is_what_a_reader_sees(html: str, text: str) -> None:
    assert search_text(html, html, cloze="{{c" in html) == text
