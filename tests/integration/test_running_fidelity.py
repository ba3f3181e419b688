"""A warm process gives what a fresh interpreter gives, and it is noticed if not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from generator.checking.determinism import differences
from generator.checking.fidelity import cold_audit, sample
from generator.model import Run
from generator.running import Facts, LocalPool
from generator.running.twice import Twice
from tests.support.running import program

CARDS = [
    program("import torch, numpy as np\nprint(torch.arange(3) + 1, np.ones(2))\n{'a': 1}", id="t"),
    program("import jax.numpy as jnp\njnp.arange(3.0).sum()", id="j"),
    program("import json\nprint(json.dumps([1]))\n[].pop()", id="s"),
    program("import random\nprint(random.random())", id="r", varies=True),
    program("import random\nprint(random.random())", id="u"),
    program("import os\nprint(len(os.environ))", id="e"),
]
# No card can look into its process without being given one of its own, but for tricks.
UNFAITHFUL = program("import gc\ngc.get_freeze_count() > 0", id="en/frozen", line=7)


@pytest.fixture(scope="module")
def runs() -> Iterator[list[Run]]:
    pytest.importorskip("torch")
    pytest.importorskip("jax")
    with LocalPool() as pool:
        yield list(Twice(pool, differences).run([*CARDS, UNFAITHFUL]))


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.of()


def test_programs_come_out_of_a_fresh_interpreter_as_they_did(
    runs: list[Run], facts: Facts
) -> None:
    assert cold_audit(CARDS, runs, facts, every=True) == ()


def test_a_warm_process_that_shows_is_reported_with_both_outputs(
    runs: list[Run], facts: Facts
) -> None:
    (problem,) = cold_audit([UNFAITHFUL], runs, facts, every=True)
    assert (problem.code, problem.place.line, problem.card) == ("infidelity", 7, "frozen")
    assert problem.detail == "warm:\nTrue\n\nfresh:\nFalse"


def test_results_from_the_cache_start_nothing(runs: list[Run], facts: Facts) -> None:
    def never() -> LocalPool:
        raise AssertionError("nothing is warm")

    known = [replace(run, cached=True) for run in runs]
    assert cold_audit([*CARDS, UNFAITHFUL], known, facts, every=True, cold=never) == ()


def test_the_sample_is_small_and_the_same_every_time(facts: Facts) -> None:
    cards = [program(str(number), id=str(number)) for number in range(200)]
    chosen = sample(cards, facts)
    assert len(chosen) == 3
    assert sample(cards[::-1], facts) == chosen
    assert len(sample(cards[:5], facts)) == 1
    drawn = [sample([card], facts) for card in cards]
    assert 0 < sum(map(len, drawn)) < 40
    assert len(sample([*cards, *cards], facts, every=True)) == 200
