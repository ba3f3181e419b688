"""Chapters are the files that an author takes for chapters: none is lost, and no other is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import ProblemsError
from generator.reading.chapter_files import deck_files
from generator.reading.config import read_config
from generator.reading.whole_deck import read_deck
from tests.support.decks import write_deck

ONE = "## One? {#one}\n\nA.\n"


def card(slug: str) -> str:
    return f"## {slug}? {{#{slug}}}\n\nA.\n"


def slugs(deck: Path) -> list[str]:
    """Of a deck that has no problem."""
    found, problems = read_deck(deck)
    assert problems == ()
    return [each.slug for each in found.cards()]


def left_out(deck: Path) -> dict[str, str]:
    """The paths that are left out, below the deck, and why."""
    start = f"{deck.as_posix()}/"
    found = deck_files(deck, read_config(deck)).passed_over
    return {path.removeprefix(start): why.removeprefix(start) for path, why in found}


@pytest.mark.parametrize("name", ["b.MD", "b.markdown", "b.Markdown", "b.mdown", "b.mkd"])
def test_markdown_by_any_of_its_endings_is_a_chapter(tmp_path: Path, name: str) -> None:
    deck = write_deck(tmp_path, {"en/a.md": ONE, f"en/{name}": card("b")})
    assert slugs(deck) == ["one", "b"]


@pytest.mark.parametrize(
    "name",
    [".hidden.md", "._01.md", ".#01.md", ".trash/01.md", ".obsidian/note.md", "sub/.git/x.md"],
)
def test_what_is_hidden_is_no_chapter(tmp_path: Path, name: str) -> None:
    assert slugs(write_deck(tmp_path, {"en/01.md": ONE, f"en/{name}": b"\0\xff"})) == ["one"]


def test_a_hidden_link_to_nowhere_as_editors_make_it_is_no_chapter(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, {"en/01.md": ONE})
    (deck / "en/.#01.md").symlink_to("someone@host.1234")
    (deck / "en/.trash").symlink_to("/")
    assert slugs(deck) == ["one"]


def test_what_exclude_names_is_left_out(tmp_path: Path) -> None:
    toml = 'name = "x"\nexclude = ["drafts/", "/en/02*", "*.old.md", "!keep.old.md"]\n'
    files = {
        "en/01.md": ONE,
        "en/02.md": card("two"),
        "en/sub/02.md": card("sub"),
        "en/drafts/a.md": card("draft"),
        "en/x.old.md": card("old"),
        "en/keep.old.md": card("kept"),
    }
    deck = write_deck(tmp_path, files, toml=toml)
    assert slugs(deck) == ["one", "kept", "sub"]
    why = "`exclude` in deck.toml names it"
    assert left_out(deck) == dict.fromkeys(("en/02.md", "en/drafts/", "en/x.old.md"), why)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ('"drafts/"', "wrong-type"),
        ("[1]", "wrong-type"),
        ('["# no"]', "bad-value"),
        ('[""]', "bad-value"),
        (f'["{"a" * 1_001}"]', "bad-value"),
        (str(["a"] * 1_001), "too-much"),
    ],
)
def test_an_exclude_that_leaves_nothing_out_is_named(tmp_path: Path, value: str, code: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_config(write_deck(tmp_path, toml=f'name = "x"\nexclude = {value}\n'))
    assert [(each.code, each.place.line) for each in caught.value.problems] == [(code, 2)]


def test_what_git_ignores_is_left_out_and_the_line_is_named(tmp_path: Path) -> None:
    deck = write_deck(
        tmp_path,
        {
            ".gitignore": "# mine\ndrafts/\n*.tmp.md\n",
            "en/.gitignore": "!kept.tmp.md\n/sub/a.md\n",
            "en/01.md": ONE,
            "en/x.tmp.md": card("tmp"),
            "en/kept.tmp.md": card("kept"),
            "en/drafts/a.md": card("draft"),
            "en/sub/a.md": card("a"),
            "en/sub/sub/a.md": card("deep"),
            "en/sub/drafts/notes.txt": "",
        },
    )
    assert slugs(deck) == ["one", "kept", "deep"]
    assert left_out(deck) == {
        "en/drafts/": ".gitignore:2 names it",
        "en/sub/a.md": "en/.gitignore:2 names it",
        "en/x.tmp.md": ".gitignore:3 names it",
    }


def test_what_a_repository_above_the_deck_ignores_is_left_out(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("b.md\n")
    deck = write_deck(tmp_path / "repository/deck", {"en/a.md": ONE, "en/b.md": card("b")})
    assert slugs(deck) == ["one", "b"]  # there is no repository yet
    (tmp_path / "repository/.git").mkdir()
    (tmp_path / "repository/.gitignore").write_text("/deck/*/b.md\n")
    assert slugs(deck) == ["one"]


@pytest.mark.parametrize("line", ["deck/", "/above/", "*"])
def test_a_deck_that_its_repository_ignores_is_read_because_it_was_asked_for(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text(f"{line}\n")
    deck = write_deck(tmp_path / "above/deck", {"en/a.md": ONE, "en/b.md": card("b")})
    (deck / ".gitignore").write_text("b.md\n")
    assert slugs(deck) == ["one"]


def test_a_gitignore_that_cannot_be_read_is_named_and_leaves_out_nothing(tmp_path: Path) -> None:
    deck = write_deck(
        tmp_path, {"en/01.md": ONE, "en/.gitignore/x": "", ".gitignore": "a\n" * 5_001}
    )
    found, problems = read_deck(deck)
    assert [each.slug for each in found.cards()] == ["one"]
    assert [(each.code, each.severity) for each in problems] == [("unreadable", "warning")] * 2


@pytest.mark.parametrize(
    "name", ["README.md", "readme.MD", "README.zh-CN.md", "Readme_fr.markdown"]
)
def test_a_readme_is_left_out(tmp_path: Path, name: str) -> None:
    text = "About it.\n\n## How to build\n\n````markdown\n## Q {#q}\n````\n"
    deck = write_deck(tmp_path, {"en/01.md": ONE, f"en/{name}": text})
    assert slugs(deck) == ["one"]
    assert left_out(deck) == {f"en/{name}": "it is a README"}


def test_cards_in_a_readme_are_not_lost_in_silence(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, {"en/01.md": ONE, "en/README.md": "# T\n\n" + card("two")})
    _, problems = read_deck(deck)
    assert [(each.code, each.place.line) for each in problems] == [("readme-cards", 3)]


@pytest.mark.parametrize("name", ["readme-driven-development.md", "readmes.md"])
def test_a_chapter_about_readmes_is_a_chapter(tmp_path: Path, name: str) -> None:
    assert slugs(write_deck(tmp_path, {f"en/{name}": ONE})) == ["one"]


def test_a_deck_of_which_all_is_left_out_says_why_it_is_empty(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, {"en/01.md": ONE}, toml='name = "x"\nexclude = ["*.md"]\n')
    _, problems = read_deck(deck)
    assert [each.code for each in problems] == ["empty-deck"]
    assert "`exclude` in deck.toml" in problems[0].hint
