"""Which processes are started for which programs, and from which others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.running.pool.oneshot_host import OneShotHost
from generator.running.pool.preloads import (
    Preload,
    base_of,
    preload_of,
    single_preload,
    starts_again,
    together,
)
from generator.running.pool.workers import Worker, Workers
from generator.running.sandbox.confinement import Confinement
from tests.support.running import program

NUMPY, TORCH, JAX = Preload(("numpy",)), Preload(("numpy", "torch")), Preload(("numpy", "jax"))
BOTH = Preload(("numpy", "torch", "jax"))


@pytest.fixture
def workers(tmp_path: Path) -> Workers:
    """Of hosts that nothing is asked of."""
    nobody = Confinement("off")
    return Workers(lambda preload, base: OneShotHost("python", {}, nobody, tmp_path))


def test_a_process_grows_from_the_one_that_lacks_least() -> None:
    assert base_of(BOTH, [NUMPY, JAX, TORCH, BOTH]) == TORCH
    assert base_of(JAX, [NUMPY, TORCH, BOTH]) == NUMPY
    assert base_of(BOTH, [JAX]) is None


@pytest.mark.parametrize("other", [replace(NUMPY, world=1), replace(NUMPY, world=2), NUMPY.alone()])
def test_nothing_grows_from_another_environment(other: Preload) -> None:
    assert base_of(TORCH, [other]) is None


def test_what_nobody_else_needs_is_not_started_for_itself(workers: Workers) -> None:
    assert workers.missing(BOTH, [BOTH, JAX]) == (BOTH, None)


def test_shared_imports_come_first_and_are_waited_for(workers: Workers) -> None:
    waiting = [BOTH, TORCH]
    assert workers.missing(BOTH, waiting) == (TORCH, None)
    torch = workers.open(TORCH)
    assert workers.missing(BOTH, waiting) is None
    torch.ready = True
    assert workers.missing(BOTH, waiting) == (BOTH, torch)
    assert workers.open(BOTH, torch).branched


def test_what_was_imported_for_earlier_programs_is_used(workers: Workers) -> None:
    torch = workers.open(TORCH)
    torch.ready = True
    assert workers.missing(BOTH, [BOTH]) == (BOTH, torch)


def test_a_branch_that_failed_is_not_tried_as_one_again(workers: Workers) -> None:
    torch = workers.open(TORCH)
    torch.ready = True
    branch: Worker = workers.open(BOTH, torch)
    workers.close(branch)
    assert workers.refused(BOTH, again=branch.branched)
    assert workers.missing(BOTH, [BOTH]) == (BOTH, None)
    assert not workers.refused(BOTH, again=True)
    assert workers.possible(BOTH) == BOTH.alone()


def test_a_program_whose_variables_come_first_starts_from_nothing_and_again() -> None:
    env = (("A", "b"),)
    own = program("import numpy", env=env)
    assert starts_again(own) and preload_of(own) == Preload()
    told = program("import os, numpy\nos.environ['A']", env=env, world=1)
    assert preload_of(told) == Preload(world=1)


def test_an_author_who_asks_for_eight_devices_does_not_wait_for_another_import() -> None:
    env = (("XLA_FLAGS", "--xla_force_host_platform_device_count=8"),)
    late = program("import numpy", env=env)
    assert preload_of(late) == Preload(("numpy",)) and not starts_again(late)
    assert single_preload(late) == Preload(shared=False)


def test_frameworks_that_two_preloads_would_both_import_are_imported_once() -> None:
    more = Preload(("numpy", "torch", "torch._dynamo", "jax"))
    assert together(BOTH, [BOTH, more]) == more
    assert together(TORCH, [TORCH, BOTH, more]) == TORCH
    branch = Preload(("numpy", "torch", "torch._dynamo"))
    assert together(TORCH, [TORCH, branch]) == TORCH
    assert together(BOTH, [replace(more, world=1)]) == BOTH
    assert together(BOTH, [BOTH]) == BOTH
