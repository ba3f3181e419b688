"""What the PDF compiler may use, and where its results are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from generator.keeping.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Limits:
    """What the compiler may use: `seconds` of wall clock, `seconds_per_card` added to them, and
    `memory` in bytes of address space (where the system can limit it).
    """

    seconds: float = 120.0
    seconds_per_card: float = 0.5
    memory: int = 6 * 1024**3


USUAL: Final = Limits()


class Compiling(Protocol):
    """How to compile: within which limits, and where to keep results."""

    @property
    def limits(self) -> Limits: ...
    @property
    def shelf(self) -> Shelf | None: ...


@dataclass(frozen=True, slots=True)
class Unkept:
    """To compile within limits, and keep nothing."""

    limits: Limits
    shelf: Shelf | None = None
