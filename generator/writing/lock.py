"""`deck.lock`: what each note is in everyone's collection, and when it last changed.

Anki matches notes by GUID and takes an update only if it is newer than the copy it has. The lock
pins both, so that an unchanged card never overwrites what a reader wrote into it, and a changed
one always arrives. It is committed with the cards.

A GUID is made from an id of the deck that was drawn at random, so that no card of another author's
deck is taken for one of this, whatever both are called.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from itertools import chain, count
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol

from generator.given import MOST_LOCK, read_regular, refuse_outside
from generator.model import NoteKind, Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.writing.lock_text import lock_text, read_lock_text
from generator.writing.notetypes import note_types
from generator.writing.subdecks import below_root, numbered_decks


class Noted(Protocol):
    """What the lock needs to know about a note. `id` is its name here, `place` that of its card.
    `deck`, `number` and `title` are those of an `AnkiNote`.
    """

    @property
    def id(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def notetype(self) -> NoteKind: ...
    @property
    def digest(self) -> str: ...
    @property
    def place(self) -> Place: ...
    @property
    def deck(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def title(self) -> str: ...


_SHOWN: Final = 5  # cards that a stale lock names


@dataclass(frozen=True, slots=True)
class Entry:
    """A note: its GUID, its kind of note type, the digest of its content, and when that last
    changed, in seconds since the epoch. `other` is the GUID it had as a note of the other kind.

    `subdeck` is the name of its sub-deck in Anki, with the numbers of chapters and without the name
    of the deck; "" is the deck itself, None is not known, as in locks of version 1 and 2. `title`
    is its question in one line of plain text, "" where it is not known. `retired` is when its
    author took the card out of the deck, in seconds since the epoch; None for all others.
    """

    guid: str
    kind: NoteKind
    digest: str
    modified: int
    other: str = ""
    subdeck: str | None = None
    title: str = ""
    retired: int | None = None


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """A note type: the digest of its templates and style, and when they last changed."""

    digest: str
    modified: int


@dataclass(frozen=True, slots=True)
class Lock:
    """Entries by `language/slug`, and those of the note types by name.

    Entries of cards that are gone stay: a card may come back, and its readers still have it.
    `deck` is the id of the deck; the locks of version 1 have none, and get one with the next build.
    """

    entries: Mapping[str, Entry] = field(default_factory=lambda: MappingProxyType({}))
    notetypes: Mapping[str, TypeEntry] = field(default_factory=lambda: MappingProxyType({}))
    deck: str = ""

    @classmethod
    def read(cls, path: Path) -> Lock:
        """The lock at `path`, empty if there is none. Raises ProblemsError where it is broken."""
        try:
            if not os.path.lexists(path):
                return cls()
            refuse_outside(path, path.parent)
            text = read_regular(path, MOST_LOCK).decode("utf-8")
        except OSError as error:
            message = f"deck.lock cannot be read: {error.strerror or error}"
            hint = "restore it from version control"
            place = Place(display_path(path))
            raise ProblemsError(Problem(place, "lock-broken", message, hint)) from None
        except UnicodeDecodeError:
            message = "deck.lock is not UTF-8"
            hint = "restore it from version control, or store it as UTF-8"
            place = Place(display_path(path))
            raise ProblemsError(Problem(place, "lock-broken", message, hint)) from None
        return lock_of_text(text, display_path(path))

    def updated(self, notes: Iterable[Noted], *, deck: str, now: int, whole: bool = True) -> Lock:
        """The lock after a build of `notes`, of all languages and in study order, at `now` (seconds
        since the epoch).

        `deck` is the id that the deck gets if it has none, of `new_deck_id`. Unchanged notes keep
        their time; changed ones get `now`, or the second after their old time if the clock is
        behind that. Where the notes are not the `whole` deck, which alone tells how sub-decks are
        numbered, sub-decks stay as they are. Raises ProblemsError if Anki would take two notes for
        one.
        """
        notes = tuple(notes)
        deck = self.deck or deck
        subdecks = _subdecks(notes) if whole else {}
        entries = dict(self.entries)
        taken = {guid for each in entries.values() for guid in (each.guid, each.other)}
        owners: dict[str, Noted] = {}
        problems: list[Problem] = []
        for note in notes:
            old = self.entries.get(note.id)
            entry = replace(
                _entry(old, note, deck, now, taken),
                subdeck=subdecks.get(note.id, old.subdeck if old else None),
                title=note.title,
            )
            other = owners.setdefault(entry.guid, note)
            if other is not note:
                problems.append(_same(note, other))
            entries[note.id] = entry
        if problems:
            raise ProblemsError(*problems)
        types = {one.name: _type_entry(self.notetypes.get(one.name), one.digest, now)
                 for one in note_types()}  # fmt: skip
        return Lock(MappingProxyType(entries), MappingProxyType({**self.notetypes, **types}), deck)

    def with_id(self) -> Lock:
        """The lock with an id of the deck: a new one if it is of version 1, which has none."""
        return self if self.deck else replace(self, deck=new_deck_id())

    def text(self) -> str:
        """The file's contents: JSON, sorted, one note a line."""
        return lock_text(
            self.deck,
            {name: _item(entry) for name, entry in self.entries.items()},
            {name: _item(entry) for name, entry in self.notetypes.items()},
        )


