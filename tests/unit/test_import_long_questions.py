"""A question that no card on paper could hold is no reason to lose a card, or a deck."""

from __future__ import annotations

import pytest

from generator.importing.long_questions import cut_question


def test_a_question_that_fits_stays_as_it_is() -> None:
    assert cut_question("Why? " * 100) == ("Why? " * 100, "")


@pytest.mark.parametrize(
    "text",
    [
        "What is a word? " * 60,
        "word " * 300,
        "为什么这样？" * 120,
        "**bold. words** and `code. more` and $x. y$ " * 40,
        "{{c1::hidden. words}} stand. " * 50,
        "a <b>tag. more</b> [link. x](https://example.org/a.b) " * 30,
    ],
)
def test_a_question_is_cut_where_nothing_breaks_and_no_word_is_lost(text: str) -> None:
    heading, rest = cut_question(text.strip())
    assert f"{heading} {rest}".replace(" ", "") == text.replace(" ", "")
    assert 0 < len(heading) <= 300 and rest
    for opening, closing in (("{{", "}}"), ("<b>", "</b>"), ("[", ")")):
        assert heading.count(opening) == heading.count(closing)
    assert all(heading.count(mark) % 2 == 0 for mark in ("`", "$", "**"))


def test_what_cannot_be_cut_stays_whole() -> None:
    for text in ("x" * 2000, f"`{'long. code ' * 100}`"):
        assert cut_question(text) == (text, "")
