"""Text in Arabic or Hebrew is read from right to left, its code from left to right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.both_media import in_both


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("שלום `f(x)` (עולם).", '<p dir="rtl">שלום <code>f(x)</code> (עולם).</p>'),
        ("`f(x)`: שלום", '<p dir="rtl"><code>f(x)</code>: שלום</p>'),
        ("Hello שלום", '<p dir="ltr">Hello שלום</p>'),
        ("1. שלום\n2. two",
         '<ol dir="rtl"><li><p>שלום</p></li>\n<li><p dir="ltr">two</p></li></ol>'),
        ("> שלום\n>\n> two", '<blockquote dir="rtl"><p>שלום</p>\n<p dir="ltr">two</p></blockquote>'),
        ("> [!note] שלום\n> x", '<div dir="rtl" class="callout"><div class="callout-title">שלום</div>\n'
         '<p dir="ltr">x</p></div>'),
        ("| א | b |\n|---|---|\n| ג | 1 |",
         '<div dir="rtl" class="scroll"><table><thead><tr><th>א</th><th dir="ltr">b</th></tr></thead>'
         '<tbody><tr><td>ג</td><td dir="ltr">1</td></tr></tbody></table></div>'),
        ('<div dir="rtl">\n\nשלום\n\n</div>', '<div dir="rtl"><p dir="rtl">שלום</p></div>'),
    ],
)  # fmt: skip
def test_a_block_is_read_as_its_first_letter_is(tmp_path: Path, body: str, html: str) -> None:
    card = in_both(tmp_path, body)
    assert (card.html, card.problems) == (html, [])


def test_what_has_no_letters_is_read_as_its_language(tmp_path: Path) -> None:
    assert in_both(tmp_path, "123", language="he").html == '<p dir="rtl">123</p>'
    assert in_both(tmp_path, "123", language="en").html == "<p>123</p>"


def test_a_card_without_such_letters_says_nothing_of_directions(tmp_path: Path) -> None:
    card = in_both(tmp_path, "A *b*, 中文, é\n\n- c\n\n```\nd\n```")
    assert "dir=" not in card.html + card.front
    assert not any("dir" in token for token in card.tokens)


def test_a_question_is_read_as_its_first_letter_is(tmp_path: Path) -> None:
    card = in_both(tmp_path, "A.", heading="## מה זה `x`? {#q}")
    assert card.front.startswith('<div dir="rtl" class="question">')


def _directions(tokens: list[dict[str, Any]]) -> list[str]:
    return [token.get("dir", "") for token in tokens]


def test_paper_is_told_only_what_is_not_as_around_it(tmp_path: Path) -> None:
    body = "שלום\n\ntwo\n\n- שלום\n\n```\nx\n```"
    assert _directions(in_both(tmp_path / "en", body).tokens) == ["rtl", "", "rtl", ""]
    assert _directions(in_both(tmp_path / "he", body, language="he").tokens) == ["", "ltr", "", ""]


def test_footnotes_are_read_as_their_first_letter_is(tmp_path: Path) -> None:
    card = in_both(tmp_path, "שלום[^1]\n\n[^1]: עולם")
    assert '<ol dir="rtl" class="footnotes"><li value="1"><p>עולם</p></li></ol>' in card.html
