"""Which processes are started for which programs, and from which others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.running.pool.oneshot_host import Direct
from generator.running.pool.preloads import (
    Lane,
    base_of,
    lane_of,
    single_lane,
    starts_again,
    together,
)
from generator.running.pool.task import Station
from generator.running.pool.workers import Stations
from generator.running.sandbox.confinement import Confinement
from tests.support.running import program

NUMPY, TORCH, JAX = Lane(("numpy",)), Lane(("numpy", "torch")), Lane(("numpy", "jax"))
BOTH = Lane(("numpy", "torch", "jax"))


@pytest.fixture
def stations(tmp_path: Path) -> Stations:
    """Of hosts that nothing is asked of."""
    nobody = Confinement("off")
    return Stations(lambda lane, base: Direct("python", {}, nobody, tmp_path))


def test_a_process_grows_from_the_one_that_lacks_least() -> None:
    assert base_of(BOTH, [NUMPY, JAX, TORCH, BOTH]) == TORCH
    assert base_of(JAX, [NUMPY, TORCH, BOTH]) == NUMPY
    assert base_of(BOTH, [JAX]) is None


@pytest.mark.parametrize("other", [replace(NUMPY, world=1), replace(NUMPY, world=2), NUMPY.alone()])
def test_nothing_grows_from_another_environment(other: Lane) -> None:
    assert base_of(TORCH, [other]) is None


def test_what_nobody_else_needs_is_not_started_for_itself(stations: Stations) -> None:
    assert stations.missing(BOTH, [BOTH, JAX]) == (BOTH, None)


def test_shared_imports_come_first_and_are_waited_for(stations: Stations) -> None:
    waiting = [BOTH, TORCH]
    assert stations.missing(BOTH, waiting) == (TORCH, None)
    torch = stations.open(TORCH)
    assert stations.missing(BOTH, waiting) is None
    torch.ready = True
    assert stations.missing(BOTH, waiting) == (BOTH, torch)
    assert stations.open(BOTH, torch).branched


def test_what_was_imported_for_earlier_programs_is_used(stations: Stations) -> None:
    torch = stations.open(TORCH)
    torch.ready = True
    assert stations.missing(BOTH, [BOTH]) == (BOTH, torch)


def test_a_branch_that_failed_is_not_tried_as_one_again(stations: Stations) -> None:
    torch = stations.open(TORCH)
    torch.ready = True
    branch: Station = stations.open(BOTH, torch)
    stations.close(branch)
    assert stations.refused(BOTH, again=branch.branched)
    assert stations.missing(BOTH, [BOTH]) == (BOTH, None)
    assert not stations.refused(BOTH, again=True)
    assert stations.possible(BOTH) == BOTH.alone()


def test_a_program_whose_variables_come_first_starts_from_nothing_and_again() -> None:
    env = (("A", "b"),)
    own = program("import numpy", env=env)
    assert starts_again(own) and lane_of(own) == Lane()
    told = program("import os, numpy\nos.environ['A']", env=env, world=1)
    assert lane_of(told) == Lane(world=1)


def test_an_author_who_asks_for_eight_devices_does_not_wait_for_another_import() -> None:
    env = (("XLA_FLAGS", "--xla_force_host_platform_device_count=8"),)
    late = program("import numpy", env=env)
    assert lane_of(late) == Lane(("numpy",)) and not starts_again(late)
    assert single_lane(late) == Lane(shared=False)


def test_frameworks_that_two_lanes_would_both_import_are_imported_once() -> None:
    more = Lane(("numpy", "torch", "torch._dynamo", "jax"))
    assert together(BOTH, [BOTH, more]) == more
    assert together(TORCH, [TORCH, BOTH, more]) == TORCH
    branch = Lane(("numpy", "torch", "torch._dynamo"))
    assert together(TORCH, [TORCH, branch]) == TORCH
    assert together(BOTH, [replace(more, world=1)]) == BOTH
    assert together(BOTH, [BOTH]) == BOTH
