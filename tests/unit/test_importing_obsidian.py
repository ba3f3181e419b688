"""Cards in notes of Obsidian and Logseq, in the forms of all plugins."""

from __future__ import annotations

import pytest

from generator.importing.notes.obsidian_notes import obsidian_cards
from tests.support.imported import counted, gathered, sides, told


@pytest.mark.parametrize(
    ("text", "expected", "kind"),
    [
        ("Capital of Peru::Lima", ("Capital of Peru", "Lima"), ""),
        ("- Capital of Peru :: Lima", ("Capital of Peru", "Lima"), ""),
        ("sun:::sol", ("sun", "sol"), "reversed"),
        ("`a::b` is::a slice", ("`a::b` is", "a slice"), ""),
        ("two\nlines\n?\nthe\nanswer", ("two\nlines", "the\nanswer"), ""),
        ("one side\n??\nother", ("one side", "other"), "reversed"),
        ("### Titled\n?\nanswer", ("Titled", "answer"), ""),
        ("# Why #card\nBecause.", ("Why", "Because."), ""),
        ("# Why\n#card\nBecause.", ("Why", "Because."), ""),
        ("Why #card-reverse\nBecause.", ("Why", "Because."), "reversed"),
        ("Why #card/reverse\nBecause.", ("Why", "Because."), "reversed"),
        ("Why #flashcard\nBecause.", ("Why", "Because."), ""),
        ("# Why #card\n\nFar below.\n\nAnd on.", ("Why", "Far below.\n\nAnd on."), ""),
        ("- Logseq #card\n\t- answer", ("Logseq", "answer"), ""),
        ("- Logseq #card\n\t- a\n\t- b", ("Logseq", "- a\n- b"), ""),
        ("Q: asked\nA: told\nmore", ("asked", "told\nmore"), ""),
        ("# Known\nparagraph\n<!--ID: 1234567890123-->", ("Known", "paragraph"), ""),
        ("START\nBasic\nfront\nBack: back\nEND", ("front", "back"), ""),
        ("START\nBasic\nfront\nBack: back\nTags: a b\nID: 123\nEND", ("front", "back"), ""),
        ("START\nBasic (and reversed card)\na\nBack: b\nEND", ("a", "b"), "reversed"),
        ("STARTI [Basic] front Back: back ENDI", ("front", "back"), ""),
    ],
)
def test_a_card_is_read_in_every_form(text: str, expected: tuple[str, str], kind: str) -> None:
    found = gathered(obsidian_cards, text)
    assert sides(found) == [expected]
    assert [card.kind for card in found.cards] == [kind]
    assert not {tag for card in found.cards for tag in card.tags} - {"a", "b"}
    assert not found.left_out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#flashcards\n\nThe ==cat== sat ==down==^[how?]",
         "The {{c1::cat}} sat {{c2::down::how?}}"),
        ("#flashcards\n\n==a==[^2] and ==b==[^1] and ==c==[^2]",
         "{{c2::a}} and {{c1::b}} and {{c2::c}}"),
        ("{1:one} and {2|two} and {c1:three}", "{{c1::one}} and {{c2::two}} and {{c1::three}}"),
        ("{{c1::kept::as it is}} and {1:x}", "{{c1::kept::as it is}} and {{c1::x}}"),
        ("{1:x} but not `{2:y}` nor $\\frac{1:2}{3}$",
         "{{c1::x}} but not `{2:y}` nor $\\frac{1:2}{3}$"),
        ("START\nCloze\nThe {sun} and {moon}\nEND", "The {{c1::sun}} and {{c2::moon}}"),
    ],
)  # fmt: skip
def test_what_a_note_hides_is_hidden_on_the_card(text: str, expected: str) -> None:
    (card,) = gathered(obsidian_cards, text).cards
    assert (card.front, card.back, card.kind) == (expected, "", "cloze")


def test_a_highlight_of_a_note_without_cards_is_no_card() -> None:
    found = gathered(obsidian_cards, "Some ==marked== text.\n\n`x == y`")
    assert not found.cards
    assert counted(found) == [(2, "paragraph outside of cards")]


