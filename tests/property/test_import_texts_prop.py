"""Readers of other tools' texts: whatever stands in a file, nothing of it is lost in silence."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.importing.documents.delimited_cards import delimited_cards
from generator.importing.gathering import Gathering
from generator.importing.notes.heading_cards import heading_cards
from generator.importing.notes.note_text import Note
from generator.importing.notes.obsidian_notes import obsidian_cards
from generator.importing.notes.own_markup import own_markup
from generator.importing.notes.parted_cards import ankdown_cards, inka_cards, mochi_card
from generator.importing.notes.question_cards import question_cards
from generator.importing.packages.edn_text import plain_transit, read_edn
from generator.model import ProblemsError
from generator.reading.source import Source
from tests.support.imported import gathered

READERS = [obsidian_cards, heading_cards, question_cards, mochi_card, ankdown_cards, inka_cards]
# `{}` stands for a word of its own.
LINES = [
    "{}", "{}::{}", "{}:::{}", "- {}::{}", "?", "??", "", "", "## {}", "### {} #card", "#card",
    "#flashcards/x", "#flashcards/y {}", "{} #card-reverse", "- {} #card", "\t- {}", "==a {}== b",
    "{{1:a {}}} b", "{{{{c1::{}}}}}", "START", "Basic", "Cloze", "Back: {}", "Tags: t", "END", "%",
    "STARTI [Basic] {} Back: {} ENDI", "<!--ID: 1234567890123-->", "^abc123", "DELETE", "---",
    "<!--SR:!2024-01-01,3,250-->", "TARGET DECK: D", "FILE TAGS", "Q: {}", "A: {}", "C: [{}] x",
    "```python", "```", "$$", "<!-- {}", "-->", "> {}", "1. {}", "> [!note] {}", "[^1]: {}",
    "Deck: D", "![{}](x.png)", "## Subdeck: {} (123456)", "`{{=:t:=}}`", "| {} | b |", "    {}",
    "<!-- md2apkg ignore-card -->", "[#t](x) [#u]()", "# {} (66b3661f-e22e-4986-a50d-569fdac454ad)",
]  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text, and the words that are in it once."""
    words: list[str] = []
    lines = []
    for pattern in draw(st.lists(st.sampled_from(LINES), max_size=14)):
        own = [f"word{len(words) + n}q" for n in range(pattern.count("{}"))]
        words += own
        lines.append(pattern.format(*own))
    return "\n".join(lines), words


@pytest.mark.parametrize("read", READERS)
@given(made=texts())
def test_a_word_that_is_on_no_card_was_told(
    read: Callable[[Note], Gathering], made: tuple[str, list[str]]
) -> None:
    text, words = made
    found = gathered(read, text)
    shown = "\n".join(f"{card.front}\n{card.back}\n{card.deck}{card.tags}" for card in found.cards)
    lost = [word for word in words if word not in shown]
    # Without headings, front matter, and what names the tags or the deck of cards there are not.
    bare = re.sub(
        r"(?m)\A---$[\s\S]*?^---$|^#.*$|^(?:FILE TAGS|TARGET DECK.*|START)\n.*$", "", text
    )
    if any(word in bare for word in lost):
        assert found.left or found.left_out


@given(made=texts())
def test_what_is_on_a_card_stays_on_it_in_our_markdown(made: tuple[str, list[str]]) -> None:
    text, words = made
    for options in ({}, {"cloze": True}, {"front": True}):
        own = own_markup(text, lambda written: f"media/{written}", Gathering(), **options)
        assert all(word in own for word in words)
        fenced = re.sub(r"(?ms)^\s*(?:[-*+>] )*(```|~~~).*?^\s*\1\s*$", "", own)
        assert not re.search(r"(?m)^ {0,3}##? \S", fenced)


PARTS = st.sampled_from(
    ['"', '""', ",", ";", "\t", "\n", "a", "b c", "|", "#", "#separator:tab\n", "#html:true\n", "ä",
     "#guid column:1\n", "{{c1::", "}}", "<b>", "</b>", "Front,Back\n", "\r\n", "```", "0"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=30).map("".join))
def test_a_table_is_read_or_refused_and_each_row_is_a_card_or_told(text: str) -> None:
    try:
        found = delimited_cards(Source.of("x.csv", text))
    except ProblemsError:
        return
    assert all(card.front.strip() for card in found.cards)
    assert all(card.back.strip() or card.kind == "cloze" for card in found.cards)


TOKENS = st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "#{",
        "#_",
        "#inst",
        '"a"',
        '"\\n"',
        ":k",
        "1",
        "nil",
        " ",
        ",",
        ";",
    ]
)


@given(st.lists(TOKENS, max_size=20).map(" ".join))
def test_edn_is_read_or_refused(text: str) -> None:
    try:
        read_edn(text)
    except ValueError as error:
        assert "(line 1)" in str(error)


@given(
    st.recursive(
        st.sampled_from(["~:key", "^0", "^1", "^ ", "~#list", "~~x", "a", "long text", 1, None]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["~:a", "~#set", "^0"]), inner, max_size=2)
        ),
        max_leaves=12,
    )
)
def test_transit_of_any_form_is_read(value: object) -> None:
    plain_transit(value)
