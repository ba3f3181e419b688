"""`proofdeck retire` takes cards out, keeps all others as they are, and records it for readers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner

from generator.building.deck import build_deck
from generator.cli import main
from generator.lifecycle.renaming import NoSuchSlugError, propose_rename, write_rename
from generator.lifecycle.retiring import propose_retirement, write_retirement
from generator.model import ProblemsError
from generator.reading.whole_deck import read_deck
from generator.writing.lock import Entry, Lock
from tests.support.decks import write_deck

TOML = 'name = "demo"\nlanguages = ["en", "zh"]\n'
ONE = "## One {#one}\n\nx[^1] `# no heading`\n\n[^1]: its own\n\n```text\n## No heading either\n```\n\n"
TWO = "## Two {.cloze #two}\n\n{{c1::y}}[^2]\n\n### Inside\n\n"
THREE = "## Three {#three}\n\nz\n\n[^2]: of two\n"
EN = f"---\ntags: [a]\n---\n\n# T\n\n{ONE}{TWO}{THREE}"
ZH = "# 题\n\n## 一 {#one}\n\nx\n"
ENTRY = Entry("0" * 20, "basic", "0" * 24, 1_700_000_000, "1" * 20, "", "One")
NOW = 1_800_000_000


def write(folder: Path, *names: str, **files: str | bytes) -> Path:
    texts = {"en/01.md": EN, "zh/01.md": ZH}
    texts |= {name.replace("__", "/") + ".md": text for name, text in files.items()}  # type: ignore[misc]
    deck = write_deck(folder, texts, toml=TOML)
    entries = {name: replace(ENTRY, guid=f"{n:020}") for n, name in enumerate(names)}
    (deck / "deck.lock").write_text(Lock(MappingProxyType(entries), deck="0" * 16).text(), "utf-8")
    return deck


def retire(deck: Path, *slugs: str) -> None:
    write_retirement(propose_retirement(deck, slugs, now=lambda: NOW))


def refusal(deck: Path, *slugs: str) -> list[tuple[str, int, str]]:
    """What is said, once nothing was written."""
    before = {path: path.read_bytes() for path in deck.rglob("*") if path.is_file()}
    with pytest.raises(ProblemsError) as caught:
        retire(deck, *slugs)
    assert {path: path.read_bytes() for path in deck.rglob("*") if path.is_file()} == before
    assert {problem.code for problem in caught.value.problems} == {"card-needed"}
    return [(p.place.path[-8:], p.place.line, p.message) for p in caught.value.problems]


@pytest.mark.parametrize("command", ["retire", "rename"])
def test_a_lock_of_version_1_can_be_read_after_it_was_changed(tmp_path: Path, command: str) -> None:
    deck = write(tmp_path, "en/one", "zh/one")
    path = deck / "deck.lock"
    old = path.read_text("utf-8").replace(f'"deck": "{"0" * 16}",\n', "")
    path.write_text(old.replace('"version": 3', '"version": 1'), "utf-8")
    before = Lock.read(path)
    if command == "retire":
        retire(deck, "one")
    else:
        write_rename(propose_rename(deck, "one", "uno"))
    after = Lock.read(path)
    assert after.deck and not before.deck
    assert {each.guid for each in after.entries.values()} == {
        each.guid for each in before.entries.values()
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_section_goes_and_nothing_else(tmp_path: Path, end: str, mark: str) -> None:
    deck = write(tmp_path, "en/one", en__01=(mark + EN.replace("\n", end)).encode())
    retire(deck, "one")
    rest = EN.replace(ONE, "").replace("\n", end)
    assert (deck / "en/01.md").read_bytes().decode() == mark + rest
    assert (deck / "zh/01.md").read_text("utf-8") == "# 题\n"
    assert {card.slug for card in read_deck(deck)[0].cards()} == {"two", "three"}


def test_the_last_card_leaves_no_empty_lines(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/three", en__01=EN.replace("[^2]: of two\n", "").replace("[^2]", ""))
    retire(deck, "three")
    assert (deck / "en/01.md").read_text("utf-8").endswith("{{c1::y}}\n\n### Inside\n")


def test_the_lock_keeps_that_it_is_retired(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/one", "en/two", "fr/one", "zh/one")
    before = Lock.read(deck / "deck.lock").entries
    retire(deck, "one")
    after = Lock.read(deck / "deck.lock").entries
    assert after["en/two"] == before["en/two"]
    for name in ("en/one", "fr/one", "zh/one"):
        assert after[name] == replace(before[name], retired=NOW)


def test_a_card_that_was_deleted_by_hand_is_recorded(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/gone", "zh/gone")
    before = (deck / "en/01.md").read_bytes()
    done = CliRunner().invoke(main, ["retire", "gone", str(deck), "--yes"])
    assert done.exit_code == 0
    assert "deck.lock: 2 entries marked as retired" in done.stderr
    assert (deck / "en/01.md").read_bytes() == before
    done = CliRunner().invoke(main, ["retire", "gone", str(deck), "--yes"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("`gone` was retired before, on 20")


def test_links_from_other_cards_are_named_before_anything_is_written(tmp_path: Path) -> None:
    link = "## Four {#four}\n\nSee [one](#one) and\n[[one]], not `[[one]]`.\n"
    deck = write(tmp_path, "en/one", en__02=link)
    said = "this links to `one`, which is to be taken out"
    assert refusal(deck, "one") == [("en/02.md", 3, said), ("en/02.md", 4, said)]
    retire(deck, "one", "four")
    assert (deck / "en/02.md").read_text("utf-8") == ""


def test_what_another_card_needs_is_not_taken_out(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/three")
    problems = refusal(deck, "three")
    assert "the card `two` would read otherwise" in problems[0][2]
    deck = write(tmp_path / "cited", "en/two")
    assert "without it" in refusal(deck, "two")[0][2]  # what a footnote of another card is for
    text = "# A\n\n## One {#one}\n\nx\n\n# B\n\n## Two {#two}\n\ny\n"
    deck = write(tmp_path / "parts", "en/two", en__01=text, zh__01="")
    assert "without it, this level-1 heading has no cards" in refusal(deck, "two")[0][2]


def test_a_slug_that_comes_back_is_the_same_note(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": "## One {#one}\n\nx\n\n## Two {#two}\n\ny\n"})
    assert not build_deck(deck, tmp_path / "out", only=()).failed
    first = Lock.read(deck / "deck.lock").entries
    text = (deck / "en/01.md").read_text()
    retire(deck, "one")
    assert not build_deck(deck, tmp_path / "out", only=()).failed
    assert Lock.read(deck / "deck.lock").entries["en/one"] == replace(first["en/one"], retired=NOW)
    (deck / "en/01.md").write_text(text)
    assert not build_deck(deck, tmp_path / "out", only=()).failed
    assert Lock.read(deck / "deck.lock").entries == first


def test_the_last_word_is_the_deck_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = EN.replace("[^2]: of two\n", "").replace("[^2]", "")
    deck = write(tmp_path / "cards", "en/one", "en/two", en__01=text)
    monkeypatch.chdir(tmp_path)
    for words in (["one", "two", "cards"], ["one", "two"]):
        done = CliRunner().invoke(main, ["retire", *words])
        assert done.exit_code == 1 and "-## Two {.cloze #two}" in done.stdout
        assert "no terminal" in done.stderr
    assert (deck / "en/01.md").read_text("utf-8") == text
    done = CliRunner().invoke(main, ["retire", "oen"])
    assert (done.exit_code, "no card has the slug `oen`: did you mean `one`?" in done.stderr) == (
        2,
        True,
    )
    with pytest.raises(NoSuchSlugError):
        retire(deck, "one", "none")
