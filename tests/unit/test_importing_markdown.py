"""Cards in Markdown of mdanki, md2apkg, markdown-anki-decks, Md2Anki, hashcards, Mochi and others."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.importing.gathering import Gathering
from generator.importing.media_book import MediaError
from generator.importing.notes.heading_cards import heading_cards
from generator.importing.notes.note_readers import read_notes
from generator.importing.notes.own_markup import own_markup
from generator.importing.notes.parted_cards import ankdown_cards, inka_cards, mochi_card
from generator.importing.notes.question_cards import question_cards
from generator.importing.text_formats import reader_of
from tests.support.imported import counted, gathered, sides, told

UUID = "66b3661f-e22e-4986-a50d-569fdac454ad"


def test_headings_are_cards_of_the_deck_above_them() -> None:
    found = gathered(
        heading_cards, "# Deck\n\nIntro.\n\n## Q1\n\nA1\n\n### more\n\nx\n\n## Q2\nA2\n"
    )
    assert sides(found) == [("Q1", "A1\n\n### more\n\nx"), ("Q2", "A2")]
    assert {card.deck for card in found.cards} == {("Deck",)}
    assert counted(found) == [(1, "paragraph outside of cards")]


def test_headings_above_those_with_answers_are_decks_in_decks() -> None:
    text = "# Top\n\n## Part\n\n### Q1\n\nA1\n\n### Q2\n\nA2\n\n## Other\n\n### Q3\n\nA3\n\n#### x\n\ny\n"
    found = gathered(heading_cards, text)
    assert [(card.front, card.deck) for card in found.cards] == [
        ("Q1", ("Top", "Part")),
        ("Q2", ("Top", "Part")),
        ("Q3", ("Top", "Other")),
    ]


def test_our_own_export_comes_back_with_its_slugs_and_sides() -> None:
    text = "# T\n\n## C\n\n### Q\n\n<!-- own-slug #a::b #c -->\n\nfront\n\n---\n\nback\n"
    (card,) = gathered(heading_cards, text).cards
    assert (card.front, card.back, card.slug) == ("Q\n\nfront", "back", "own-slug")
    assert (card.deck, card.tags) == (("T", "C"), ("a::b", "c"))


def test_a_percent_sign_parts_the_sides_and_tags_are_kept() -> None:
    found = gathered(heading_cards, "## Q\n\nmore\n\n%\n\nA\n\n[#one](./x.md) [#two words]()\n")
    assert sides(found) == [("Q\n\nmore", "A")]
    assert found.cards[0].tags == ("one", "two_words")


def test_comments_of_md2apkg_are_obeyed() -> None:
    text = (
        "# Top\n<!-- md2apkg ignore-card -->\n## Q\nfront\n<!-- md2apkg split -->\nback\n"
        "<!-- md2apkg tags a b -->\n### Deep\ntext\n#### Bare\n"
    )
    found = gathered(heading_cards, text)
    assert sides(found) == [("Q\n\nfront", "back"), ("Deep", "text")]
    assert found.cards[0].tags == ("a", "b")
    assert (1, "heading without an answer") in counted(found)


def test_decks_of_md2anki_nest_and_its_ids_are_not_shown() -> None:
    text = (
        f"# Top (3714486828)\n\n`{{=:all:=}}`\n\n## Q1 ({UUID})\n\nmore\n\n---\n\nA1\n\n---\n\nB1\n\n"
        f"## Subdeck: Sub (406542328)\n\n`{{=:sub:=}}`\n\n### Q2 ({UUID})\n\nA2\n\n"
        f"### Subdeck: Deep (406641128)\n\n#### Q3 ({UUID})\n\nA3\n\n## Q4 (is) it? ({UUID})\n\nA4\n"
    )
    found = gathered(heading_cards, text)
    assert [(card.front, card.deck, card.tags) for card in found.cards] == [
        ("Q1\n\nmore", ("Top",), ("all",)),
        ("Q2", ("Top", "Sub"), ("all", "sub")),
        ("Q3", ("Top", "Sub", "Deep"), ("all", "sub")),
        ("Q4 (is) it?", ("Top",), ("all",)),
    ]
    assert found.cards[0].back == "A1\n\n---\n\nB1"


def test_a_slug_that_an_author_gave_is_kept() -> None:
    (card,) = gathered(heading_cards, "## Q {#own-slug .x}\n\nA\n").cards
    assert (card.front, card.slug) == ("Q", "own-slug")


def test_a_heading_that_hides_something_needs_no_answer() -> None:
    found = gathered(heading_cards, "## The {{c1::cat}} sat\n\n## On {{c1::a}}\n\nmat\n")
    assert sides(found) == [("The {{c1::cat}} sat", ""), ("On {{c1::a}}\n\nmat", "")]


def test_questions_and_clozes_of_hashcards() -> None:
    text = (
        '---\nname = "Groups"\n---\nIntro.\n\nQ: one\ntwo\nA:\n\n- x\n\n```\nQ: code\n```\n---\n\nout\n'
        "C: The [order] is [size], [link](https://x.org) ![p](p.png) \\[no\\]\n"
    )
    found = gathered(question_cards, text)
    assert sides(found) == [
        ("one\ntwo", "- x\n\n```\nQ: code\n```"),
        ("The {{c1::order}} is {{c2::size}}, [link](https://x.org) ![p](p.png) [no]", ""),
    ]
    assert {card.deck for card in found.cards} == {("Groups",)}
    assert counted(found) == [(2, "paragraph outside of cards")]


def test_a_broken_question_of_hashcards_is_told_and_the_rest_is_read() -> None:
    found = gathered(
        question_cards, "A: orphan\n\nC: nothing\n\nQ: alone\nQ: q\nA: a\nA: again\nQ: end\n"
    )
    assert sides(found) == [("q", "a")]
    assert [line.partition(";")[0] for line in told(found)] == [
        "1:1: `A:`: there is no `Q:` above it",
        "3:1: `C:` hides nothing",
        "5:1: `Q:` has no `A:` below it",
        "8:1: `A:`: there is no `Q:` above it",
        "9:1: `Q:` has no `A:` below it",
    ]


def test_sides_of_mochi_and_ankdown_are_parted() -> None:
    assert sides(gathered(mochi_card, "front\n---\nback\n---\nmore")) == [
        ("front", "back\n\n***\n\nmore")
    ]
    (card,) = gathered(mochi_card, "The {{1::cat}} sat on {{the mat}}\n---\nrest").cards
    assert (card.front, card.back) == ("The {{c1::cat}} sat on {{c2::the mat}}", "rest")
    found = gathered(
        ankdown_cards, "f\n\n%\n\nb\n\n%\n\nTags: x, y\n\n---\n\nalone\n\n---\ng\n%\nc\n"
    )
    assert sides(found) == [("f", "b"), ("g", "c")]
    assert found.cards[0].tags == ("x", "y")
    assert counted(found) == [(1, "paragraph outside of cards")]


def test_numbered_questions_of_inka() -> None:
    text = "words\n\n---\nDeck: A::B\nTags: t u\n\n1. q1\n\n> a1\n>\n> b1\n\n2. {{c1::x}} y\n\n3. none\n---\n"
    found = gathered(inka_cards, text)
    assert sides(found) == [("q1", "a1\n\nb1"), ("{{c1::x}} y", "")]
    assert {(card.deck, card.tags) for card in found.cards} == {(("A", "B"), ("t", "u"))}
    assert told(found) == ["15:1: a question has no answer; quote one below it with `>`"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Q: a\nA: b\n", "hashcards"),
        ("---\ntags:\n  - x\n  - flashcards/y\n---\n## H\n\na::b\n", "obsidian"),
        ("---\ntags: [flashcards]\n---\n## H\n", "obsidian"),
        ("## What? #card\nx\n", "obsidian"),
        ("START\nBasic\nEND\n", "obsidian"),
        ("## Q\n\n%\n\nA\n", "headings"),
        (f"## Q ({UUID})\n\nA\n", "headings"),
        ("# D\n\n## Q\n\nA\n", "headings"),
        ("front\n---\nback\n", "mochi"),
        ("f\n%\nb\n", "ankdown"),
    ],
)
def test_the_tool_of_a_file_is_told_by_its_marks(text: str, name: str) -> None:
    assert reader_of(text) == name


def _no_file(written: str) -> str:
    raise MediaError("it is not there")


def _own(text: str, **options: bool) -> str:
    return own_markup(text, lambda written: f"media/{written}", Gathering(), **options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\n## B\n\ntext", "### A\n\n#### B\n\ntext"),
        ("Title\n---\n\ntext\n\n---\n\nmore", "### Title\n\ntext\n\n***\n\nmore"),
        ('```python title="x.py" linenums\n# no heading\n```', "```python\n# no heading\n```"),
        ("```{python, eval=FALSE}\nx\n```", '```python {.norun reason="imported"}\nx\n```'),
        ("x\n\n```output\n1\n```", "x\n\n```text\n1\n```"),
        ("```py\n1\n```\n\n```output\n1\n```", "```python\n1\n```\n\n```output\n1\n```"),
        (
            "```\nfor i in (1, 2):\n    print(i)\n```",
            "```python\nfor i in (1, 2):\n    print(i)\n```",
        ),
        ("```\nplain words\n```", "```\nplain words\n```"),
        ("```{=py}\n1\n```", "```python\n1\n```"),
        ("```{=ts}\n1\n```", "```ts\n1\n```"),
        ("```pycon\n>>> 1\n```", "```pycon\n>>> 1\n```"),
        ("`f(x)`{.py} and ![a `b`](x.png)", "`f(x)` and ![a `b`](media/x.png)"),
        ("```mermaid\ngraph\n```", "```text\ngraph\n```"),
        ("```js {1,3}\nx\n", "```js\nx\n\n```"),
        ("![a|30](x.png) ![[y.png|20]]", "![a](media/x.png){width=30} ![](media/y.png){width=20}"),
        ('<img src="z.png" width="9">', "![](media/z.png){width=9}"),
        ('![a](x.png "t" =40x9)', "![a](media/x.png){width=40}"),
        ("![a](https://x.org/a.png)", "[a](https://x.org/a.png)"),
        (
            "[note](other.md) [web](https://x.org) `[a](b.md)`",
            "note [web](https://x.org) `[a](b.md)`",
        ),
        ("{{c1::x}} and `{{c1::y}}`", "\\{{c1::x}} and `{{c1::y}}`"),
    ],
)
def test_markdown_of_others_means_the_same_on_a_card(text: str, expected: str) -> None:
    assert _own(text) == expected


def test_a_front_has_no_rule_that_would_end_it() -> None:
    assert _own("a\n\n---\n\nb", front=True) == "a\n\n\n\nb"


def test_a_picture_that_is_not_there_is_named_on_its_card(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("## Q\n\n![a](gone.png)\n", "utf-8")
    (card,) = read_notes(note, heading_cards, None).cards
    assert (card.back, card.by_hand) == ("\\[a\\]", ("`gone.png` is not shown: it is not there",))


def test_what_a_card_cites_from_elsewhere_in_the_file_comes_along(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text(
        "## Q1\n\nA1[^n] [here][l]\n\n## Q2\n\nA2[^n]\n\n[^n]: note\n    more\n[l]: https://x.org\n",
        "utf-8",
    )
    first, second = read_notes(note, heading_cards, None).cards
    assert "[l]: https://x.org" in first.back
    assert "[l]" not in second.back
    label = second.back[second.back.index("[^") : second.back.index("]") + 1]
    assert second.back == f"A2{label}\n\n{label}: note\n    more"
    assert label not in first.back
