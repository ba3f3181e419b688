"""Readers learn what changed in a deck since a release, from git and the lock."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.building.deck import build_deck, check_deck
from generator.cli import main
from generator.comparing.changelog import Changelog
from generator.comparing.changelog_forms import as_json, as_markdown, as_text
from generator.comparing.revision import NoSuchRevisionError, revision_of
from generator.comparing.since import changelog_since, state_of
from generator.model import ProblemsError
from tests.support.decks import write_deck
from tests.support.git import commit, git, needs_git
from tests.support.inline_runner import InlineRunner

LOCK = "deck.lock"
TOML = 'name = "demo"\nlanguages = ["en", "zh"]\n\n[title]\nen = "My *deck*"\nzh = "一副"\n'


def card(slug: str, answer: str = "It is.", question: str = "") -> str:
    return f"## {question or f'What is {slug}?'} {{#{slug}}}\n\n{answer}\n\n"


def written(folder: Path, *cards: str, more: str = "") -> None:
    files = {"en/01 a.md": "".join(cards), "zh/01 a.md": "".join(cards).replace("What", "啥")}
    files |= {"en/02-b.md": f"---\ndeck: Other\n---\n\n{card('more')}{more}",
              "zh/02-b.md": f"---\ndeck: Other\n---\n\n{card('more')}{more}"}  # fmt: skip
    write_deck(folder, files, toml=TOML)


def built(folder: Path) -> None:
    made = build_deck(
        folder, folder.parent / f"out {folder.name}", only="apkg", runner=InlineRunner()
    )
    assert not made.failed, made.problems


def log(folder: Path, revision: str | None = None) -> Changelog:
    state = state_of(folder, LOCK, revision)
    checked = check_deck(folder, only=(), runner=InlineRunner())
    assert checked.lock is not None, checked.problems
    notes = [note for chapter in checked.chapters for note in chapter.notes]
    return changelog_since(state, checked.config, checked.lock, notes)


def text(log: Changelog) -> str:
    return "\n".join(as_text(log))


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck below the root of a repository, with a release that is tagged."""
    folder = tmp_path / "mein Verzeichnis" / "Würfel 二"
    written(folder, card("one"), card("two"), card("gone"))
    built(folder)
    commit(tmp_path / "mein Verzeichnis")
    git(tmp_path / "mein Verzeichnis", "tag", "v1.0")
    return folder


@needs_git
def test_what_changed_since_a_tag_is_told_by_chapter_with_the_new_words(deck: Path) -> None:
    written(deck, card("one", "It was."), card("two"), more=card("new", question="New `x`?"))
    before = text(log(deck, "v1.0"))
    assert before.split("\n")[:13] == [
        "changes in demo since v1.0",
        "",
        "en · My *deck*",
        "  changed: What is one?  (one)",
        "    - It is.",
        "    + It was.",
        "  gone: What is gone?  (gone)",
        "",
        "en · 02 Other",
        "  new: New x?  (new)",
        "",
        "zh · 一副",
        "  changed: 啥 is one?  (one)",
    ]
    built(deck)
    commit(deck.parents[0])
    git(deck, "checkout", "-q", "-b", "branch")
    for name in ("v1.0", "HEAD~1", "main~1"):
        assert text(log(deck, name)).split("\n")[1:] == before.split("\n")[1:]
    assert not log(deck, "HEAD")
    assert "nothing has changed" in text(log(deck, "branch"))


@needs_git
def test_without_a_revision_the_last_build_is_compared_and_the_last_commit_quoted(
    deck: Path,
) -> None:
    written(deck, card("one", "It was."), card("two"), card("gone"))
    assert "    + It was." in text(log(deck))
    built(deck)
    written(deck, card("one", "It was not."), card("two"), card("gone"))
    told = text(log(deck))  # the Markdown of that build is in no commit
    assert "changed: What is one?" in told and "It was" not in told


@needs_git
def test_cards_that_were_gone_before_the_release_are_not_in_its_changelog(deck: Path) -> None:
    written(deck, card("one"), card("two"))
    built(deck)
    commit(deck.parent)
    git(deck, "tag", "v2.0")
    written(deck, card("one"))
    told = text(log(deck, "v2.0"))
    assert "(two)" in told and "(gone)" not in told
    assert "(gone)" in text(log(deck, "v1.0"))


