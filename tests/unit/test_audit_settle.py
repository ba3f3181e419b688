"""How often a block is run, with runs that come out as the test says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.auditing.read import read_document
from generator.auditing.settle import settle
from generator.model import CellRun, Environment, Output, Program, Run


def shuffled(folder: Path, code: str, last: str) -> tuple[bool, int]:
    """Whether a block is found to vary that prints `last` only the third time it is asked, and its runs."""
    path = folder / "article.md"
    path.write_text(f"```python\n{code}\n```\n", encoding="utf-8")
    ran: list[Program] = []

    def run_all(programs: Sequence[Program]) -> list[Run]:
        ran.extend(programs)
        text = last if len(ran) == 3 else "heads\n"
        cell = CellRun((Output("stdout", text),))
        return [Run(each.id, "finished", (cell,), Environment("3.11")) for each in programs]

    (settled,) = settle(read_document(path), run_all, 30)
    assert len({(program.world, program.varies) for program in ran}) == len(ran)
    return bool(settled.first.differences), len(ran)


def test_a_coin_that_falls_alike_at_first_is_thrown_again(tmp_path: Path) -> None:
    code = "import random\nprint(random.choice(['heads', 'tails']))"
    assert shuffled(tmp_path, code, "tails\n") == (True, 3)


def test_what_cannot_agree_by_chance_costs_no_further_runs(tmp_path: Path) -> None:
    assert shuffled(tmp_path, "print('heads')", "tails\n") == (False, 1)
