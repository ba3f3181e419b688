"""`proofdeck sync`, as a reader runs it, against an Anki with AnkiConnect."""

from __future__ import annotations

import json
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
