"""A program of a live deck under way."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from generator.model import Program, Run

VARIANTS: Final = 1_000  # the first number of those that stand for variants, not for worlds


@dataclass(slots=True)
class LiveCourse:
    """A program under way: the worlds that are asked for, and the runs in them so far."""

    name: str  # what its runs are known by
    program: Program
    steps: Generator[Sequence[int], Sequence[Run], Run]
    asked: Sequence[int] = ()
    found: dict[int, Run] = field(default_factory=dict)
    told: bool = False

    def runs_of(self, worlds: Collection[int]) -> list[Program]:
        """Its programs in these worlds, but for those that ran; beyond all worlds its variants."""
        alone, variants = replace(self.program, variants=()), self.program.variants
        return [
            replace(
                alone if world < VARIANTS else variants[world - VARIANTS],
                id=f"{self.name}:{world}",
                world=world if world < VARIANTS else 0,
            )
            for world in worlds
            if world not in self.found
        ]

    @property
    def names(self) -> list[str]:
        """The ids of what is still to come."""
        return [f"{self.name}:{world}" for world in self.asked if world not in self.found]


def once() -> Generator[Sequence[int], Sequence[Run], Run]:
    """The course of a program that is to run once."""
    first, *_ = yield (0,)
    return first


def with_variants(run: Run, count: int) -> Generator[Sequence[int], Sequence[Run], Run]:
    """The course of a program that ran, and whose variants are to run."""
    runs = yield range(VARIANTS, VARIANTS + count)
    return replace(run, variants=tuple(runs))
