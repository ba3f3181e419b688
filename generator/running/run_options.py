"""How programs are run."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.nearest import did_you_mean

if TYPE_CHECKING:
    from generator.running.sandbox.confinement import Sandbox

_SANDBOXES: Final = ("auto", "strict", "off")  # as `Sandbox` has them, whose module loads more


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How programs are run, and how much has to be seen of them.

    `python` is the interpreter. Each program runs twice, to see what varies, or `once`. With
    `cold` every program that ran twice runs again in an interpreter of its own, without it a
    few. `sandbox` ("auto", "strict" or "off") says how far programs are closed off, `trust` that
    somebody else's may run where that is not at full strength. Raises ValueError for another
    sandbox, and for `cold` with `once`.
    """

    python: str = sys.executable
    once: bool = False
    cold: bool = False
    sandbox: Sandbox = "auto"
    trust: bool = False

    def __post_init__(self) -> None:
        if self.sandbox not in _SANDBOXES:
            hint = did_you_mean(str(self.sandbox), _SANDBOXES)
            raise ValueError(f"unknown sandbox {self.sandbox!r}: {hint}")
        if self.once and self.cold:
            raise ValueError("`cold` needs two runs of each program: leave out `once`")

    @property
    def times(self) -> int:
        """How often a program has to run to count."""
        return 1 if self.once else 2


DEFAULT_OPTIONS: Final = RunOptions()
