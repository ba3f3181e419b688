"""Programs that vary are caught every time, and those that do not never."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.checking.determinism import differences
from generator.model import Cell, Program, Run
from generator.running import Cache, CachedRunner, LocalPool
from generator.running.twice import Twice
from tests.support.running import printed, program, spots
from tests.support.varying import CAUSES, TORCH_CAUSES

TIMES = 8


@pytest.fixture(scope="module")
def pool() -> Iterator[Twice]:
    with LocalPool() as pool:
        yield Twice(pool, differences)


def caught(pool: Twice, causes: dict[str, tuple[str, str, str]], times: int) -> None:
    cards = []
    for name, (varying, steady, _) in causes.items():
        cards += [program(varying, id=f"{name}/varies")] * times
        cards += [program(steady, id=f"{name}/steady")]
    told: dict[str, list[Run]] = {}
    for run in pool.run(cards):
        told.setdefault(run.id, []).append(run)
    assert sum(map(len, told.values())) == len(cards)
    for name, (_, _, word) in causes.items():
        (steady,) = told[f"{name}/steady"]
        assert steady.times >= 2 and not steady.differences, name
        for run in told[f"{name}/varies"]:
            assert {word in found.cause for found in run.differences} == {True}, (name, run)
            assert run.differences[0].hint
            assert run.differences[0].first != run.differences[0].second


def test_every_cause_is_caught_and_named_every_time(pool: Twice) -> None:
    caught(pool, CAUSES, TIMES)


def test_what_varies_in_pytorch_is_caught_and_named(pool: Twice) -> None:
    pytest.importorskip("torch")
    caught(pool, TORCH_CAUSES, 5)


def test_small_sets_and_seeded_draws_of_jax_do_not_vary(pool: Twice) -> None:
    pytest.importorskip("jax")
    (run,) = pool.run([program("import jax\njax.random.normal(jax.random.key(0), (2,))")])
    assert (run.times, run.differences) == (2, ())


def test_a_program_known_to_vary_runs_once(pool: Twice) -> None:
    (run,) = pool.run([program("import random\nrandom.random()", varies=True)])
    assert (run.times, run.differences) == (1, ())


def test_a_random_value_stated_only_by_its_shape_is_told_apart(pool: Twice) -> None:
    pytest.importorskip("torch")
    code = "import torch\nx = torch.rand(2, 3)\nprint(x.shape)"
    (run,) = pool.run([program(Cell(code, 5, notes=spots(code, 2, 3)))])
    assert {(found.cell, found.line) for found in run.differences} == {(0, 2)}


def test_a_second_run_that_hangs_is_not_held_against_the_first(pool: Twice) -> None:
    code = "import os, time\nif os.environ['PYTHONHASHSEED'] == '1': time.sleep(60)\nprint(1)"
    (run,) = pool.run([program(code, timeout=2.0)])
    assert (run.ended, run.times, printed(run)) == ("finished", 1, "1\n")


def test_a_result_of_one_run_is_not_enough_where_two_are_asked_for(tmp_path: Path) -> None:
    cards: list[Program] = [program("import random\nrandom.random()", id="a")]
    cache = Cache(tmp_path)

    def build(times: int, *programs: Program) -> tuple[bool, bool, bool]:
        with LocalPool() as pool:
            often = pool if times == 1 else Twice(pool, differences)
            runner = CachedRunner(cache, pool.facts, lambda: often, times=times)
            (run,) = runner.run(programs)
        return run.cached, run.times > 1, bool(run.differences)

    assert build(1, *cards) == (False, False, False)
    assert build(1, *cards) == (True, False, False)
    assert build(2, program("import random\nrandom.random()", varies=True)) == (True, False, False)
    assert build(2, *cards) == (False, True, True)
    assert build(2, *cards) == (True, True, True)
    assert build(1, *cards) == (True, True, True)