@needs_git
def test_cards_that_only_look_different_are_counted_and_not_listed(deck: Path) -> None:
    many = [card(f"n{n}") for n in range(9)]
    written(deck, *many)
    built(deck)
    lock = deck / LOCK
    data = json.loads(lock.read_text("utf-8"))
    for entry in data["notes"].values():
        entry["digest"] = "as it was drawn before"
    for kind in data["notetypes"].values():
        kind["digest"] = "as it was before"
    lock.write_text(json.dumps(data), "utf-8")
    commit(deck.parent)
    written(deck, *many[:-1], card("n8", "It was."))
    told = text(log(deck, "HEAD"))
    assert "8 more cards have the same text" in told
    assert "(n8)" in told and "(n7)" not in told
    assert told.endswith("the look of the cards changed")


@needs_git
def test_markdown_of_a_changelog_shows_titles_as_they_are(deck: Path) -> None:
    written(deck, card("one", "It `was`.", "Is *this* `a_b_c` <br>?"), card("two"), card("gone"))
    lines = list(as_markdown(log(deck, "v1.0")))
    assert lines[0] == "# demo: changes since v1.0"
    assert "## My \\*deck\\* (en)" in lines and "## 一副 (zh)" in lines
    assert any(line.startswith("- Changed: Is this a\\_b\\_c") for line in lines)
    assert "  - `It is.` → ``It `was`.``" in lines


@needs_git
def test_json_of_a_changelog_has_every_card_with_its_words(deck: Path) -> None:
    written(deck, card("one", "It was."), card("two"))
    found = json.loads(as_json(log(deck, "v1.0")))
    changed = [each for each in found["cards"] if each["id"] == "one"]
    assert [each["language"] for each in changed] == ["en", "zh"]
    assert changed[0]["words"] == [{"old": "It is.", "new": "It was."}]
    assert (found["since"], found["deck"], found["look"]) == ("v1.0", "demo", False)
    assert as_json(log(deck, "v1.0")).isascii()


@needs_git
def test_a_deck_that_was_in_another_folder_is_found_by_its_id(deck: Path) -> None:
    other = deck.parent / "other"
    written(other, card("one"))
    built(other)
    commit(deck.parent)
    moved = deck.rename(deck.parent / "moved")
    written(moved, card("one", "It was."), card("two"), card("gone"))
    commit(deck.parent)
    assert "    + It was." in text(log(moved, "HEAD~1"))
    assert "    + It was." in text(log(moved, "v1.0"))


@needs_git
def test_a_deck_at_the_root_of_its_repository_is_compared(tmp_path: Path) -> None:
    written(tmp_path / "deck", card("one"))
    built(tmp_path / "deck")
    commit(tmp_path / "deck")
    written(tmp_path / "deck", card("one", "It was."))
    assert "    + It was." in text(log(tmp_path / "deck", "HEAD"))


@needs_git
def test_a_chapter_with_another_name_is_told_once(deck: Path) -> None:
    for language in ("en", "zh"):
        path = deck / language / "02-b.md"
        path.write_text(path.read_text("utf-8").replace("Other", "Another"), "utf-8")
    lines = list(as_text(log(deck, "v1.0")))
    assert lines[2:4] == ["en · 02 Another", "  this sub-deck was 02 Other"]
    assert not any("moved" in line for line in lines)
    assert "- This sub-deck was 02 Other" in list(as_markdown(log(deck, "v1.0")))


@needs_git
def test_a_lock_of_an_older_version_is_compared_by_what_it_knows(deck: Path) -> None:
    data = json.loads((deck / LOCK).read_text("utf-8"))
    for entry in data["notes"].values():
        del entry["subdeck"], entry["title"]
    (deck / LOCK).write_text(json.dumps({**data, "version": 2}), "utf-8")
    commit(deck.parent)
    written(deck, card("one", "It was."), card("two"))
    told = text(log(deck, "HEAD"))
    assert "changed: What is one?" in told and "gone: gone  (gone)" in told
    assert "moved" not in told and "Chapter not known" in told


