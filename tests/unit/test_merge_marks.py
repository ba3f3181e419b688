"""A merge that was left half done puts no two sides on one card."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.building.deck import check_deck
from tests.support.decks import read_text, write_deck
from tests.support.inline_runner import InlineRunner

START = "# T\n\n## What is it? {#it}\n\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<<<<<<< HEAD\nOurs.\n=======\nTheirs.\n>>>>>>> topic\n", [5]),
        ("<<<<<<< HEAD\n```python\n1\n```\n=======\n```python\n2\n```\n>>>>>>> topic\n", [5]),
        ("- a\n<<<<<<< HEAD\n- b\n||||||| base\n=======\n- c\n>>>>>>> topic\n- d\n", [6]),
        (
            "It.\n<<<<<<< a\n=======\n>>>>>>> b\n\nAnd.\n\n<<<<<<< a\nx\n=======\n>>>>>>> b\n",
            [6, 12],
        ),
        ("It.\n\n>>>>>>> topic\n", [7]),
        ("<div>\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n</div>\n", [6]),
        ("```text\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n```\n", []),
        ("It.\n\n    <<<<<<< HEAD\n    >>>>>>> topic\n", []),
        ("It.\n\n<!--\n<<<<<<< HEAD\n=======\n>>>>>>> topic\n-->\n", []),
        ("It is `<<<<<<<`, or\n<<<<<<<< eight, or >>>>>>>\n", []),
        (">>>>>>>deep quote\n", []),
    ],
)
def test_marks_of_a_conflict_outside_code_are_named_once(
    tmp_path: Path, text: str, lines: list[int]
) -> None:
    _, problems = read_text(tmp_path, START + text)
    found = [each.place.line for each in problems if each.code == "merge-conflict"]
    assert found == lines


def test_a_merge_of_cards_and_lock_is_told_in_one_run_and_without_what_follows_from_it(
    tmp_path: Path,
) -> None:
    sides = "<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> topic\n"
    deck = write_deck(tmp_path, {"en/01.md": f"## One {{#one}}\n\n{sides}"})
    (deck / "deck.lock").write_text(sides)
    problems = check_deck(deck, only=(), runner=InlineRunner()).problems
    assert [each.code for each in problems] == ["lock-broken", "merge-conflict"]


def test_a_conflict_that_holds_headings_of_cards_is_named_too(tmp_path: Path) -> None:
    sides = "<<<<<<< HEAD\n## One {#one}\n\n1\n=======\n## Two {#two}\n\n2\n>>>>>>> topic\n"
    _, problems = read_text(tmp_path, f"# T\n\n{sides}")
    assert ("merge-conflict", 3) in [(each.code, each.place.line) for each in problems]
