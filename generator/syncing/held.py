"""What a reader's collection holds of a deck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from generator.model import NoteKind


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card in the collection. `deck` is where it stands now; `filtered` says that this is a
    filtered deck, from which Anki returns the card by itself. `state` is what reviews and the
    reader have made of it: type, queue, due, interval, factor, repetitions, lapses, flags.
    `reviews` counts the entries of the review log.
    """

    id: int
    ordinal: int
    deck: str
    state: tuple[int, ...]
    reviews: int
    filtered: bool = False

    @property
    def suspended(self) -> bool:
        return self.state[1] == SUSPENDED


SUSPENDED = -1  # Anki's queue of suspended cards


@dataclass(frozen=True, slots=True)
class HeldNote:
    """A note in the collection. `modified` is in seconds since the epoch.

    One of `own_type` has a note type of its reader's. An import would merge that with the deck's,
    and Anki then mixes up the fields of all notes of either.
    """

    guid: str
    id: int
    kind: NoteKind
    modified: int
    tags: tuple[str, ...]
    fields: Mapping[str, str]
    cards: tuple[HeldCard, ...]
    own_type: bool = False

    @property
    def reviews(self) -> int:
        return sum(card.reviews for card in self.cards)


@dataclass(frozen=True, slots=True)
class HeldType:
    """A note type in the collection: when it last changed, and a digest of its templates and
    style.
    """

    modified: int
    look: str


@dataclass(frozen=True, slots=True)
class Holding:
    """All notes of a deck in a collection by GUID, wherever they stand, with the note types by
    name, and the presets of the decks by name as Anki keeps them.

    `decks` gives the id of the preset of each deck of the deck's own tree, and of every other in
    which a note stands.
    """

    notes: Mapping[str, HeldNote] = field(default_factory=lambda: MappingProxyType({}))
    types: Mapping[str, HeldType] = field(default_factory=lambda: MappingProxyType({}))
    decks: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    presets: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def reviews(self) -> int:
        return sum(note.reviews for note in self.notes.values())

    def of(self, guids: Iterable[str]) -> Holding:
        """The same with these notes alone."""
        wanted = set(guids)
        notes = {guid: note for guid, note in self.notes.items() if guid in wanted}
        return Holding(MappingProxyType(notes), self.types, self.decks, self.presets)


@dataclass(frozen=True, slots=True)
class Profile:
    """A collection, by its reader's name for the profile and the folder of its media."""

    name: str
    media: str
