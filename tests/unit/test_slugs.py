"""A slug is proposed for each card without one: readable, and no other card's."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.model import Problem
from generator.reading.slugs import SLUG, SlugMaker, _latin, suggest_slug
from generator.reading.whole_deck import read_deck
from tests.support.decks import write_deck


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("How does it work?", "work"),
        ("What is the?", "what-is-the"),
        ("Don't use `x.shape`!", "dont-use-x-shape"),
        ("one two three four five six", "one-two-three-four-five"),
        ("Qu'est-ce que l’été ?", "quest-ce-que-lete"),
        ("x²", "x2"),
        ("a" * 100, "a" * 60),
    ],
)
def test_a_slug_is_made_of_the_words_that_tell(text: str, slug: str) -> None:
    assert suggest_slug(text) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("什么是自动微分？", "shen-me-shi-zi-dong-wei-fen"),
        ("`x.shape` 打印什么？", "x-shape-da-yin-shen-me"),
        ("Что такое тензор?", "chto-takoe-tenzor"),
        ("Ułożenie", "ulozenie"),
    ],
)
def test_another_script_is_written_as_it_is_pronounced(text: str, slug: str) -> None:
    pytest.importorskip("anyascii")
    assert suggest_slug(text) == slug


def test_without_the_extra_another_script_gives_a_short_name_that_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "anyascii":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    _latin.cache_clear()
    try:
        first, again, other = map(suggest_slug, ("自动微分", "自动微分", "微分"))
        assert suggest_slug("`x.shape` 打印什么？") == "x-shape"
    finally:
        _latin.cache_clear()
    assert first == again != other
    assert SLUG.fullmatch(first)
    assert len(first) < 16


def test_texts_alike_get_different_slugs_of_more_words_and_then_numbers() -> None:
    maker = SlugMaker({"work-2"})
    assert [maker.make("How does it work?") for _ in range(3)] == ["work", "work-3", "work-4"]
    first = "one two three four five"
    assert [maker.make(f"{first} {last}") for last in ("six", "six", "sept")] == [
        "one-two-three-four-five",
        "one-two-three-four-five-six",
        "one-two-three-four-five-sept",
    ]
    assert all(SLUG.fullmatch(maker.make("x" * 100)) for _ in range(3))


def hints(folder: Path, files: Mapping[str, str], toml: str = 'name = "x"\n') -> list[str]:
    _, problems = read_deck(write_deck(folder, files, toml=toml))
    return [each.hint for each in problems if each.code == "no-slug"]


def test_two_cards_are_not_told_to_take_the_same_slug_nor_one_that_is_taken(tmp_path: Path) -> None:
    files = {
        "en/01.md": "## Taken {#b}\n\nx\n\n## A?\n\nx\n",
        "en/02.md": "## Kept {#kept}\n\nx\n\n## A\n\nx\n\n## Is it B?\n\nx\n\n## B ##\n\nx\n",
    }
    written = [hint.split("write ")[1].split(", or")[0] for hint in hints(tmp_path, files)]
    assert written == ["## A? {#a}", "## A {#a-2}", "## Is it B? {#b-2}", "## B {#b-3} ##"]


def test_a_file_of_which_no_card_has_a_slug_is_one_problem(tmp_path: Path) -> None:
    text = "# T\n\n" + "## What?\n\nThis.\n\n" * 40
    _, problems = read_deck(write_deck(tmp_path, {"en/01.md": text}))
    (problem,) = problems
    assert (problem.code, problem.place.line) == ("no-slug", 3)
    assert "40 cards" in problem.message
    assert "proofdeck stamp" in problem.hint


def test_translations_are_told_to_share_a_slug(tmp_path: Path) -> None:
    toml = 'name = "x"\nlanguages = ["en", "de"]\n'
    files = {
        "en/01.md": "## Kept {#kept}\n\nx\n\n## What?\n\nx\n",
        "de/01.md": "## Behalten\n\nx\n\n## Was? {#was}\n\nx\n",
        "en/02.md": "## One {#one}\n\nx\n",
        "de/02.md": "## Eins {#eins}\n\nx\n\n## Zwei\n\nx\n",
    }
    told = hints(tmp_path, files, toml)
    assert [hint.split("{#")[1].split("}")[0] for hint in told] == ["was", "kept", "zwei"]


def test_a_heading_without_words_is_no_card_to_be_given_a_slug(tmp_path: Path) -> None:
    _, problems = read_deck(
        write_deck(tmp_path, {"en/01.md": "## \n\nx\n\n## {.cloze}\n\n{{c1::x}}\n"})
    )
    assert [each.code for each in problems] == ["empty-card", "empty-card"]


def test_what_cannot_be_a_slug_is_given_with_one_that_can(tmp_path: Path) -> None:
    found: list[Problem] = [
        *read_deck(write_deck(tmp_path, {"en/01.md": "## Q {#微分}\n\nx\n"}))[1]
    ]
    (problem,) = found
    assert SLUG.fullmatch(problem.hint.split("`#")[1].split("`")[0])
