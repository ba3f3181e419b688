"""A part of a deck, named by a card, a chapter or a folder, and a deck found from inside it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.cli import Result, proofdeck
from tests.support.decks import built_names, write_deck

GOOD = "# {name}\n\n## What is {name}? {{#{name}}}\n\n```python\nprint({n})\n```\n\n```output\n{n}\n```\n"
BAD = "\n## Wrong {#wrong}\n\n```python\nprint(1)  # => 2\n```\n\n## Odd {#odd}\n\n```pyhton\nx\n```\n$\\frac{$\n"
TOML = 'name = "demo"\nlanguages = ["en", "zh"]\n'


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    one, two = GOOD.format(name="one", n=1), GOOD.format(name="two", n=2)
    files = {"en/01.md": one, "en/sub/02.md": two + BAD, "zh/01.md": one}
    return write_deck(tmp_path / "work" / "cards", files, toml=TOML)


def cards_of(done: Result) -> list[str]:
    return [f"{card['language']}/{card['id']}" for card in json.loads(done.out)["cards"]]


def check(*words: str | Path, cwd: Path) -> Result:
    return proofdeck("check", *words, "--format", "json", cwd=cwd)


def test_a_card_is_checked_in_all_its_languages_and_no_other(deck: Path, tmp_path: Path) -> None:
    done = check(deck, "one", cwd=tmp_path)
    assert (done.code, cards_of(done)) == (0, ["en/one", "zh/one"])
    done = check(deck, "wrong", cwd=tmp_path)
    assert done.code == 1
    (problem,) = (p for p in json.loads(done.out)["problems"] if p["severity"] == "error")
    assert problem["code"] == "false-claim"


@pytest.mark.parametrize("part", ["en/01.md", "zh", "zh/01.md"])
def test_a_chapter_or_a_folder_of_a_deck_is_checked_alone(
    deck: Path, tmp_path: Path, part: str
) -> None:
    done = check(deck / part, cwd=tmp_path)
    assert (done.code, cards_of(done)) == (0, [f"{part[:2]}/one"])
    assert check(deck / "en" / "sub", cwd=tmp_path).code == 1


@pytest.mark.parametrize("inside", ["", "cards", "cards/en", "cards/en/sub"])
def test_a_deck_is_found_from_inside_it(deck: Path, inside: str) -> None:
    done = check(cwd=deck.parent / inside)
    assert cards_of(done)[:2] == ["en/one", "en/two"]


def test_a_card_is_named_without_its_deck_from_inside_it(deck: Path) -> None:
    done = check("one", cwd=deck / "en")
    assert (done.code, cards_of(done)) == (0, ["en/one", "zh/one"])
    done = check("tow", cwd=deck)
    assert done.code == 2 and "did you mean `two`?" in done.err


def test_a_chapter_is_built_beside_the_whole_deck_and_not_over_it(
    deck: Path, tmp_path: Path
) -> None:
    (deck / "en/sub/02.md").write_text(GOOD.format(name="two", n=2))
    out = tmp_path / "build"
    assert proofdeck("build", deck, "-o", out, cwd=tmp_path).code == 0
    whole = {path.name: path.read_bytes() for path in out.iterdir()}
    assert proofdeck("build", deck / "en/sub/02.md", "-o", out, cwd=tmp_path).code == 0
    made = {path.name for path in out.iterdir()} - set(whole)
    assert made == built_names("demo-en-02")
    assert {name: (out / name).read_bytes() for name in whole} == whole
    assert proofdeck("check", deck, "--locked", cwd=tmp_path).code == 0


def test_only_claims_of_the_named_chapter_are_accepted(deck: Path, tmp_path: Path) -> None:
    (deck / "en/sub/02.md").write_text(GOOD.format(name="two", n=2) + BAD.partition("## Odd")[0])
    (deck / "en/01.md").write_text(GOOD.format(name="one", n=1).replace("output\n1", "output\n9"))
    assert proofdeck("accept", deck / "en/sub/02.md", "--yes", cwd=tmp_path).code == 0
    assert "# => 1" in (deck / "en/sub/02.md").read_text()
    assert "output\n9" in (deck / "en/01.md").read_text()


def test_a_stale_or_missing_lock_fails_where_it_is_asked_for(deck: Path, tmp_path: Path) -> None:
    (deck / "en/sub/02.md").write_text(GOOD.format(name="two", n=2))
    (deck / "zh/02.md").write_text(GOOD.format(name="two", n=2))
    missing = proofdeck("check", deck, "--locked", cwd=tmp_path)
    assert missing.code == 1 and "there is no deck.lock" in missing.err
    assert proofdeck("check", deck, cwd=tmp_path).code == 0
    assert proofdeck("build", deck, "-o", tmp_path / "b", cwd=tmp_path).code == 0
    assert proofdeck("check", deck, "--locked", cwd=tmp_path).code == 0
    before = (deck / "deck.lock").read_bytes()
    for path in (deck / "en/01.md", deck / "zh/01.md"):
        path.write_text(path.read_text().replace("What is", "Who is"))
    stale = proofdeck("check", deck, "--locked", cwd=tmp_path)
    assert stale.code == 1 and "`en/one`, `zh/one`" in stale.err and "proofdeck build" in stale.err
    assert (deck / "deck.lock").read_bytes() == before
    assert proofdeck("check", deck, "one", "--locked", cwd=tmp_path).code == 2


@pytest.mark.parametrize("command", ["check", "build", "accept"])
@pytest.mark.parametrize("name", ["02.md", "./02.md", "../sub/02.md", "/"])
def test_a_chapter_named_from_its_own_folder_is_taken_alone(
    deck: Path, tmp_path: Path, command: str, name: str
) -> None:
    (deck / "en/sub/02.md").write_text(GOOD.format(name="two", n=2))
    (deck / "zh/01.md").write_text(GOOD.format(name="one", n=1) + BAD)
    chapter = deck / "en/sub/02.md" if name == "/" else name
    out = ["-o", tmp_path / "out"] if command == "build" else []
    done = proofdeck(command, chapter, *out, cwd=deck / "en/sub")
    assert done.code == 0, done.err
    if command == "build":
        names = {path.name for path in (tmp_path / "out").iterdir()}
        assert names == built_names("demo-en-02")


@pytest.mark.parametrize("command", ["check", "build", "accept", "matrix"])
@pytest.mark.parametrize("name", ["en/nope.md", "fr", "nope.txt"])
def test_a_path_that_is_not_in_the_deck_is_wrong_usage_and_not_the_whole_deck(
    deck: Path, tmp_path: Path, command: str, name: str
) -> None:
    more = ["--with", "six"] if command == "matrix" else []
    done = proofdeck(command, deck / name, *more, cwd=tmp_path)
    assert done.code == 2 and f"no file or folder `work/cards/{name}`" in done.err


def test_what_is_no_chapter_is_not_checked_as_an_empty_deck(deck: Path, tmp_path: Path) -> None:
    (deck / "notes.md").write_text("# Notes")
    done = check(deck / "notes.md", cwd=tmp_path)
    assert done.code == 2 and "is not a chapter of the deck" in done.err


@pytest.mark.parametrize("chapter", ["en/01.md", "en/sub/02.md"])
def test_a_chapter_alone_is_not_built_with_a_slug_that_another_one_has(
    deck: Path, tmp_path: Path, chapter: str
) -> None:
    other = "# Two\n\nSee [it](#one).\n\n## Another? {#one}\n\nYes.\n"
    (deck / "en/sub/02.md").write_text(other)
    (deck / "zh/02.md").write_text(other.replace("{#one}", "{#else}"))
    for command in ("check", "build"):
        done = proofdeck(command, deck / chapter, cwd=tmp_path)
        assert done.code == 1
        assert (
            "02.md:5:14: error: the slug `one` is already used at work/cards/en/01.md" in done.err
        )
        assert done.err.count("[duplicate-slug]") == 1
    assert proofdeck("check", deck / "zh/01.md", cwd=tmp_path).code == 0


@pytest.mark.parametrize("name", ["deck.toml", "deck.lock"])
def test_the_settings_and_the_lock_of_a_deck_mean_the_deck(
    deck: Path, tmp_path: Path, name: str
) -> None:
    (deck / "en/sub/02.md").unlink()
    assert proofdeck("build", deck, cwd=tmp_path).code == 0
    assert cards_of(check(deck / name, cwd=tmp_path)) == ["en/one", "zh/one"]


def test_where_no_deck_is_the_message_names_what_was_written(tmp_path: Path) -> None:
    done = proofdeck("check", "nope", cwd=tmp_path)
    assert done.code == 1 and done.err.startswith(
        "nope/deck.toml:1:1: error: there is no such folder"
    )
    (tmp_path / "a.md").write_text("# A")
    done = proofdeck("check", "a.md", cwd=tmp_path)
    assert done.code == 1 and "this is a file, not the folder of a deck" in done.err


@pytest.mark.parametrize(
    ("kind", "command"), [("pipe", "check"), ("folder", "build"), ("device", "check")]
)
def test_settings_that_are_no_plain_file_are_named_as_such(
    tmp_path: Path, kind: str, command: str
) -> None:
    settings = tmp_path / "a" / "deck.toml"
    settings.parent.mkdir()
    match kind:
        case "pipe":
            os.mkfifo(settings)
        case "folder":
            settings.mkdir()
        case _:
            settings.symlink_to("/dev/zero")
    done = proofdeck(command, "a", cwd=tmp_path)
    assert done.code == 1 and "a/deck.toml:1:1: error: this file cannot be read: it is " in done.err
