"""`proofdeck sync`, as a reader runs it, against an Anki with AnkiConnect."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.support.anki_connect import AnkiConnect


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    for language in ("en", "de"):
        (tmp_path / "deck" / language).mkdir(parents=True)
        (tmp_path / "deck" / language / "01-sums.md").write_text(CARDS, "utf-8")
    settings = 'name = "sums"\nlanguages = ["en", "de"]\n[title]\nen = "Sums"\nde = "Summen"\n'
    (tmp_path / "deck" / "deck.toml").write_text(settings, "utf-8")
    return tmp_path / "deck"


CARDS = "# Sums\n\n## 2 + 2? {#two}\n\nFour.\n\n## 3 + 3? {#three}\n\nSix.\n"


def sync(deck: Path, anki: AnkiConnect, *options: str) -> Result:
    return CliRunner().invoke(main, ["sync", str(deck), "--url", anki.url, *options])


def test_a_deck_is_planned_applied_and_then_the_same(deck: Path, tmp_path: Path) -> None:
    lock = deck / "deck.lock"
    with AnkiConnect(tmp_path / "anki") as anki:
        planned = sync(deck, anki, "-l", "en")
        assert planned.exit_code == 2
        assert "2 new: two, three" in planned.stdout
        assert anki.col is not None
        assert anki.col.note_count() == 0
        assert not lock.exists()

        applied = sync(deck, anki, "-l", "en", "--apply")
        assert (applied.exit_code, applied.stderr) == (0, "")
        assert "Done: nothing is left to do." in applied.stdout
        assert lock.exists()

        # A reader of one language is not given the other.
        same = sync(deck, anki)
        assert same.exit_code == 0
        assert "nothing to do" in same.stdout
        assert "--language de" in same.stdout
        assert anki.col.note_count() == 2


def test_a_program_reads_the_plan_and_what_was_done(deck: Path, tmp_path: Path) -> None:
    with AnkiConnect(tmp_path / "anki") as anki:
        sync(deck, anki, "--apply", "--quiet")
        chapter = deck / "en" / "01-sums.md"
        chapter.write_text(CARDS.replace("Six.", "6."), "utf-8")
        planned = json.loads(sync(deck, anki, "--format", "json").stdout)
        assert (planned["empty"], planned["applied"], planned["problems"]) == (False, None, [])
        (english, german) = planned["languages"]
        assert german["changes"] == []
        (change,) = english["changes"]
        assert (change["card"], change["change"]) == ("en/three", "changed")

        done = json.loads(sync(deck, anki, "--apply", "--format", "json").stdout)
        (backup, *_) = done["applied"]["backups"]
        assert Path(backup).is_file()
        assert (done["applied"]["left"], done["applied"]["changed"]) == ([], [])


def test_anki_needs_no_full_sync_afterwards(deck: Path, tmp_path: Path) -> None:
    """It would throw away what was reviewed on another device."""
    with AnkiConnect(tmp_path / "anki") as anki:
        sync(deck, anki, "--apply", "--quiet")
        assert anki.col is not None
        assert anki.col.db is not None
        anki.col.db.execute("UPDATE col SET ls = scm + 1")
        assert not anki.col.schema_changed()
        chapter = deck / "en" / "01-sums.md"
        chapter.write_text(CARDS.replace("Six.", "6.").replace("{#two}", "{#four}"), "utf-8")
        assert sync(deck, anki, "--apply", "--quiet").exit_code == 0
        assert not anki.col.schema_changed()
        anki.col.db.execute("UPDATE col SET scm = ls + 1")
        assert anki.col.schema_changed()


def test_a_false_deck_is_not_synced(deck: Path, tmp_path: Path) -> None:
    (deck / "en" / "01-sums.md").write_text(CARDS.replace("{#three}", "{#two}"), "utf-8")
    with AnkiConnect(tmp_path / "anki") as anki:
        refused = sync(deck, anki, "--apply")
        assert refused.exit_code == 1
        assert set(anki.calls) == {"version"}


def test_what_is_wrong_with_anki_is_told_before_programs_run(deck: Path, tmp_path: Path) -> None:
    with AnkiConnect(tmp_path / "anki") as anki:
        pass
    closed = sync(deck, anki, "--apply", "--format", "json")
    assert closed.exit_code == 1
    assert "[anki-closed]" in closed.stderr
    assert json.loads(closed.stdout)["problems"][0]["code"] == "anki-closed"
    assert not (deck / "deck.lock").exists()


@pytest.mark.parametrize("options", [("--url", "8765"), ("-l", "fr"), ("--prune", "burn")])
def test_wrong_usage_asks_nothing(deck: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    with AnkiConnect(tmp_path / "anki") as anki:
        assert sync(deck, anki, *options).exit_code == 2
        assert set(anki.calls) <= {"version"}


@pytest.fixture
def conflict(deck: Path, tmp_path: Path) -> Iterator[AnkiConnect]:
    """An Anki of which the card `two` was changed by its reader and by the author."""
    with AnkiConnect(tmp_path / "anki") as anki:
        sync(deck, anki, "-l", "en", "--apply", "--quiet")
        assert anki.col is not None
        note = anki.col.get_note(anki.col.find_notes("Slug:two")[0])
        note["Back"] = "<p>Four, says its <b>reader</b>.</p>"
        anki.col.update_note(note)
        chapter = deck / "en" / "01-sums.md"
        chapter.write_text(CARDS.replace("Four.", "Four, says the author."), "utf-8")
        yield anki


def back(anki: AnkiConnect) -> str:
    assert anki.col is not None
    return anki.col.get_note(anki.col.find_notes("Slug:two")[0])["Back"]


def test_what_both_changed_is_shown_and_left_until_it_is_decided(
    deck: Path, conflict: AnkiConnect
) -> None:
    shown = sync(deck, conflict, "--apply")
    assert shown.exit_code == 1
    assert "{+, says the author+}" in " ".join(shown.stdout.split())
    assert "--both" in shown.stdout
    assert "reader" in back(conflict)
    planned = sync(deck, conflict, "--ours", "two")
    assert planned.exit_code == 2
    assert "reader" in back(conflict)
    done = sync(deck, conflict, "--ours", "two", "--apply")
    assert (done.exit_code, done.stderr) == (0, "")
    assert back(conflict) == "<p>Four, says the author.</p>"
    assert sync(deck, conflict).exit_code == 0


def test_a_version_that_is_kept_in_anki_is_remembered(deck: Path, conflict: AnkiConnect) -> None:
    assert sync(deck, conflict, "--theirs", "two").exit_code == 2  # nothing is remembered yet
    assert sync(deck, conflict).exit_code == 2
    assert sync(deck, conflict, "--theirs", "two", "--apply").exit_code == 0
    assert sync(deck, conflict).exit_code == 0
    assert "reader" in back(conflict)


@pytest.mark.parametrize(
    ("answer", "code", "kept"),
    [("deck", 0, False), ("anki", 0, True), ("both", 0, False), ("later", 1, True)],
)
def test_on_a_terminal_each_conflict_is_asked_about(
    deck: Path, conflict: AnkiConnect, monkeypatch: pytest.MonkeyPatch, answer: str, code: int,
    kept: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr("generator.cli.conflict_view.may_ask", lambda: True)
    options = ["sync", str(deck), "--url", conflict.url, "--apply"]
    done = CliRunner().invoke(main, options, input=f"{answer}\n")
    assert done.exit_code == code
    assert "en/two" in done.stderr
    assert ("reader" in back(conflict)) == kept
    assert conflict.col is not None
    assert conflict.col.note_count() == (3 if answer == "both" else 2)


@pytest.mark.parametrize(
    "options",
    [("--ours", "three"), ("--restore", "two"), ("--ours", "two", "--both", "two")],
)
def test_a_decision_that_means_nothing_is_wrong_usage(
    deck: Path, conflict: AnkiConnect, options: tuple[str, ...]
) -> None:
    wrong = sync(deck, conflict, *options, "--apply")
    assert wrong.exit_code == 2
    assert options[1] in wrong.stderr
    assert "reader" in back(conflict)


def test_a_sync_that_is_killed_is_finished_by_the_next(deck: Path, tmp_path: Path) -> None:
    options = ["sync", str(deck), "-l", "en", "--apply"]
    with AnkiConnect(tmp_path / "anki") as anki:
        run = [sys.executable, "-m", "generator", *options, "--url", anki.url]
        process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def kill(action: str) -> None:
            if action == "importPackage":
                process.kill()
                process.wait()

        anki.after = kill
        assert process.wait() != 0
        anki.after = lambda action: None
        assert anki.col is not None
        assert anki.col.note_count() == 2  # Anki had already taken them
        finished = CliRunner().invoke(main, [*options, "--url", anki.url])
        assert finished.exit_code == 0
        assert anki.col.note_count() == 2
        assert "nothing to do" in sync(deck, anki, "-l", "en").stdout
