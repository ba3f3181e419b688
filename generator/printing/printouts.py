"""The files of a product, before and after they are set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.model import Problem, has_errors
from generator.rendering.rendered import RenderedDeck

if TYPE_CHECKING:
    from generator.building.built import Built


@dataclass(frozen=True, slots=True)
class Printout:
    """A file that is to be made: what its name ends with, its cards, and what the template is told
    besides.
    """

    ending: str
    deck: RenderedDeck
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A PDF, the number of cards in it, and of sheets, and how they are printed. `alone` are the
    cards that were left out because they are not in both languages; `left_out` are the slugs of
    others that are not in it, with why. `sheets` is 0 for a screen, which has `pages`.
    """

    path: Path
    cards: int
    sheets: int
    advice: str
    alone: int = 0
    left_out: Mapping[str, str] = field(default_factory=dict)
    pages: int = 0


@dataclass(frozen=True, slots=True)
class PrintedDeck:
    """`files` are empty where there were errors."""

    built: Built
    problems: tuple[Problem, ...]
    files: tuple[PrintedFile, ...] = ()

    @property
    def failed(self) -> bool:
        return has_errors(self.problems)
