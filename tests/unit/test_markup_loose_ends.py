"""Links, footnotes and marks of other tools that lead nowhere are told, and never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.both_media import in_both, printed


@pytest.mark.parametrize(
    ("body", "column"),
    [
        ("[file](other.md)", 1),
        ("see [slug](#second)", 5),
        ("<https://a.b>, [x](https://c.d), [app](obsidian://open?vault=a)", 34),
        ('<a href="../b.html">b</a>', 1),
    ],
)
def test_a_link_that_no_card_can_open_is_its_text_with_a_warning(
    tmp_path: Path, body: str, column: int
) -> None:
    card = in_both(tmp_path, body)
    assert card.problems == [("dead-link", 3, column)]
    assert card.told[0].severity == "warning"
    assert printed(card.tokens)


@pytest.mark.parametrize("href", ["https://a.b/c_d?x=1&y=2", "mailto:a@b.c", "http://a.b"])
def test_a_link_of_the_web_is_no_problem(tmp_path: Path, href: str) -> None:
    assert in_both(tmp_path, f"[x]({href})").problems == []


def test_a_footnote_that_nothing_cites_is_told(tmp_path: Path) -> None:
    card = in_both(tmp_path, "A[^1]\n\n[^1]: B\n\n[^lost]: C[^1]")
    assert card.problems == [("stray-footnote", 7, 1)]
    assert "[^lost]" in card.told[0].message


def test_a_mark_without_a_footnote_is_told_and_shown(tmp_path: Path) -> None:
    card = in_both(tmp_path, "A[^1] and `[^2]`")
    assert card.problems == [("stray-footnote", 3, 2)]
    assert printed(card.tokens) == "A[^1] and [^2]"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("A.\n^block-id", "<p>A.</p>"),
        ("A.\n<!--SR:!2021-05-20,4,270-->\n^block-id", "<p>A.</p>"),
        ("- a\n  ^id-1\n- b\n\n^1623834043892",
         "<ul><li><p>a</p></li>\n<li><p>b</p></li></ul>"),
        ("x ^2", "<p>x ^2</p>"),
        ("x\n^2 and more", "<p>x\n^2 and more</p>"),
        ("x\n`^2`", "<p>x\n<code>^2</code></p>"),
    ],
)  # fmt: skip
def test_an_id_of_obsidian_is_not_shown_and_a_power_is(
    tmp_path: Path, body: str, html: str
) -> None:
    card = in_both(tmp_path, body)
    assert (card.html, card.problems) == (html, [])


@pytest.mark.parametrize(
    ("body", "column"), [("a %%gone%% b", 3), ("a ^ab12cd", 3), ("- x ^a1b2c3", 5)]
)
def test_a_mark_that_obsidian_hides_is_shown_and_told(
    tmp_path: Path, body: str, column: int
) -> None:
    card = in_both(tmp_path, body)
    assert card.problems == [("foreign-mark", 3, column)]
    assert printed(card.tokens).removeprefix("•").strip() == body.removeprefix("- ")


@pytest.mark.parametrize("body", ["%%time and %%timeit", "5%% of 10%%", "`%%x%%`", "a^b1c2d3"])
def test_other_signs_are_no_marks(tmp_path: Path, body: str) -> None:
    assert in_both(tmp_path, body).problems == []


def test_a_list_that_counts_from_zero_does_so_in_both_media(tmp_path: Path) -> None:
    card = in_both(tmp_path, "0. none\n1. one")
    assert card.html.startswith('<ol start="0">')
    assert printed(card.tokens) == "0.none1.one"
