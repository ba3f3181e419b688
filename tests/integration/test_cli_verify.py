"""A deck carries its programs: whoever gets it can see whether it is still true."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from zipfile import ZipFile

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions

from generator.model import Cell, Program
from generator.verifying.evidence import Evidence, find_evidence, to_comment
from generator.verifying.outcome import Piece
from tests.support.anki_decks import collection, import_package, texts
from tests.support.cli import proofdeck
from tests.support.decks import write_deck

CARDS = """# Numbers

```python {.setup}
import random
def double(x): return 2 * x
```

## Double of 21? It is `{python} double(21)`. {#inline}

Yes.

## What is printed? {#printed .predict}

```python
print("first")
double(4)
```

## What is raised? {#raised}

```python {raises=ZeroDivisionError}
1 / 0
```

## Which gap? {#gap .cloze}

```python {blank="sorted"}
print(sorted([3, 1, 2]))
```

## What is random? {#random}

```python {.varies}
print(random.random())
```

```python {.hidden}
print("never shown")
```

```python {env="WHO=me"}
import os
os.environ["WHO"]
```

## Not here? {#not-run}

```python {.norun reason="needs two hosts"}
connect()
```

## Why? {#prose}

Because.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    write_deck(folder / "cards", {"en/01.md": CARDS})
    done = proofdeck("build", cwd=folder)
    assert done.code == 0, done.err
    return folder / "build/demo-en.apkg"


