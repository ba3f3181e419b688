"""Code that nests deep is its author's to mend: it is run, or it is wrong, and no worker breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.model import Cell
from generator.running import LocalPool
from tests.support.deep_code import DEEP
from tests.support.running import program


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    with LocalPool() as opened:
        yield opened


def test_code_that_nests_deep_is_run_or_wrong_and_never_out_of_memory(pool: LocalPool) -> None:
    codes = {name: code for name, code in DEEP.items() if name != "surrogate"}
    cards = [
        program(Cell(code, 3, notes=(1, 2, code.count("\n") + 1)), id=name)
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
