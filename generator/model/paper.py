"""The paper sizes that decks can be printed on, and what of a card cannot be printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from generator.model.places import Place


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet upright, in millimetres, and how cut-out cards divide it."""

    name: str
    width: float
    height: float
    card_columns: int
    card_rows: int
    sheet_columns: int  # of a cheat sheet, which lies on its side


# A row is all that a new size needs.
_SIZES: Final = (
    # A4 gives eight A7 cards, Letter eight of 4.25 by 2.75 inches; both fill the sheet.
    Paper("A4", 210.0, 297.0, card_columns=2, card_rows=4, sheet_columns=4),
    Paper("Letter", 215.9, 279.4, card_columns=2, card_rows=4, sheet_columns=4),
)
PAPERS: Final[Mapping[str, Paper]] = MappingProxyType({paper.name: paper for paper in _SIZES})
DEFAULT_PAPER: Final = _SIZES[0].name


@dataclass(frozen=True, slots=True)
class Rare:
    """The characters of a card, or of the deck's title (without a card), that no font of ours has;
    how many more of it may have none is `untried`.
    """

    place: Place
    card: str
    chars: str
    untried: int = 0
