"""Callouts and marked text look like what they are, and nothing is taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.both_media import in_both, printed


@pytest.mark.parametrize(
    ("body", "html", "paper"),
    [
        ("> [!warning] Mind *the* gap\n> The **body**.",
         '<div class="callout alarm"><div class="callout-title">Mind <em>the</em> gap</div>\n'
         "<p>The <strong>body</strong>.</p></div>", "Mind the gapThe body."),
        ("> [!note]- Folded\n> Hidden.",
         '<details class="callout"><summary class="callout-title">Folded</summary>\n'
         "<p>Hidden.</p></details>", "FoldedHidden."),
        ("> [!TIP]+\n>\n> Open.",
         '<details class="callout" open=""><summary class="callout-title">Tip</summary>\n'
         "<p>Open.</p></details>", "TipOpen."),
        ("> [!note] 标题\n> 正文",
         '<div class="callout"><div class="callout-title">标题</div>\n<p>正文</p></div>', "标题正文"),
        ("> [!see-also]",
         '<div class="callout"><div class="callout-title">See also</div></div>', "See also"),
        ("> [!note] A\n> > [!bug] B\n> > C",
         '<div class="callout"><div class="callout-title">A</div>\n<div class="callout alarm">'
         '<div class="callout-title">B</div>\n<p>C</p></div></div>', "ABC"),
        ('!!! danger "Title"\n    Body\n\n    more\n\nafter',
         '<div class="callout alarm"><div class="callout-title">Title</div>\n<p>Body</p>\n'
         "<p>more</p></div>\n<p>after</p>", "TitleBodymoreafter"),
        ("??? note\n    Body",
         '<details class="callout"><summary class="callout-title">Note</summary>\n'
         "<p>Body</p></details>", "NoteBody"),
        ("> A quote [!note] x", "<blockquote><p>A quote [!note] x</p></blockquote>",
         "A quote [!note] x"),
    ],
)  # fmt: skip
def test_a_callout_has_its_title_and_its_text(
    tmp_path: Path, body: str, html: str, paper: str
) -> None:
    card = in_both(tmp_path, body)
    assert (card.html, card.problems) == (html, [])
    assert printed(card.tokens) == paper


def test_what_is_wrong_in_a_callout_has_its_place(tmp_path: Path) -> None:
    card = in_both(tmp_path, "> [!note] A <T>\n> B <U>")
    assert card.problems == [("html-as-text", 3, 13), ("html-as-text", 4, 5)]


def test_a_program_in_a_callout_is_run(tmp_path: Path) -> None:
    card = in_both(tmp_path, "> [!note] A\n> ```python\n> x = 1\n> ```")
    assert [fence.code for fence in card.card.fences] == ["x = 1"]


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("A ==marked *word*== here", "A <mark>marked <em>word</em></mark> here"),
        ("这是==重点==。==`a==b`==", "这是<mark>重点</mark>。<mark><code>a==b</code></mark>"),
        ("==a== ==b==", "<mark>a</mark> <mark>b</mark>"),
        ("a==b and b==c", "a==b and b==c"),
        ("a == b == c", "a == b == c"),
        ("===x=== ==open", "===x=== ==open"),
        (r"\==x== and `==y==`", "==x== and <code>==y==</code>"),
    ],
)
def test_marked_text_is_marked_and_a_comparison_is_not(
    tmp_path: Path, body: str, html: str
) -> None:
    card = in_both(tmp_path, body)
    assert (card.html, card.problems) == (f"<p>{html}</p>", [])


def test_a_cloze_may_be_marked(tmp_path: Path) -> None:
    card = in_both(tmp_path, "a =={{c1::b}}== c", heading="## Q? {#q .cloze}")
    assert "<mark>{{c1::b}}</mark>" in card.front
