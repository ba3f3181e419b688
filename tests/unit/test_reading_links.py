"""No card is left out because its file or its folder is a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.model import Problem
from generator.reading.whole_deck import read_deck
from tests.support.decks import write_deck

ONE = "## One? {#one}\n\nA.\n"
TWO = "## Two? {#two}\n\nA.\n"


def read(deck: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The slugs of the cards, and the file and code of each problem."""
    found, problems = read_deck(deck)
    return [card.slug for card in found.cards()], [about(deck, each) for each in problems]


def about(deck: Path, problem: Problem) -> tuple[str, str]:
    return os.path.relpath(problem.place.path, deck), problem.code


def test_the_chapters_of_a_folder_linked_within_the_deck_are_read(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": ONE, "other/x/02.md": TWO})
    (deck / "en" / "00-sub").symlink_to("../other")
    assert read(deck) == (["two", "one"], [])


def test_a_language_linked_within_the_deck_is_read(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"other/01.md": ONE})
    (deck / "en").symlink_to("other")
    assert read(deck) == (["one"], [])


@pytest.mark.parametrize("files", [{}, {"02.md": TWO}], ids=["empty", "with-chapters"])
@pytest.mark.parametrize("name", ["en/sub", "en/deep/sub", "en"])
def test_a_folder_linked_from_outside_the_deck_is_named(
    tmp_path: Path, name: str, files: dict[str, str]
) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    for file, text in files.items():
        (outside / file).write_text(text, "utf-8")
    deck = write_deck(
        tmp_path / "deck", {"README.md": "About it.\n"} if name == "en" else {"en/01.md": ONE}
    )
    (deck / name).parent.mkdir(exist_ok=True)
    (deck / name).symlink_to(outside)
    assert read(deck) == ([] if name == "en" else ["one"], [(name, "outside-deck")])


@pytest.mark.parametrize("target", ["nowhere", "sub", "../../nowhere"])
def test_a_link_to_nothing_that_may_be_a_folder_of_chapters_is_named(
    tmp_path: Path, target: str
) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": ONE})
    (deck / "en" / "sub").symlink_to(target)
    assert read(deck) == (["one"], [("en/sub", "outside-deck")])


@pytest.mark.parametrize("target", [".", "../en", "a", "../en/a"])
def test_a_link_to_a_folder_that_is_read_already_is_named_and_ends(
    tmp_path: Path, target: str
) -> None:
    deck = write_deck(tmp_path / "deck", {"en/a/01.md": ONE, "en/z/02.md": TWO})
    (deck / "en" / "again").symlink_to(target)
    assert read(deck) == (["one", "two"], [("en/again", "linked-again")])


def test_folders_that_link_to_each_other_many_times_are_read_once(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": ONE, "other/29/02.md": TWO})
    for level in range(29):
        (deck / "other" / str(level)).mkdir()
        for link in "ab":
            (deck / "other" / str(level) / link).symlink_to(f"../{level + 1}")
    (deck / "en" / "sub").symlink_to("../other/0")
    slugs, problems = read(deck)
    assert slugs == ["one", "two"]
    assert {code for _, code in problems} == {"linked-again"}
    assert len(problems) == 29


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": ONE, "en/closed/02.md": TWO})
    (deck / "en" / "closed").chmod(0)
    try:
        assert read(deck) == (["one"], [("en/closed", "unreadable")])
    finally:
        (deck / "en" / "closed").chmod(0o700)
