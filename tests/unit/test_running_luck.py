"""What a program may have drawn without a trace is read from its source."""

from __future__ import annotations

import random
from types import ModuleType

import pytest

from generator.model import Environment, Run
from generator.running.programs.luck import ENOUGH, MANY, hides_draws, worlds
from tests.support.running import program

STATES = {"seed", "getstate", "setstate", "get_state", "set_state"}


def drawing(module: ModuleType) -> list[str]:
    """The functions and classes of a module of random numbers."""
    return [name for name in module.__all__ if name not in STATES]


@pytest.mark.parametrize("name", drawing(random))
def test_every_draw_above_a_seed_is_seen(name: str) -> None:
    assert hides_draws(f"import random\nrandom.{name}(1)\nrandom.seed(0)")
    assert not hides_draws(f"import random\nrandom.seed(0)\nrandom.{name}(1)")


def test_every_draw_of_numpy_above_a_seed_is_seen() -> None:
    numpy = pytest.importorskip("numpy")
    names = drawing(numpy.random)
    assert len(names) > 40
    assert [n for n in names if not hides_draws(f"np.random.{n}(1)\nnp.random.seed(0)")] == []


def test_every_draw_of_pytorch_above_a_seed_is_seen() -> None:
    torch = pytest.importorskip("torch")
    calls = [f"nn.init.{name}(w)" for name in vars(torch.nn.init) if name.endswith("_")]
    calls += [
        f"{of}.{name}(x)"
        for of, owner in {"w": torch.Tensor, "torch": torch}.items()
        for name in dir(owner)
        if "generator=None" in str(getattr(owner, name).__doc__)
    ]
    assert len(calls) > 30
    assert [call for call in calls if not hides_draws(f"{call}\ntorch.manual_seed(0)")] == []


@pytest.mark.parametrize(
    "code",
    [
        "s = random.getstate()\nx = random.random()\nrandom.setstate(s)",
        "s = np.random.get_state()\nx = np.random.rand()\nnp.random.set_state(s)",
        "s = torch.get_rng_state()\nx = torch.rand(1)\ntorch.set_rng_state(s)",
        "with torch.random.fork_rng():\n    x = torch.rand(1)",
    ],
)
def test_what_is_drawn_before_a_generator_is_put_back_is_seen(code: str) -> None:
    assert hides_draws(code)


@pytest.mark.parametrize(
    "code",
    [
        "x = [1, 2]\nprint(len(x))\ntorch.manual_seed(0)\nprint(torch.rand(1))",
        "print(torch.rand(1))",
        "not Python",
        "",
    ],
)
def test_a_program_that_seeds_first_or_never_costs_no_more_worlds(code: str) -> None:
    assert not hides_draws(code)


@pytest.mark.parametrize(
    ("seconds", "computed", "times"), [(0.1, 0.1, MANY), (15.0, 0.1, MANY), (4.0, 3.0, ENOUGH)]
)
def test_a_busy_machine_does_not_take_worlds_from_a_coin(
    seconds: float, computed: float, times: int
) -> None:
    first, second = (
        Run("a", "finished", (), Environment(""), 0, seconds=seconds, computed=computed,
            drawn=(("random", mark, 1),)) for mark in "12"
    )  # fmt: skip
    assert worlds(program("import random\nprint(random.random() < 0.06)"), first, second) == times


@pytest.mark.parametrize(
    "code",
    [
        "import jax, time\nprint(jax.random.bernoulli(jax.random.key(int(time.time()))))",
        "import time\nfrom jax.random import bernoulli, key as k\nprint(bernoulli(k(time.time_ns())))",
        "import os, jax.random as jr\nprint(jr.bernoulli(jr.wrap_key_data(os.getpid())))",
    ],
)
def test_a_key_of_jax_made_of_the_time_is_a_coin_that_needs_many_worlds(code: str) -> None:
    first, second = (Run("a", "finished", (), Environment(""), 0) for _ in range(2))
    assert worlds(program(code), first, second) == MANY
