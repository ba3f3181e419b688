"""Texts that are checked as chapters of a deck before they are written."""

from __future__ import annotations

from pathlib import Path

from generator.accepting.offered import offered_edits
from generator.building.deck import check_deck
from generator.reporting.report import report_on
from generator.reporting.report_json import report_object
from generator.running.run_options import RunOptions
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

ONE = "## One? {#one}\n\nThis.\n"
FALSE = "## Two? {#two}\n\n```python\nprint(2)  # => 3\n```\n"


def test_a_text_stands_for_what_is_in_its_file(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": ONE})
    chapter = deck / "en" / "01.md"
    built = check_deck(
        deck, only=(), chapters=chapter, texts={chapter: FALSE}, runner=InlineRunner(), sides=True
    )
    (problem,) = built.problems
    assert (problem.code, problem.card, problem.place.line) == ("false-claim", "two", 4)
    (card,) = built.made[0].rendered
    assert card.sides is not None and card.sides.question == "Two?"
    assert chapter.read_text("utf-8") == ONE


def test_a_report_says_where_a_problem_ends_and_what_to_write_in_the_text(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": ONE})
    chapter = deck / "en" / "01.md"
    built = check_deck(
        deck, only=(), chapters=chapter, texts={chapter: FALSE}, runner=InlineRunner()
    )
    (place, edit), *_ = offered_edits(built).items()
    assert (place.line, edit.text) == (4, "print(2)  # => 2")
    (told,) = report_object(report_on(built))["problems"]
    assert (told["line"], told["end_line"]) == (4, 4)
    assert told["end_column"] == len("print(2)  # => 3") + 1


def test_a_chapter_without_a_file_is_in_the_way_of_those_that_have_one(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/05.md": ONE})
    new = deck / "en" / "01.md"
    built = check_deck(deck, only=(), chapters=new, texts={new: ONE + FALSE}, runner=InlineRunner())
    doubled, false = built.problems
    assert doubled.code == "duplicate-slug" and doubled.place.path.endswith("en/01.md")
    assert "05.md" in doubled.message and false.code == "false-claim"
    assert not new.exists()


def test_what_was_found_in_a_text_is_not_kept_for_its_file(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": FALSE})
    chapter, once = deck / "en" / "01.md", RunOptions(once=True)
    assert not check_deck(deck, only=(), texts={chapter: ONE}, options=once).failed
    assert check_deck(deck, only=(), options=once).failed
