"""The names of sub-decks in Anki, which orders them by name: with the numbers of their chapters.

Anki takes new cards from sub-decks in the order of their names, so without numbers a reader begins
with whatever comes first in the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol


class InDeck(Protocol):
    """A note with the full name of its deck, and the number of its chapter."""

    @property
    def deck(self) -> str: ...
    @property
    def number(self) -> str: ...


def numbered_decks(notes: Iterable[InDeck]) -> Mapping[tuple[str, str], str]:
    """The name in Anki for each `deck` and `number` of `notes`, which are in study order.

    Every sub-deck has the number of the chapter in which it comes first; one that comes later in
    the same chapter has a second number. A name that begins with a digit stays as it is.
    """
    chosen: dict[tuple[str, ...], str] = {}
    seconds: dict[tuple[tuple[str, ...], str], int] = {}
    names: dict[tuple[str, str], str] = {}
    for note in notes:
        if (note.deck, note.number) in names:
            continue
        path = tuple(note.deck.split("::"))
        parts = [path[0]]
        for end in range(2, len(path) + 1):
            here, name = path[:end], path[end - 1]
            if here not in chosen:
                chosen[here] = _numbered(name, note.number, here[:-1], seconds)
            parts.append(chosen[here])
        names[note.deck, note.number] = "::".join(parts)
    return names


def _numbered(
    name: str, number: str, above: tuple[str, ...], seconds: dict[tuple[tuple[str, ...], str], int]
) -> str:
    if not number or name[0].isdigit():
        return name
    before = seconds[above, number] = seconds.get((above, number), 0) + 1
    return f"{number}.{before} {name}" if before > 1 else f"{number} {name}"


def below_root(name: str) -> str:
    """The name of a sub-deck without that of the deck it is in; "" for the deck itself."""
    return name.partition("::")[2]
