"""`proofdeck sync --pull`: what a reader wrote in Anki comes into the Markdown, as a diff."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.support.anki_connect import AnkiConnect

CARDS = """# Sums

## What is `1 + 1`? {#two}

It is **two**, as everybody
knows.

```python
print(1 + 1)
```

```output
2
```

Not three.

## What is this? {#gap .cloze}

A {{c1::gap}} to fill.
"""


@pytest.fixture
def chapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "deck" / "en" / "01-sums.md"
    path.parent.mkdir(parents=True)
    path.write_text(CARDS, "utf-8")
    (tmp_path / "deck" / "deck.toml").write_text('name = "sums"\n', "utf-8")
    return path


@pytest.fixture
def anki(chapter: Path, tmp_path: Path) -> Iterator[AnkiConnect]:
    """An Anki that has the deck."""
    with AnkiConnect(tmp_path / "anki") as running:
        assert sync(chapter, running, "--apply", "--quiet").exit_code == 0
        yield running


def sync(chapter: Path, anki: AnkiConnect, *options: str) -> Result:
    deck = str(chapter.parents[1])
    return CliRunner().invoke(main, ["sync", deck, "--url", anki.url, *options])


def edit(anki: AnkiConnect, slug: str, name: str, old: str, new: str) -> None:
    assert anki.col is not None
    note = anki.col.get_note(anki.col.find_notes(f"Slug:{slug}")[0])
    assert old in note[name]
    note[name] = note[name].replace(old, new)
    anki.col.update_note(note)


def test_words_of_a_reader_come_into_the_deck_and_are_no_conflict_afterwards(
    chapter: Path, anki: AnkiConnect
) -> None:
    edit(anki, "two", "Front", "What is", "How much is")
    edit(anki, "two", "Back", "<p>It is", "<p>It&nbsp;is <i>exactly</i>")
    edit(anki, "two", "Back", "<p>Not three.</p>", "<div>Not three.</div><div>Nor four.</div>")
    edit(anki, "gap", "Text", "}} to fill", "}} that you fill")
    unasked = sync(chapter, anki, "--pull")
    assert unasked.exit_code == 1
    assert chapter.read_text("utf-8") == CARDS
    assert "+It is *exactly* **two**, as everybody" in unasked.stdout
    pulled = sync(chapter, anki, "--pull", "--yes")
    assert (pulled.exit_code, "not-pulled" in pulled.stderr) == (0, False)
    assert chapter.read_text("utf-8") == CARDS.replace(
        "## What is `1", "## How much is `1"
    ).replace("It is **two**", "It is *exactly* **two**").replace(
        "Not three.\n", "Not three.\n\nNor four.\n"
    ).replace("}} to fill", "}} that you fill")
    planned = sync(chapter, anki)
    assert "2 changed in the deck" in planned.stdout
    assert "changed in Anki" not in planned.stdout
    assert "in the deck and in Anki" not in planned.stdout
    assert sync(chapter, anki, "--apply").exit_code == 0
    again = sync(chapter, anki, "--pull", "--yes")
    assert again.exit_code == 0
    assert "nothing to pull" in again.stdout


def test_code_and_outputs_are_shown_and_never_taken(chapter: Path, anki: AnkiConnect) -> None:
    edit(anki, "two", "Back", "<code>2</code>", "<code>3</code>")
    edit(anki, "two", "Back", "Not three.", "Three!")
    pulled = sync(chapter, anki, "--pull", "--yes")
    assert pulled.exit_code == 1
    assert "[not-pulled]" in pulled.stderr
    assert "code and outputs are not taken" in pulled.stderr
    assert chapter.read_text("utf-8") == CARDS.replace("Not three.", "Three!")


def test_what_the_author_changed_meanwhile_is_not_overwritten(
    chapter: Path, anki: AnkiConnect
) -> None:
    edit(anki, "two", "Back", "Not three.", "Not at all three.")
    changed = CARDS.replace("Not three.", "Not 3.").replace("as everybody", "as anybody")
    chapter.write_text(changed, "utf-8")
    pulled = sync(chapter, anki, "--pull", "--yes")
    assert pulled.exit_code == 1
    assert "Not at all three." in pulled.stderr
    assert chapter.read_text("utf-8") == changed


@pytest.mark.parametrize("option", [["--apply"], ["--ours", "two"], ["--format", "json"]])
def test_a_pull_is_nothing_else(chapter: Path, anki: AnkiConnect, option: list[str]) -> None:
    assert sync(chapter, anki, "--pull", *option).exit_code == 2


def test_a_warning_of_the_build_shows_the_line_it_is_about_though_lines_came_above_it(
    chapter: Path, anki: AnkiConnect
) -> None:
    linked = CARDS.replace("to fill.", "to fill, see [there](#nowhere).")
    chapter.write_text(linked, "utf-8")
    assert "see [there](#nowhere)" in sync(chapter, anki, "--apply").stderr
    edit(anki, "two", "Back", "<p>Not three.</p>", "<p>Not three.</p><p>Nor four.</p>")
    pulled = sync(chapter, anki, "--pull", "--yes")
    assert "Nor four." in chapter.read_text("utf-8")
    assert "see [there](#nowhere)" in pulled.stderr
