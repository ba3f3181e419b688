"""The paper and the cards that decks can be printed on, and what of a card cannot be printed."""

from __future__ import annotations

import re
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
    cards_lie: bool = False  # whether a sheet of cards lies on its side, too


# A row is all that a new size needs. All have cards about as large as A7, which fill the sheet.
_SIZES: Final = (
    Paper("A4", 210.0, 297.0, card_columns=2, card_rows=4, sheet_columns=4),
    Paper("Letter", 215.9, 279.4, card_columns=2, card_rows=4, sheet_columns=4),
    Paper("A5", 148.5, 210.0, card_columns=2, card_rows=2, sheet_columns=2, cards_lie=True),
    Paper("A3", 297.0, 420.0, card_columns=4, card_rows=4, sheet_columns=5, cards_lie=True),
    Paper("Legal", 215.9, 355.6, card_columns=2, card_rows=5, sheet_columns=4),
)
PAPERS: Final[Mapping[str, Paper]] = MappingProxyType({paper.name: paper for paper in _SIZES})
DEFAULT_PAPER: Final = _SIZES[0].name


@dataclass(frozen=True, slots=True)
class CardSize:
    """A card as it is read, in millimetres. One that is sold `perforated` comes on sheets of
    `paper`, upright, and needs no marks.
    """

    name: str
    width: float
    height: float
    paper: str = ""
    perforated: bool = False


_INCH: Final = 25.4
_CARDS: Final = (
    CardSize("a7", 105.0, 74.25),
    CardSize("a6", 148.5, 105.0),
    CardSize("3x5", 5 * _INCH, 3 * _INCH),
    CardSize("business", 85.0, 54.0),
    CardSize("avery-5371", 3.5 * _INCH, 2 * _INCH, paper="Letter", perforated=True),
    CardSize("avery-5388", 5 * _INCH, 3 * _INCH, paper="Letter", perforated=True),
)
CARD_SIZES: Final[Mapping[str, CardSize]] = MappingProxyType({card.name: card for card in _CARDS})

_UNITS: Final = {"": 1.0, "mm": 1.0, "cm": 10.0, "in": _INCH}
_NUMBER: Final = r"(\d{1,4}(?:\.\d{1,4})?)"
_SIZE: Final = re.compile(rf"{_NUMBER}[x×]{_NUMBER}(mm|cm|in)?", re.ASCII)
LEAST_CARD: Final = (50.0, 35.0)  # millimetres: smaller ones have no room for a question
LARGEST_CARD: Final = (420.0, 420.0)


def card_size(written: str) -> CardSize | None:
    """The card of that name or size, as `88x63`, `9x6cm` or `3.5x2in`: its width and height as it
    is read. None for what is neither, or no card's size.
    """
    named = CARD_SIZES.get(written)
    if named is not None:
        return named
    found = _SIZE.fullmatch(written)
    if found is None:
        return None
    unit = _UNITS[found[3] or ""]
    width, height = float(found[1]) * unit, float(found[2]) * unit
    fits = all(
        least <= side <= most
        for side, least, most in zip((width, height), LEAST_CARD, LARGEST_CARD, strict=True)
    )
    return CardSize(written, width, height) if fits else None


def no_card(written: str) -> str:
    """Why `card_size` knows no such card: it is no name and no size, or too small or large."""
    if _SIZE.fullmatch(written) is None:
        return f"no card is called {written!r}, and it is not the size of one"
    least, most = (f"{width:g} × {height:g} mm" for width, height in (LEAST_CARD, LARGEST_CARD))
    return f"a card of {written} is too small or too large: cards are from {least} to {most}"


@dataclass(frozen=True, slots=True)
class Rare:
    """The characters of a card, or of the deck's title (without a card), that no font of ours has;
    how many more of it may have none is `untried`.
    """

    place: Place
    card: str
    chars: str
    untried: int = 0