def lock_of_text(text: str, path: str) -> Lock:
    """The lock with this text; `path` is where it is from. Raises ProblemsError."""
    deck, notes, types = read_lock_text(text, path)
    return Lock(
        MappingProxyType({name: Entry(**item) for name, item in notes.items()}),
        MappingProxyType({name: TypeEntry(**item) for name, item in types.items()}),
        deck,
    )


def _item(entry: Entry | TypeEntry) -> dict[str, Any]:
    """What the file says of an entry: nothing of what is not known."""
    values = {each.name: getattr(entry, each.name) for each in fields(entry)}
    optional = ("other", "title")
    return {
        name: value
        for name, value in values.items()
        if value is not None and not (name in optional and not value)
    }


def _subdecks(notes: Iterable[Noted]) -> dict[str, str]:
    """The sub-decks by the names of notes: those of a language are numbered together."""
    by_language: dict[str, list[Noted]] = {}
    for note in notes:
        by_language.setdefault(note.language, []).append(note)
    return {
        note.id: below_root(names[note.deck, note.number])
        for own in by_language.values()
        for names in (numbered_decks(own),)
        for note in own
    }


def new_deck_id() -> str:
    """The id of a new deck: 64 random bits, in hexadecimal digits."""
    return secrets.token_hex(8)


def guid_for(deck: str, language: str, slug: str, kind: NoteKind) -> str:
    """The GUID of a new note of a deck with an id: 80 bits, in hexadecimal digits.

    The kind is part of it because Anki refuses to turn a basic note into a cloze note.
    """
    name = "\0".join((deck, language, slug, kind))
    return hashlib.sha256(name.encode()).hexdigest()[:20]


def stale_lock(path: Path, old: Lock, new: Lock) -> Problem:
    """The problem of a lock that a build would change."""
    changed = sorted(
        name for name, entry in new.entries.items() if _differs(old.entries.get(name), entry)
    )
    shown = ", ".join(f"`{name}`" for name in changed[:_SHOWN])
    more = f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
    if changed:
        what = f"it is out of date for {shown}{more}"
    elif old.notetypes != new.notetypes:
        what = "the note types are others in this version of Proofdeck"
    else:
        what = "it does not say all that a build of the whole deck writes"
    message = f"deck.lock is stale: {what}" if path.exists() else "there is no deck.lock"
    hint = "run `proofdeck build` and commit deck.lock with the cards"
    if not path.exists():
        hint += "; if readers already have the deck, restore it from version control instead"
    return Problem(Place(display_path(path)), "stale-lock", message, hint)


def _differs(old: Entry | None, new: Entry) -> bool:
    """Whether an entry differs in more than what an older version did not write."""
    if old is None:
        return True
    subdeck = new.subdeck if old.subdeck is None else old.subdeck
    return replace(old, subdeck=subdeck, title=old.title or new.title) != new


def _entry(old: Entry | None, note: Noted, deck: str, now: int, taken: Set[str]) -> Entry:
    if old is None:
        return Entry(_free_guid(deck, note, taken), note.notetype, note.digest, now)
    guid, other = old.guid, old.other
    if old.kind != note.notetype:
        guid = old.other or _free_guid(deck, note, taken)
        other = old.guid
    modified = old.modified if old.digest == note.digest else max(now, old.modified + 1)
    return Entry(guid, note.notetype, note.digest, modified, other)


def _free_guid(deck: str, note: Noted, taken: Set[str]) -> str:
    """A GUID that no other note has: a renamed card keeps that of its old slug, which another card
    may have now.
    """
    slugs = chain((note.slug,), (f"{note.slug}\0{number}" for number in count(2)))
    guids = (guid_for(deck, note.language, slug, note.notetype) for slug in slugs)
    return next(guid for guid in guids if guid not in taken)


def _type_entry(old: TypeEntry | None, digest: str, now: int) -> TypeEntry:
    if old is None:
        return TypeEntry(digest, now)
    modified = old.modified if old.digest == digest else max(now, old.modified + 1)
    return TypeEntry(digest, modified)


def _same(note: Noted, other: Noted) -> Problem:
    if note.id == other.id:
        message = f"{note.id} is also the id of the card at {other.place}"
        hint = "give one of the cards another {#slug}"
    else:
        message = f"{note.id} and {other.id} have the same GUID in deck.lock"
        hint = f'delete the line "{note.id}" from deck.lock; the next build writes a new one'
    return Problem(note.place, "duplicate-note", message, hint, card=note.slug)