def altered(package: Path, folder: Path, old: Evidence, new: str) -> Path:
    """The package with another comment in the place of a card's."""
    with ZipFile(package) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    database = folder / "altered.db"
    database.write_bytes(parts["collection.anki2"])
    with sqlite3.connect(database) as db:
        db.execute("UPDATE notes SET flds = replace(flds, ?, ?)", (to_comment(old), new))
    db.close()
    parts["collection.anki2"] = database.read_bytes()
    target = folder / "altered.apkg"
    with ZipFile(target, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return target


def carried(package: Path, folder: Path) -> dict[str, Evidence]:
    with ZipFile(package) as source:
        database = Path(source.extract("collection.anki2", folder))
    with sqlite3.connect(database) as db:
        found = [find_evidence(fields) for (fields,) in db.execute("SELECT flds FROM notes")]
    db.close()
    return {one.id: one for one in found if one is not None}


def test_a_deck_that_was_just_built_is_still_true(built: Path, tmp_path: Path) -> None:
    done = proofdeck("verify", built, "--trust", "--format", "json", cwd=tmp_path)
    assert done.code == 0, done.out + done.err
    told = json.loads(done.out)
    status = {card["id"]: card["status"] for card in told["cards"]}
    assert [name for name, one in status.items() if one == "true"] == [
        "en/inline", "en/printed", "en/raised", "en/gap", "en/random",
    ]  # fmt: skip
    reasons = {card["id"]: card["reason"] for card in told["cards"]}
    assert reasons["en/not-run"] == "it was not run when the deck was built"
    assert reasons["en/prose"] == "it has no program"
    assert told["summary"]["true"] == 5


def test_what_is_carried_is_what_the_card_shows_and_no_more(built: Path, tmp_path: Path) -> None:
    found = carried(built, tmp_path)
    assert found["en/printed"].said == (None, (Piece("stdout", "first"), Piece("value", "8")))
    assert found["en/inline"].said == (None, (Piece("value", "42"),))
    assert found["en/random"].said[:3] == (None, None, None)
    assert found["en/random"].program.env == (("WHO", "me"),)
    assert set(found) == {"en/inline", "en/printed", "en/raised", "en/gap", "en/random"}


def test_nothing_runs_without_trust_and_every_program_is_shown(built: Path, tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    old = carried(built, tmp_path)["en/printed"]
    program = Program("en/printed", "a.md", (Cell(f"open({str(proof)!r}, 'w')\nprint('x')", 3),))
    bad = altered(built, tmp_path, old, to_comment(Evidence("en/\x1b[2Jprinted", program, ((),))))
    for form in ("text", "json"):
        done = proofdeck("verify", bad, "--format", form, "--sandbox", "off", cwd=tmp_path)
        assert done.code == 1
        assert "print('x')" in done.out and "sorted([3, 1, 2])" in done.out
        assert "nothing was run" in done.err and "--trust" in done.err
        assert "\x1b" not in done.out + done.err
        assert not proof.exists()
    shown = proofdeck("verify", bad, "--show", cwd=tmp_path)
    assert "print('x')" in shown.out and shown.code == 0 and not proof.exists()
    assert proofdeck("verify", bad, "--sandbox", "off", "--trust", cwd=tmp_path).code == 1
    assert proof.exists()


@pytest.mark.parametrize(
    ("code", "said", "line"),
    [
        ("print('other')", "first", "now different: said `first` → got `other`"),
        ("pass", "first", "now different: said `first` → got `nothing`"),
        ("{}['gone']", "first", "does not run: KeyError: 'gone'"),
        ("import no_such_module", "x", "not verifiable: it needs no_such_module, which is not"),
        ("import os; os._exit(3)", "x", "does not run: it ended its own process with exit"),
    ],
)
def test_what_is_no_longer_true_is_told_with_what_was_said(
    built: Path, tmp_path: Path, code: str, said: str, line: str
) -> None:
    old = carried(built, tmp_path)["en/printed"]
    program = Program("en/printed", "cards/en/01.md", (Cell(code, 12),))
    new = Evidence("en/printed", program, ((Piece("stdout", said),),), ("torch 9",))
    done = proofdeck(
        "verify", altered(built, tmp_path, old, to_comment(new)), "--trust", cwd=tmp_path
    )
    assert f"en/printed: {line}" in done.out, done
    assert done.code == (0 if "not verifiable" in line else 1)
    assert "4 still true" in done.out.splitlines()[-1]


def test_broken_evidence_of_one_card_leaves_the_others_verifiable(
    built: Path, tmp_path: Path
) -> None:
    old = carried(built, tmp_path)["en/gap"]
    done = proofdeck(
        "verify", altered(built, tmp_path, old, "<!--proofdeck 0-->"), "--trust", cwd=tmp_path
    )
    assert done.code == 0
    assert "en/gap: not verifiable: its evidence cannot be read" in done.out
    assert "4 still true" in done.out


def export(col: Collection, path: Path, *, legacy: bool) -> Path:
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
    col.export_anki_package(out_path=str(path), options=options, limit=None)
    return path


def test_anki_keeps_the_evidence_and_never_shows_it(built: Path, tmp_path: Path) -> None:
    with collection(tmp_path) as col:
        import_package(col, built)
        for card_id in col.find_cards(""):
            card = col.get_card(card_id)
            assert find_evidence(card.question()) is None
            seen = texts(card.answer(), lambda tag, _: tag == "footer")
            assert all(line.startswith("verified · ") and len(line) < 60 for line in seen), seen
        for word in ("relu", "jax", "hidden", "data", "ab", "xy", "torch"):
            assert not col.find_notes(word), word
        assert len(col.find_notes("sorted")) == 1
        card = col.get_card(col.find_cards("Slug:gap")[0])
        card.start_timer()
        col.sched.answerCard(card, 3)
        col.find_and_replace(
            note_ids=col.find_notes("Slug:gap"), search="Numbers", replacement="Figures"
        )
        assert col.fix_integrity()[1]
        exported = export(col, tmp_path / "exported.apkg", legacy=True)
        newer = export(col, tmp_path / "newer.apkg", legacy=False)
    done = proofdeck("verify", exported, "--trust", cwd=tmp_path)
    assert done.code == 0, done.out + done.err
    assert "5 still true" in done.out
    done = proofdeck("verify", newer, "--trust", cwd=tmp_path)
    assert done.code == 0, done.out + done.err
    assert "5 still true" in done.out


def test_a_card_that_only_moves_in_its_file_is_no_update(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built.parents[1] / "cards", tmp_path / "cards")
    lock = (tmp_path / "cards/deck.lock").read_text()
    write_deck(tmp_path / "cards", {"en/01.md": CARDS.replace("# Numbers\n", "# Numbers\n\n\n", 1)})
    assert proofdeck("build", cwd=tmp_path).code == 0
    assert (tmp_path / "cards/deck.lock").read_text() == lock
    assert (tmp_path / "build/demo-en.apkg").read_bytes() == built.read_bytes()


def test_a_package_does_not_tell_where_it_was_built(built: Path, tmp_path: Path) -> None:
    root = built.parents[1]
    same = {"PROOFDECK_CACHE": str(root / "cache")}
    assert proofdeck("build", "-o", tmp_path, cwd=root / "cards", env=same).code == 0
    assert (tmp_path / built.name).read_bytes() == built.read_bytes()


def test_what_is_no_deck_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x.apkg").write_text("no")
    for name in ("x.apkg", "missing.apkg"):
        done = proofdeck("verify", name, "--trust", cwd=tmp_path)
        assert done.code == 1
        assert f"{name}:1:1: error: this" in done.err and "Traceback" not in done.err
