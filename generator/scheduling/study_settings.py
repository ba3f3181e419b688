"""How one wants to study: how much a day, and how sure to remember."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

_MOST: Final = 9_999
_PARAMETERS: Final = 21  # of FSRS-6


@dataclass(frozen=True, slots=True)
class StudySettings:
    """A day's bounds: `new` cards, `reviews` of learned ones, and `minutes`, None for no bound.

    `retention` is the chance with which a card is to be remembered when it comes back; learning
    and relearning `steps` are in seconds. `siblings` of a card wait for the next day. A card that
    was forgotten `leech` times is a leech. `parameters` are those of FSRS, () for its defaults.
    Raises ValueError for values that cannot be.
    """

    new: int = 20
    reviews: int = 200
    minutes: int | None = None
    retention: float = 0.9
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    siblings: bool = True
    leech: int = 8
    parameters: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _within("new", self.new, 0, _MOST)
        _within("reviews", self.reviews, 0, _MOST)
        if self.minutes is not None:
            _within("minutes", self.minutes, 1, 1_440)
        _within("retention", self.retention, 0.7, 0.99)
        _within("leech", self.leech, 1, 99)
        for step in (*self.learning_steps, *self.relearning_steps):
            _within("a step in seconds", step, 1, 86_399)
        if self.parameters and len(self.parameters) != _PARAMETERS:
            raise ValueError(f"FSRS has {_PARAMETERS} parameters, not {len(self.parameters)}")
        if not all(map(math.isfinite, self.parameters)):
            raise ValueError("a parameter of FSRS is not a number")


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} is {value:g}; choose {least:g} to {most:g}")