@needs_git
def test_a_deck_whose_lock_was_deleted_is_not_built_with_new_ids(deck: Path) -> None:
    (deck / LOCK).unlink()
    made = build_deck(deck, deck.parent / "new", only="apkg", runner=InlineRunner())
    assert [each.code for each in made.problems] == ["no-lock"] and made.failed
    assert "git checkout HEAD" in made.problems[0].hint
    assert not (deck / LOCK).exists() and not list(deck.parent.glob("new/*.apkg"))
    commit(deck.parent)  # a new deck is meant
    built(deck.rename(deck.parent / "another"))


@needs_git
def test_what_is_missing_is_told_by_its_own_message(deck: Path, tmp_path: Path) -> None:
    with pytest.raises(NoSuchRevisionError, match=r"no revision `v1\.1`: did you mean `v1\.0`"):
        revision_of(deck, "v1.1")
    for name in ("--help", "", "v1.0:deck.toml", "v1.0\n", "HEAD^{tree}"):
        with pytest.raises(NoSuchRevisionError):
            revision_of(deck, name)
    alone = tmp_path / "alone"
    written(alone, card("one"))
    with pytest.raises(ProblemsError, match=r"there is no deck\.lock"):
        state_of(alone, LOCK, None)
    with pytest.raises(ProblemsError, match="no git repository"):
        state_of(alone, LOCK, "v1.0")
    git(alone, "init", "-q")
    with pytest.raises(NoSuchRevisionError, match="no commit yet"):
        state_of(alone, LOCK, "HEAD")
    commit(alone)
    with pytest.raises(ProblemsError, match=r"had no deck\.lock at HEAD"):
        state_of(alone, LOCK, "HEAD")
    (alone / LOCK).write_text("<<<<<<< ours\n")
    commit(alone)
    with pytest.raises(ProblemsError) as broken:
        state_of(alone, LOCK, "HEAD")
    assert broken.value.problems[0].place.path == "HEAD:deck.lock"


def test_without_git_a_revision_is_refused_and_the_lock_still_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.comparing import revision

    for name in ("helper", "on_path"):
        monkeypatch.setattr(revision, name, lambda _: None)
    written(tmp_path / "deck", card("one"))
    built(tmp_path / "deck")
    with pytest.raises(ProblemsError, match="git was not found"):
        state_of(tmp_path / "deck", LOCK, "v1")
    written(tmp_path / "deck", card("one", "It was."))
    assert "changed: What is one?" in text(log(tmp_path / "deck"))


@needs_git
def test_a_repository_runs_nothing_of_its_own_when_it_is_compared(
    deck: Path, tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\ncat\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand",
                "diff.md.textconv", "filter.md.smudge", "filter.md.clean"):  # fmt: skip
        git(deck, "config", key, str(trap))
    (deck.parent / ".git/info/attributes").write_text("* diff=md filter=md\n")
    for name in (deck.parent / ".git/hooks").iterdir():
        name.unlink()
    written(deck, card("one", "It was."))
    (tmp_path / "sprung").unlink(missing_ok=True)
    assert "+ It was." in text(log(deck, "v1.0"))
    assert not (tmp_path / "sprung").exists()


@needs_git
def test_the_command_takes_a_revision_and_a_deck_in_any_folder(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str, folder: Path = deck) -> Result:
        monkeypatch.chdir(folder)
        return CliRunner().invoke(main, ["diff", *words])

    written(deck, card("one", "It was."), card("two"), card("gone"))
    told = run("v1.0", deck.name, folder=deck.parent)
    assert told.exit_code == 0 and "+ It was." in told.stdout
    inside = run("--format", "json")
    assert inside.exit_code == 0 and len(json.loads(inside.stdout)["cards"]) == 2
    assert run("--format", "markdown", "HEAD").stdout.startswith("# demo: changes since HEAD")
    assert run("nope").exit_code == run("a", "b", "c").exit_code == 2
    (deck / "en/01 a.md").write_text("## Q {#q .choice}\n\nNo options.\n")
    broken = run("v1.0")
    assert broken.exit_code == 1 and not broken.stdout and "mend these first" in broken.stderr
