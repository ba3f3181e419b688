"""How programs are run."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Way:
    """How programs are run: in which interpreter; `once` or, to see what varies, twice; and
    whether all of those that ran twice, or a few, run again `cold`, in interpreters of their own.
    """

    python: str = sys.executable
    once: bool = False
    cold: bool = False


USUAL: Final = Way()
