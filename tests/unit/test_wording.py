"""A changelog quotes what changed on a card, and only where a reader can take it in."""

from __future__ import annotations

import pytest

from generator.comparing.wording import Reworded, card_texts, rewordings

LONG = "A sentence that goes on for a while, as sentences in an explanation of a card often do"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (["## Q {#q}", "", "Yes."], ["## Q {#q}", "", "No."], [("Yes.", "No.")]),
        (["## Q {#q}"], ["## Q {#q .cloze}"], []),
        (["## Q {#q}"], ["## Why? {#q}"], [("Q", "Why?")]),
        (["## Q", "a", "", "  b"], ["## Q", "a", "b"], []),
        (["## Q", "a"], ["## Q", "a", "b", "c"], [("", "b c")]),
        (["## Q", "a", "b"], ["## Q"], [("a b", "")]),
        (["## Q", *"abcd"], ["## Q", *"efgh"], []),
        (["## Q", "a" * 200], ["## Q", "b" * 200], []),
        ([], [], []),
    ],
)
def test_few_and_short_differences_are_quoted(
    old: list[str], new: list[str], told: list[tuple[str, str]]
) -> None:
    assert rewordings(old, new) == tuple(Reworded(*each) for each in told)


def test_of_a_long_line_only_the_words_around_the_difference_are_quoted() -> None:
    old, new = f"{LONG}, seldom. {LONG}.", f"{LONG}, often. {LONG}."
    (found,) = rewordings(["## Q", old], ["## Q", new])
    assert found.old.startswith("…") and found.old.endswith("…")
    assert "seldom" in found.old and "often. A" in found.new
    assert max(map(len, (found.old, found.new))) < 100
    (found,) = rewordings(
        ["## Q", "这是一张很长的卡片" * 20 + "对"], ["## Q", "这是一张很长的卡片" * 20 + "错"]
    )
    assert (found.old[-1], found.new[-1], found.old[0]) == ("对", "错", "…")


def test_a_word_that_was_only_added_to_a_long_line_is_quoted() -> None:
    (found,) = rewordings(["## Q", f"{LONG}. {LONG}."], ["## Q", f"{LONG}. {LONG}, mostly."])
    assert found.new.endswith("mostly.") and "mostly" not in found.old


def test_a_chapter_is_cut_into_its_cards_by_slug() -> None:
    text = (
        "\ufeff# T\n\n## One {#one}\n\na\n\n## No slug\n\nx\n\n## Two {#two .cloze}\nb {{c1::c}}\n"
    )
    assert card_texts("en/01.md", text, "en") == {
        "en/one": ("## One {#one}", "", "a", ""),
        "en/two": ("## Two {#two .cloze}", "b {{c1::c}}", ""),
    }
    assert card_texts("en/01.md", "\x00 no cards", "en") == {}
