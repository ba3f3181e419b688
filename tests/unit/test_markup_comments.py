"""A reader never sees what an author commented out, and it never takes anything with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.both_media import in_both, printed


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Text <!-- gone --> more.", "<p>Text more.</p>"),
        ("Text<!--gone-->more.", "<p>Textmore.</p>"),
        ("Text, <!-- gone\ngone --> more.", "<p>Text, more.</p>"),
        ("A <!-- a -- b > c --> B <!--> C <!---> D", "<p>A B C D</p>"),
        ("A.\n<!--ID: 1623834043892-->", "<p>A.</p>"),
        ("A.\n<!--SR:!2021-05-20,4,270-->\n\nB.", "<p>A.</p>\n<p>B.</p>"),
        ("<!--\ngone\n\n## gone {#gone}\n-->\n\nA.", "<p>A.</p>"),
        (
            "- one <!-- gone -->\n  <!-- gone -->\n- two",
            "<ul><li><p>one </p></li>\n<li><p>two</p></li></ul>",
        ),
        ("> A.\n> <!-- gone -->", "<blockquote><p>A.</p></blockquote>"),
        ("**A <!-- gone --> B**", "<p><strong>A B</strong></p>"),
        ("<!-- gone --> A.", "<p>A.</p>"),
    ],
)
def test_a_comment_vanishes_from_a_card(tmp_path: Path, body: str, html: str) -> None:
    card = in_both(tmp_path, body)
    assert (card.html, card.problems) == (html, [])
    assert "gone" not in printed(card.tokens)


@pytest.mark.parametrize(
    "heading", ["## Q? <!-- {x} --> {#q}", "## Q? {#q} <!-- {x} -->", "## Q? {#q} <!--ID: 1-->"]
)
def test_a_comment_in_a_heading_leaves_its_slug(tmp_path: Path, heading: str) -> None:
    card = in_both(tmp_path, "A.", heading=heading)
    assert (card.card.slug, card.problems) == ("q", [])
    assert card.front.startswith('<div class="question">Q?')
    assert "ID" not in card.front and "x" not in card.front


def test_a_comment_between_a_program_and_its_output_does_not_part_them(tmp_path: Path) -> None:
    body = "```python\nprint(1)\n```\n\n<!-- gone -->\n\n```output\n1\n```"
    (fence,) = in_both(tmp_path, body).card.fences
    assert fence.claim is not None and fence.claim.text == "1"


@pytest.mark.parametrize(
    "text", [r"\<!-- shown -->", "`<!-- shown -->`", "```\n<!-- shown -->\n```"]
)
def test_a_comment_that_is_quoted_is_shown(tmp_path: Path, text: str) -> None:
    card = in_both(tmp_path, text)
    assert "&lt;!-- shown --&gt;" in card.html
    assert (printed(card.tokens), card.problems) == ("<!-- shown -->", [])


def test_a_comment_that_does_not_end_is_told_and_its_text_shown(tmp_path: Path) -> None:
    card = in_both(tmp_path, "A <!-- b **c**\n\nd -->")
    assert card.html == "<p>A &lt;!-- b <strong>c</strong></p>\n<p>d --&gt;</p>"
    assert card.problems == [("unclosed-html", 3, 3)]
