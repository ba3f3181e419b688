"""A coin is told to be one, whichever side it falls on; what is seeded or settled never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from generator.checking.determinism import differences
from generator.running import LocalPool
from generator.running.programs.luck import ENOUGH
from generator.running.twice import Twice
from tests.support.coins import COINS, JAX_COINS, STEADY, TORCH_COINS
from tests.support.running import program


@pytest.fixture(scope="module")
def pool() -> Iterator[Twice]:
    with LocalPool() as pool:
        yield Twice(pool, differences)


def agreeing(pool: Twice, programs: Mapping[str, str]) -> dict[str, int]:
    """The programs that came out the same each time, and how often they ran."""
    runs = pool.run([program(code, id=name) for name, code in programs.items()])
    return {run.id: run.times for run in runs if not run.differences}


def test_no_card_that_throws_a_coin_is_verified(pool: Twice) -> None:
    assert agreeing(pool, COINS) == {}


def test_no_card_that_throws_a_coin_of_pytorch_is_verified(pool: Twice) -> None:
    pytest.importorskip("torch")
    assert agreeing(pool, TORCH_COINS) == {}


def test_no_card_that_draws_a_key_of_jax_is_verified(pool: Twice) -> None:
    pytest.importorskip("jax")
    assert agreeing(pool, JAX_COINS) == {}


def test_what_luck_cannot_change_stays_verified(pool: Twice) -> None:
    assert agreeing(pool, STEADY).keys() == STEADY.keys()


def test_what_draws_unseeded_has_survived_five_worlds_and_what_is_seeded_costs_two(
    pool: Twice,
) -> None:
    times = agreeing(pool, STEADY)
    assert min(times[name] for name in ("all of them", "numpy shape", "version", "one")) >= ENOUGH
    assert {times[name] for name in ("seeded", "own seed", "numpy seed", "numbers")} == {2}


def test_a_draw_shown_is_the_same_in_every_build() -> None:
    code = "import random, os\nprint(random.random(), os.urandom(4))"
    outputs = set()
    for _ in range(2):
        with LocalPool(jobs=1) as pool:
            (run,) = pool.run([program(code, varies=True)])
        outputs.add(run.cells[0].outputs)
    assert len(outputs) == 1
