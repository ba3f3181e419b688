"""Texts of other tools, read as the cards that they hold."""

from __future__ import annotations

from collections.abc import Callable

from generator.importing.gathering import Gathering
from generator.importing.notes.note_text import Note, read_note
from generator.reading.source import Source

PATH = "cards.md"


def gathered(read: Callable[[Note], Gathering], text: str) -> Gathering:
    """What a reader finds in a text."""
    return read(read_note(Source.of(PATH, text)))


def sides(gathering: Gathering) -> list[tuple[str, str]]:
    """Both sides of each card."""
    return [(card.front, card.back) for card in gathering.cards]


def told(gathering: Gathering) -> list[str]:
    """The pieces that were left out, with their lines and columns."""
    return [f"{out.place.line}:{out.place.column}: {out.reason}" for out in gathering.left_out]


def counted(gathering: Gathering) -> list[tuple[int, str]]:
    """What was passed over, with its number."""
    return [(number, one) for (one, _), number in gathering.left.items()]
