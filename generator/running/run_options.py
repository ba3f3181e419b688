"""How programs are run."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from generator.running.sandbox.confinement import Sandbox


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How programs are run, and how much has to be seen of them.

    `python` is the interpreter. Each program runs twice, to see what varies, or `once`. With
    `cold` every program that ran twice runs again in an interpreter of its own, without it a
    few. `sandbox` says how far programs are closed off, `trust` that somebody else's may run
    where that is not at full strength.
    """

    python: str = sys.executable
    once: bool = False
    cold: bool = False
    sandbox: Sandbox = "auto"
    trust: bool = False

    @property
    def times(self) -> int:
        """How often a program has to run to count."""
        return 1 if self.once else 2


DEFAULT_OPTIONS: Final = RunOptions()
