"""Whole imports of texts: what is written is a deck that checks."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from generator.building.deck import check_deck
from generator.importing.import_deck import Imported, import_files
from generator.model import ProblemsError
from tests.support.cli import proofdeck
from tests.support.pixels import PNG, png

OBSIDIAN = """\
---
tags: [maths]
---
#flashcards/Sets/Basics

Union of two sets::`a | b` <!--SR:!2024-01-01,3,250-->

What does a set print?
?
```python
print({1, 1})

print(len({1, 1}))
```
![[venn.png|60]]

> [!note] Sizes
> A set has a ==size==.

## Broken #card
```python
print(undefined)
```

Only words.
"""
HEADINGS = """\
# Strings

## What is `len("ab")`?

A line

---

and `2` $x_1$

## Titles {in braces}

### Not a chapter

```python
print("# no heading")
```

```output
wrong
```

```mermaid
graph TD
```
"""
HASHCARDS = "Q: q\nA: a\n\nC: The [order] of ![p](img/venn.png)\n\nQ: no answer\n"
TABLE = (
    "#separator:tab\n#html:true\n#guid column:1\n#deck column:2\n#tags column:5\n"
    'g1\tPy::Lists\tWhat does <code>1</code> do?\t"<pre>print(1)</pre>"\tt u::v\n'
    "g2\tPy\t{{c1::x}} y\t\t\n"
)
MOCHI = '{:decks [{:name "M" :cards ({:content "Q\\n---\\nA ![](@media/p.png)"})}]}'


def vault(folder: Path) -> Path:
    files = {
        "Maths/Sets.md": OBSIDIAN,
        "Maths/img/venn.png": PNG,
        "Other/img/venn.png": png(1),
        "Other/groups.md": HASHCARDS,
        "Plain note.md": "# Plain\n\n## A heading\n\nno card\n",
        "Other/again.md": "Q: r\nA: ![p](img/venn.png)\n",
        "anki.txt": TABLE,
        "prose.txt": "Words, and words.\nMore, of them.\n",
        ".obsidian/app.json": "{}",
        ".trash/old.md": "q::gone\n",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with zipfile.ZipFile(folder / "m.mochi", "w") as archive:
        archive.writestr("data.edn", MOCHI)
        archive.writestr("p.png", png(2))
    return folder


def _chapters(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((folder / "en").glob("*.md"))}


def _reasons(imported: Imported) -> list[str]:
    return [out.reason for out in imported.left_out]


def test_a_folder_of_texts_becomes_one_deck_that_checks(tmp_path: Path) -> None:
    deck = tmp_path / "deck"
    imported = import_files([vault(tmp_path / "Vault")], deck, keep_guids=True)
    built = check_deck(deck, only=())
    assert not [each for each in built.problems if each.severity == "error"]
    assert [(draft.found.deck, draft.kind) for draft in imported.drafts] == [
        (("Py", "Lists"), ""),
        (("Py",), "cloze"),
        (("M",), ""),
        (("Sets", "Basics"), ""),
        (("Sets", "Basics"), ""),
        (("Sets", "Basics"), "cloze"),
        (("Sets", "Basics"), ""),
        (("Other", "again"), ""),
        (("Other", "groups"), ""),
        (("Other", "groups"), "cloze"),
    ]
    text = "\n".join(_chapters(deck).values())
    assert "print({1, 1})\n\nprint(len({1, 1}))" in text
    assert "{{c1::size}}" in text
    assert "undefined" in text
    media = sorted(path.name for path in (deck / "media").iterdir())
    assert len(media) == 3
    assert {(deck / "media" / name).read_bytes() for name in media} == {PNG, png(1), png(2)}
    assert imported.unused == 0  # two notes show one of them
    assert '"g1"' in (deck / "deck.lock").read_text("utf-8")
    assert imported.losses.keys() >= {
        "1 note without cards", "1 schedule of reviews", "1 paragraph outside of cards",
    }  # fmt: skip
    assert _reasons(imported) == ["`Q:` has no `A:` below it; write the answer there"]


def test_a_deck_is_not_imported_once_more(tmp_path: Path) -> None:
    deck = tmp_path / "notes" / "deck"
    deck.mkdir(parents=True)
    (deck / "deck.toml").write_text('name = "x"\n', "utf-8")
    (deck / "a.md").write_text("q::a\n", "utf-8")
    for folder in (deck, tmp_path / "notes"):
        with pytest.raises(ProblemsError) as caught:
            import_files([folder], tmp_path / "new")
        assert caught.value.problems[0].code == "no-import-format"


def test_all_files_that_cannot_be_read_are_told_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_text("x", "utf-8")
    (tmp_path / "a.md").write_text("q::a\n", "utf-8")
    with pytest.raises(ProblemsError) as caught:
        import_files([tmp_path / each for each in ("x.docx", "a.md", "gone.md")], tmp_path / "new")
    assert [each.code for each in caught.value.problems] == ["no-import-format", "unreadable"]


def test_headings_rules_and_false_outputs_of_a_note_end_as_a_card_that_checks(
    tmp_path: Path,
) -> None:
    note = tmp_path / "strings.md"
    note.write_text(HEADINGS, "utf-8")
    deck = tmp_path / "deck"
    run = proofdeck("import", str(note), "-o", str(deck), cwd=tmp_path)
    assert run.code == 0, run.err
    assert proofdeck("check", str(deck), cwd=tmp_path).code == 0
    text = "\n".join(_chapters(deck).values())
    # A rule on the back does not make what is above it the front.
    assert "\n---\n\nA line\n\n***\n\nand `2`" in text
    assert "```text\nwrong\n```" in text


def test_the_report_of_a_table_names_each_row_that_is_left_out(tmp_path: Path) -> None:
    table = tmp_path / "cards.csv"
    table.write_text("Front,Back\nq,a\nonly\n", "utf-8")
    run = proofdeck(
        "import", "cards.csv", "-o", "deck", "--format", "json", "--no-run", cwd=tmp_path
    )
    (left,) = json.loads(run.out)["left_out"]
    assert (left["source"], left["line"]) == ("cards.csv", 3)
