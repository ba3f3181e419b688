"""Code that nests deep is its author's to mend: it is run, or it is wrong, and no worker breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model import Cell
from generator.running import LocalPool
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.deep_code import DEEP
from tests.support.running import program, spots


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    with LocalPool() as opened:
        yield opened


def test_code_that_nests_deep_is_run_or_wrong_and_never_out_of_memory(pool: LocalPool) -> None:
    codes = {name: code for name, code in DEEP.items() if name != "surrogate"}
    cards = [
        program(Cell(code, 3, notes=spots(code, 1, 2, code.count("\n") + 1)), id=name)
        for name, code in codes.items()
    ]
    cards += [program(Cell(code, 3, "eval"), id=f"{name} eval") for name, code in codes.items()]
    runs = {run.id: run for run in pool.run(cards)}
    wrong = {
        name: run.ended for name, run in runs.items() if run.ended not in ("raised", "finished")
    }
    assert wrong == {}
    assert len(runs) == len(cards)
    for name in ("ifs", "elifs", "functions", "sums"):
        assert runs[name].ended == "finished", name
    raised = runs["signs"].cells[0].raised
    assert raised is not None
    assert raised.text == "SyntaxError: this code nests too deep for Python to compile"


def test_a_deck_of_such_code_is_told_card_by_card_in_every_command(tmp_path: Path) -> None:
    cards = ["# Deep\n"]
    for name in ("signs", "fewer-attributes", "elifs", "hexadecimal", "lambdas", "odd-escapes"):
        for slug, mark in ((name, ""), (f"{name}-idle", ' {.norun reason="for show"}')):
            fence = f"```python{mark}\n{DEEP[name]}  # => 1\n```\n"
            cards.append(f"## {slug} {{#{slug}}}\n\n{fence}\nText.\n")
    cards.append("## Honest {#honest}\n\n```python\nprint(2)  # => 2\n```\n")
    text = "\n".join(cards)
    toml = 'name = "deep"\nlanguages = ["en", "de"]\n'
    deck = write_deck(tmp_path / "deck", {"en/01.md": text, "de/01.md": text}, toml=toml)
    done = proofdeck("check", deck, "--format", "json", cwd=tmp_path)
    assert 'Traceback (most recent call last):\n  File "/' not in done.err
    report = json.loads(done.out)
    codes = {problem["code"] for problem in report["problems"]}
    assert codes.isdisjoint({"internal", "lost", "forged", "memory", "signal"})
    assert "crash" in codes
    assert all(problem["card"] and problem["line"] > 1 for problem in report["problems"])
    honest = [card["status"] for card in report["cards"] if card["id"] == "honest"]
    assert honest == ["verified", "verified"]
    accepted = proofdeck("accept", deck, "--yes", cwd=tmp_path)
    assert "internal" not in accepted.err
    audited = proofdeck("audit", deck / "en/01.md", "--format", "json", cwd=tmp_path)
    assert (audited.code, "internal" in audited.out) == (1, False)
