"""Whether this machine has a full sandbox, and what a program could do there."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from generator.model import Run
from generator.running import LocalPool
from generator.running.sandbox.confinement import Confinement
from tests.support.running import program

FOUND = Confinement.of(sys.executable, "auto")
needs_full = pytest.mark.skipif(not FOUND.full, reason=f"no full sandbox: {dict(FOUND.missing)}")
needs_rules = pytest.mark.skipif(
    not FOUND.level.endswith(("seccomp", "netns")) or not FOUND.landlock,
    reason=f"no Landlock with seccomp: {dict(FOUND.missing)}",
)


def raised(run: Run) -> str:
    """The name of the exception that a run's last cell ended with, or how the run did."""
    if run.ended != "raised" or run.cells[-1].raised is None:
        return run.ended
    return run.cells[-1].raised.name


def one(pool: LocalPool, code: str, **settings: Any) -> Run:
    """The run of a single program."""
    (run,) = pool.run([program(code, **settings)])
    return run
