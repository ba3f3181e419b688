"""Cards that take several cards on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.building.deck import check_deck
from generator.writing.long_cards import long_cards
from generator.writing.pdf import CutCardsWriter
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.paper import pdf_text, printed_deck

LONG = {
    "code": "```text\n" + "a line of code\n" * 120 + "```\n",
    "text": "Some words of a paragraph that goes on. " * 200,
    "list": "- an item\n" * 120,
    "table": "| a | b |\n|---|---|\n" + "| c | d |\n" * 90,
    "lines": "\n\n".join(["$$\\frac{a}{b}$$"] * 40),
}


@pytest.mark.parametrize("name", LONG)
def test_an_author_is_told_how_many_cards_a_long_card_takes(name: str, tmp_path: Path) -> None:
    deck = printed_deck(
        tmp_path, f"# C\n\n## Short? {{#a}}\n\nA.\n\n## Long? {{#b}}\n\n{LONG[name]}\n"
    )
    (problem,) = long_cards(deck)
    printed = pdf_text(CutCardsWriter().write(deck, tmp_path))
    parts = int(re.findall(r"\(1/(\d+)\)", printed)[0])
    assert parts >= 3
    assert (problem.code, problem.card, problem.severity) == ("print-long", "b", "warning")
    assert problem.message == f"this card takes {parts} cards on paper"


def test_a_card_of_thousands_of_lines_is_told_without_being_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.writing.long_cards.plan_deck", None)
    code = "```text\n" + "a line of code\n" * 900 + "```\n\n"
    deck = printed_deck(tmp_path, f"# C\n\n## Long? {{#b}}\n\n{code * 2}")
    assert [(problem.code, problem.message) for problem in long_cards(deck)] == [
        ("print-long", "this card takes more than 15 cards on paper")
    ]


def test_a_card_of_two_is_no_problem(tmp_path: Path) -> None:
    text = "```text\n" + "a line of code\n" * 35 + "```\n"
    deck = printed_deck(tmp_path, f"# C\n\n## Long? {{#b}}\n\n{text}\n")
    assert "(1/2)" in pdf_text(CutCardsWriter().write(deck, tmp_path))
    assert long_cards(deck) == ()


def test_where_nothing_is_printed_no_card_is_too_long_for_paper(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, {"en/01.md": f"# C\n\n## Long? {{#b}}\n\n{LONG['list']}\n"})
    assert [problem.code for problem in check_deck(deck, only="cards").problems] == ["print-long"]
    assert check_deck(deck, only="apkg").problems == ()


def test_a_build_says_how_many_sheets_there_are_and_how_to_print_them(tmp_path: Path) -> None:
    cards = "".join(f"\n## Q{n}? {{#q{n}}}\n\nA.\n" for n in range(9))
    write_deck(tmp_path / "demo", {"en/01.md": "# C\n" + cards}, toml='name = "demo"\n')
    done = proofdeck("build", "demo", cwd=tmp_path)
    assert "9 cards, 2 sheets, two-sided, long edge, 100 %" in done.out
    assert "9 cards, 1 sheet, two-sided, short edge" in done.out