def test_cards_keep_their_decks_and_tags() -> None:
    text = (
        "---\ntags: [maths]\ncards-deck: A::B\n---\nq0::a0\n\n"
        "#flashcards/x/y\nq1::a1 #easy\n\n#flashcards/z q2::a2\n\nq3::a3\n"
        "TARGET DECK: M::N\n\nFILE TAGS: t1 t2/u\n\nq4::a4\n"
    )
    found = gathered(obsidian_cards, text)
    assert [(card.front, card.deck, card.tags) for card in found.cards] == [
        ("q0", ("A", "B"), ("maths",)),
        ("q1", ("x", "y"), ("maths", "easy")),
        ("q2", ("z",), ("maths",)),
        ("q3", ("x", "y"), ("maths",)),
        ("q4", ("M", "N"), ("maths", "t1", "t2::u")),
    ]


def test_code_is_taken_for_no_mark_and_keeps_its_empty_lines() -> None:
    text = "Why #card\n```python\nx = {1: 2}\n\n# ==no== a::b\n?\n```\n\n```\nq::a\n```\n"
    found = gathered(obsidian_cards, text)
    assert sides(found) == [("Why", "```python\nx = {1: 2}\n\n# ==no== a::b\n?\n```")]
    assert counted(found) == [(1, "paragraph outside of cards")]


def test_ids_and_schedules_are_not_shown_and_counted() -> None:
    text = (
        "q::a <!--SR:!2024-01-01,3,250-->\n\nq2::a2\n<!--SR:!2024-01-01,3,250-->\n\n"
        "q3 #card\na3\n^1234567890123\n\nDELETE\nID: 1234567890123\n"
    )
    found = gathered(obsidian_cards, text)
    assert sides(found) == [("q", "a"), ("q2", "a2"), ("q3", "a3")]
    assert dict(zip(*reversed(list(zip(*counted(found), strict=True))), strict=True)) == {
        "schedule of reviews": 2,
        "id of another tool": 2,
        "note to be deleted": 1,
    }


def test_links_to_notes_become_their_text_and_pictures_stay() -> None:
    found = gathered(
        obsidian_cards, "[[Note|this]]::see [[Other#part]] ![[x.png|30]] `[[1]]` %%no%%"
    )
    assert sides(found) == [("this", "see Other > part ![[x.png|30]] `[[1]]` <!-- no -->")]
    assert counted(found) == [(2, "link to a note, shown as text")]


def test_a_broken_card_is_told_with_its_place_and_the_rest_is_read() -> None:
    text = (
        "?\nno question\n\nno answer\n?\n\nSTART\nBasic\nnever ended\n\nq::a\n\n"
        "- STARTI [Basic] only Back: ENDI\n\nSTART\nCloze\nnothing hidden\nEND\n\nQ: asked\n\nr::b\n"
    )
    found = gathered(obsidian_cards, text)
    assert sides(found) == [("q", "a"), ("r", "b")]
    assert [line.partition(";")[0] for line in told(found)] == [
        "1:1: a card has no question",
        "5:1: a card has no answer",
        "7:1: `START` has no `END`",
        "13:3: a note of type `Basic` has no answer",
        "15:1: a note of type `Cloze` hides nothing",
        "20:1: `Q:` has no `A:` below it",
    ]


def test_lines_without_an_empty_one_between_are_cards_each_in_its_deck() -> None:
    text = (
        "#flashcards/A\nq1::a1\n#flashcards/B\nq2::a2\n#flashcards/C q3::a3\nq4::a4\n"
        "T1 #card\nx\nT2 #card\ny\n- L1 #card\n\t- z\n- L2 #card\n\t- w\n- q5::a5\n"
    )
    found = gathered(obsidian_cards, text)
    assert [(card.front, card.back, card.deck[0]) for card in found.cards] == [
        ("q1", "a1", "A"), ("q2", "a2", "B"), ("q3", "a3", "C"), ("q4", "a4", "B"),
        ("T1", "x", "B"), ("T2", "y", "B"), ("L1", "z", "B"), ("L2", "w", "B"), ("q5", "a5", "B"),
    ]  # fmt: skip
    assert not counted(found)


def test_a_long_list_of_cards_is_read_to_its_end() -> None:
    found = gathered(obsidian_cards, "".join(f"q{n}::a{n}\n" for n in range(3000)))
    assert len(found.cards) == 3000


def test_a_line_that_nobody_writes_is_no_card_and_is_read_in_no_time() -> None:
    for text in ("{{" * 40_000, "a::" * 40_000, "<!--SR:" * 40_000, "a::" + "`b" * 40_000):
        found = gathered(obsidian_cards, text)
        assert not found.cards
        assert counted(found) == [(1, "paragraph outside of cards")]
