"""What a reader gathers as it goes through a text: cards, what is none, and the files they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from generator.importing.found import Found, FoundDeck, LeftOut
from generator.model import Place

PARAGRAPHS: Final = ("paragraph outside of cards", "paragraphs outside of cards")


@dataclass
class Gathering:
    """The cards of a file so far. `left` counts what is not taken by its name, singular and plural;
    `left_out` are pieces that seem to be cards and are broken. `lacking` is what the card lacks
    that is made now.
    """

    cards: list[Found] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)

    def leave(self, one: str, many: str, number: int = 1) -> None:
        """Count something that is not taken."""
        if number:
            self.left[one, many] += number

    def broken(self, place: Place, what: str, reason: str, mend: str, *, name: str = "") -> None:
        """Report a piece that cannot be read as the card that it seems to be: what it is, what is
        wrong with it ("it has no answer"), and its mend. `name` is where it stands in a file
        without lines.
        """
        told = f"{what} {reason[3:]}" if reason.startswith("it ") else f"{what}: {reason}"
        self.left_out.append(LeftOut(place, name, f"{told}; {mend}"))

    def lack(self, what: str) -> None:
        """Say what a card shows no more."""
        self.lacking.append(what)

    def deck(self, cards: Iterable[Found], title: str, media: Mapping[str, Path]) -> FoundDeck:
        """The cards of a file, as they have become, with what else was gathered."""
        return FoundDeck(
            tuple(cards),
            media,
            left_out=tuple(self.left_out),
            losses=tuple(self.losses),
            passed_over=dict(self.left),
            title=title,
        )
