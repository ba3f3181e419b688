"""How programs are run."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from generator.running.confinement import Sandbox


@dataclass(frozen=True, slots=True)
class Way:
    """How programs are run: in which interpreter; `once` or, to see what varies, twice; and
    whether all of those that ran twice, or a few, run again `cold`, in interpreters of their own.
    How far they must be closed off, and whether others' programs may run where they are not.
    """

    python: str = sys.executable
    once: bool = False
    cold: bool = False
    sandbox: Sandbox = "auto"
    trust: bool = False


USUAL: Final = Way()
