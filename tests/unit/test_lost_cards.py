"""A line that was meant to begin a card never becomes text of the card above in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.reading.whole_deck import read_deck
from tests.support.decks import write_deck


def told(folder: Path, below: str) -> list[tuple[str, str, int, int]]:
    deck = write_deck(folder, {"en/01.md": f"## A? {{#a}}\n\nB.\n\n{below}\n"})
    return [(p.code, p.severity, p.place.line, p.place.column) for p in read_deck(deck)[1]]


@pytest.mark.parametrize(
    ("below", "line", "column"),
    [
        ("##Q {#q}\n\nC.", 5, 1),
        ("##\u3000Q {#q}\n\nC.", 5, 1),
        ("more\n##Q {#q}", 6, 1),
        ("    ## Q {#q}\n\n    C.", 5, 5),
        ("- a\n\n  ## Q {#q}\n\n  C.", 7, 3),
        ("> ## Q {#q}\n> C.", 5, 3),
        ("### Q {#q}\n\nC.", 5, 1),
        ("#### Q {#q .typed}\n\n`C`", 5, 1),
    ],
)
def test_a_card_that_does_not_begin_is_an_error(
    tmp_path: Path, below: str, line: int, column: int
) -> None:
    assert told(tmp_path, below) == [("lost-card", "error", line, column)]


def test_a_heading_without_its_space_is_a_warning(tmp_path: Path) -> None:
    assert told(tmp_path, "##Question\n\nC.") == [("lost-card", "warning", 5, 1)]


@pytest.mark.parametrize(
    "below",
    ["```text\n##Q {#q}\n```", "### Part", "> ## Note", "C ##x", "##!shebang", "`##Q`",
     "    ## a comment in code", "## Q ## {#q}\n\nC."],
)  # fmt: skip
def test_other_lines_are_no_lost_cards(tmp_path: Path, below: str) -> None:
    assert told(tmp_path, below) == []


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Q? {#q", 7),
        ("Q? {#q} and more", 7),
        ("Q? ｛#q｝", 7),
        ("Q? {: #q}", 7),
        ("**Q** {#q}.", 10),
    ],
)
def test_a_slug_in_braces_that_are_not_read_is_named(
    tmp_path: Path, heading: str, column: int
) -> None:
    found = [each for each in told(tmp_path, f"## {heading}\n\nC.") if each[0] != "foreign-mark"]
    assert found == [("bad-slug", "error", 5, column)]


def test_braces_in_code_are_no_slug(tmp_path: Path) -> None:
    assert [code for code, *_ in told(tmp_path, "## What is `{#q}`?\n\nC.")] == ["no-slug"]
