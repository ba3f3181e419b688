"""A deck as it was just built, as a sync compares it with a collection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.rendering.anki_fields import UNCOUNTED
from generator.rendering.anki_notes import AnkiNote
from generator.rendering.html_words import locale
from generator.syncing.held import HeldType
from generator.syncing.plan import OurNote, Version, What
from generator.writing.anki_collection import note_fields
from generator.writing.lock import Lock
from generator.writing.notetypes import note_type, note_types
from generator.writing.subdecks import numbered_decks

if TYPE_CHECKING:
    from generator.building.built import Built

DERIVED: Final = frozenset({"Search"})  # fields that are made of others


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier builds have left of themselves: by GUID the digests and sub-decks of notes, and
    the times at which any of them changed.
    """

    digests: Mapping[str, Collection[str]] = field(default_factory=lambda: MappingProxyType({}))
    subdecks: Mapping[str, Collection[str]] = field(default_factory=lambda: MappingProxyType({}))
    times: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class OurDeck:
    """One language of a deck. `id` is the deck's in deck.lock, `root` its full name in Anki.

    `former` are the notes of this language that are not in the deck any more, by GUID: their name
    in deck.lock, and why. `replacing` has the GUIDs of notes that take the place of one of them.
    """

    id: str
    language: str
    locale: str
    root: str
    notes: tuple[OurNote, ...]
    former: Mapping[str, tuple[str, What]]
    replacing: Mapping[str, str]
    types: Mapping[str, HeldType]
    past: Past

    @property
    def guids(self) -> frozenset[str]:
        return frozenset(note.guid for note in self.notes) | self.former.keys()


def our_deck(built: Built, language: str, past: Iterable[Lock] = ()) -> OurDeck:
    """One language of a deck without problems. `past` are earlier states of its lock."""
    lock = built.lock
    if lock is None:
        raise ValueError("this deck has problems")
    rendered = built.rendered(language).notes
    names = numbered_decks(rendered)
    notes = tuple(_note(note, lock, names[note.deck, note.number]) for note in rendered)
    former: dict[str, tuple[str, What]] = {}
    replacing: dict[str, str] = {}
    current = {note.name for note in notes}
    for name, entry in lock.entries.items():
        if name.partition("/")[0] != language:
            continue
        if name not in current:
            why: What = "gone" if entry.retired is None else "retired"
            former[entry.guid] = name, why
            former |= {entry.other: (name, why)} if entry.other else {}
        elif entry.other:
            former[entry.other] = name, "replaced"
            replacing[entry.guid] = entry.other
    return OurDeck(
        id=lock.deck,
        language=language,
        locale=locale(language),
        root=rendered[0].deck.partition("::")[0] if rendered else built.config.title(language),
        notes=notes,
        former=MappingProxyType(former),
        replacing=MappingProxyType(replacing),
        types=MappingProxyType(
            {one.name: HeldType(lock.notetypes[one.name].modified, one.look)
             for one in note_types()}
        ),
        past=_past((*past, lock)),
    )  # fmt: skip


def counted_fields(kind: str) -> tuple[str, ...]:
    """The fields of a note whose change is a change of the note."""
    every = next(one for one in note_types() if one.kind == kind).fields
    return tuple(one.name for _, one in every if one.name not in UNCOUNTED)


def _note(note: AnkiNote, lock: Lock, deck: str) -> OurNote:
    entry = lock.entries[note.id]
    names = (one.name for _, one in note_type(note.notetype).fields)
    values = note_fields(note, lock)
    fields = MappingProxyType({name: values[name] for name in names})
    version = Version(fields, note.tags, deck, entry.modified)
    return OurNote(note.id, entry.guid, note.notetype, version)


def _past(locks: Iterable[Lock]) -> Past:
    digests: dict[str, set[str]] = {}
    subdecks: dict[str, set[str]] = {}
    times: set[int] = set()
    for lock in locks:
        for entry in lock.entries.values():
            digests.setdefault(entry.guid, set()).add(entry.digest)
            times.add(entry.modified)
            if entry.subdeck is not None:
                subdecks.setdefault(entry.guid, set()).add(entry.subdeck)
    return Past(MappingProxyType(digests), MappingProxyType(subdecks), frozenset(times))
