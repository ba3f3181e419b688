"""Programs that are given what JAX compiled for them before."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from generator.checking.determinism import differences
from generator.model import Program, Run
from generator.running import Facts, LocalPool
from generator.running.results.compiled import Compiled
from generator.running.twice import Twice
from tests.support.running import printed, program

pytest.importorskip("jax")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="programs are forked on Linux")

TIMES = "import jax, jax.numpy as jnp\nprint(jax.jit(lambda x: x * {})(jnp.arange(3)))"
GARBAGE = "bm90IG1hY2hpbmUgY29kZQ=="


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compiled:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path))
    return Compiled(Facts.of())


def run(*programs: Program, check: bool = False) -> list[Run]:
    with LocalPool() as pool:
        runner = Twice(pool, differences) if check else pool
        return sorted(runner.run(programs), key=lambda run: run.id)


def test_a_card_can_poison_no_card_but_itself(store: Compiled) -> None:
    hostile = program(TIMES.format(2), id="hostile")
    other = program(TIMES.format(2) + "\n'another card'", id="other")
    source = program(TIMES.format(3), id="source")
    run(hostile, source)
    (name,) = (name for name in store.get(hostile) if "lambda" in name)
    (tripled,) = (code for name, code in store.get(source).items() if "lambda" in name)
    store.put(hostile, {name: tripled})
    poisoned, clean, _ = run(hostile, other, source)
    assert printed(poisoned) == "[0 3 6]\n"  # so entries are run, not only carried about
    assert printed(clean) == "[0 2 4]\n"
    assert name in store.get(other)  # the same operation, compiled for itself


def test_an_entry_that_is_no_machine_code_is_compiled_anew(store: Compiled) -> None:
    card = program(TIMES.format(2))
    (first,) = run(card)
    store.put(card, dict.fromkeys(store.get(card), GARBAGE))
    (second,) = run(card)
    assert (second.ended, second.cells[0].outputs) == ("finished", first.cells[0].outputs)


def test_what_varies_is_caught_although_compiled_code_is_used_again(store: Compiled) -> None:
    steady = program(TIMES.format(2), id="steady")
    varying = program(TIMES.format("len(set('ab')) + hash('word') % 97"), id="varying")
    for _ in range(2):  # the second time with all there is in store
        first, second = run(steady, varying, check=True)
        assert (first.times, first.differences) == (2, ())
        assert second.differences
    assert store.get(steady)
    assert store.get(varying)
