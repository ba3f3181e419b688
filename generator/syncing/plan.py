"""What a sync would do, note by note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, get_args

from generator.model import NoteKind
from generator.syncing.held import HeldCard, HeldNote, Holding

What = Literal[
    "new",  # the collection does not have it
    "changed",  # by the author alone: fields or tags
    "kind changed",  # a note of the other note type takes its place, without its history
    "back",  # was taken out, and is in the deck again
    "moved",  # to another sub-deck, by the author
    "retired",  # by the author, with `proofdeck retire`
    "gone",  # from the deck
    "replaced",  # by the note of its card's new kind
    "conflict",  # both changed it, or nobody knows who did
    "edited",  # by the reader alone: stays
    "deleted",  # by the reader: stays deleted
    "elsewhere",  # the reader has moved it, and it stays there
    "unknown",  # the deck's, but deck.lock does not know it
    "same",
]
WHATS: Final[tuple[What, ...]] = get_args(What)
TO_DO: Final[frozenset[What]] = frozenset(
    {"new", "changed", "kind changed", "back", "moved", "retired", "gone", "replaced", "conflict"}
)
TO_TAKE_OUT: Final[frozenset[What]] = frozenset({"retired", "gone", "replaced"})

Prune = Literal["tag", "suspend", "delete"]


@dataclass(frozen=True, slots=True)
class Version:
    """What one side has of a note: HTML by field, tags, the full name of the sub-deck ("" where
    it is not known, or the cards stand in several), and when it changed (epoch s; 0 not known).
    """

    fields: Mapping[str, str]
    tags: tuple[str, ...]
    deck: str
    modified: int = 0


@dataclass(frozen=True, slots=True)
class OurNote:
    """A note of the deck as it was just built. `name` is its name in deck.lock."""

    name: str
    guid: str
    kind: NoteKind
    version: Version


@dataclass(frozen=True, slots=True)
class Change:
    """One note of the plan.

    `base` is what was last put into this collection, `ours` the deck's, `theirs` the collection's;
    each is None where there is none. `held` is the note in the collection. `tags` are those that
    it will have. `moves` are the cards to move into the sub-deck of `ours`, `waiting` those that
    stay for now because they are in a filtered deck. A `blocked` note is one that an import of the
    package would skip, because the collection's copy is newer. A note that `keeps` its fields has
    those of its reader afterwards; for one that is `copied`, a new note has them. The cards
    `asleep` of a note that was taken out were suspended by its reader, not by a sync. `owed` is
    what stood in fields of its reader's own that an earlier sync emptied before it was ended.
    """

    name: str
    guid: str
    what: What
    kind: NoteKind
    base: Version | None = None
    ours: Version | None = None
    theirs: Version | None = None
    held: HeldNote | None = None
    tags: tuple[str, ...] = ()
    moves: tuple[HeldCard, ...] = ()
    waiting: tuple[HeldCard, ...] = ()
    blocked: bool = False
    keeps: bool = False
    copied: bool = False
    asleep: tuple[int, ...] = ()
    owed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def importable(self) -> bool:
        """Whether an import may bring the note: not where its reader has given it another note
        type.
        """
        return self.held is None or not (self.held.own_type or self.held.kind != self.kind)

    @property
    def own_fields(self) -> dict[str, str]:
        """What stands in fields that its reader added to the deck's note type, or gave another
        name.
        """
        if self.held is None or self.ours is None or not self.importable:
            return {}
        ours = self.ours.fields
        own = {name: html for name, html in self.held.fields.items() if html and name not in ours}
        return {**self.owed, **own}

    @property
    def reviews(self) -> int:
        """The reviews that this note has in the collection."""
        return self.held.reviews if self.held else 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change in one language of a deck. `deck` is the full name of the deck in Anki.

    `changes` has every note of the deck and of the collection, in the order of the deck, those
    that are the same too. `looks` names the note types whose templates or style would change.
    """

    language: str
    deck: str
    changes: tuple[Change, ...]
    holding: Holding
    looks: tuple[str, ...] = ()
    prune: Prune = "suspend"

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.looks and not any(self.to_do()) and not self._owes

    @property
    def doable(self) -> bool:
        """Whether there is something to do that nobody has to decide first."""
        todo = self.to_do()
        done = any(change.moves or change.what != "conflict" for change in todo)
        return bool(self.looks) or done or self._owes

    @property
    def _owes(self) -> bool:
        return any(change.owed for change in self.changes)

    def to_do(self) -> Iterator[Change]:
        return (change for change in self.changes if change.what in TO_DO)

    def of(self, *whats: What) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.what in whats)
