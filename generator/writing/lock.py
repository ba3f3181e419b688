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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from generator.given import MOST_LOCK, read_regular, refuse_outside
from generator.model import NoteKind, Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.writing.lock_text import lock_text, read_lock_text
from generator.writing.notetypes import note_types


class Noted(Protocol):
    """What the lock needs to know about a note. `id` is its name here, `place` that of its card."""

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


_SHOWN: Final = 5  # cards that a stale lock names


@dataclass(frozen=True, slots=True)
class Entry:
    """A note: its GUID, its kind of note type, the digest of its content, and when that last
    changed, in seconds since the epoch. `other` is the GUID it had as a note of the other kind.
    """

    guid: str
    kind: NoteKind
    digest: str
    modified: int
    other: str = ""


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
            text = ""
        deck, notes, types = read_lock_text(text, display_path(path))
        return cls(
            MappingProxyType(
                {
                    name: Entry(
                        str(item["guid"]),
                        item["kind"],
                        str(item["digest"]),
                        int(item["modified"]),
                        str(item.get("other", "")),
                    )
                    for name, item in notes.items()
                }
            ),
            MappingProxyType(
                {
                    name: TypeEntry(str(item["digest"]), int(item["modified"]))
                    for name, item in types.items()
                }
            ),
            deck,
        )

    def updated(self, notes: Iterable[Noted], *, deck: str, now: int) -> Lock:
        """The lock after a build of `notes`, of all languages, at `now` (seconds since the epoch).

        `deck` is the id that the deck gets if it has none, of `new_deck_id`. Unchanged notes keep
        their time; changed ones get `now`, or the second after their old time if the clock is
        behind that. Raises ProblemsError if Anki would take two notes for one.
        """
        deck = self.deck or deck
        entries = dict(self.entries)
        owners: dict[str, Noted] = {}
        problems: list[Problem] = []
        for note in notes:
            entry = _entry(self.entries.get(note.id), note, deck, now)
            other = owners.setdefault(entry.guid, note)
            if other is not note:
                problems.append(_same(note, other))
            entries[note.id] = entry
        if problems:
            raise ProblemsError(*problems)
        types = {one.name: _type_entry(self.notetypes.get(one.name), one.digest, now)
                 for one in note_types()}  # fmt: skip
        return Lock(MappingProxyType(entries), MappingProxyType({**self.notetypes, **types}), deck)

    def text(self) -> str:
        """The file's contents: JSON, sorted, one note a line."""
        return lock_text(
            self.deck,
            {
                name: {
                    "guid": entry.guid,
                    "kind": entry.kind,
                    "digest": entry.digest,
                    "modified": entry.modified,
                    **({"other": entry.other} if entry.other else {}),
                }
                for name, entry in self.entries.items()
            },
            {
                name: {"digest": entry.digest, "modified": entry.modified}
                for name, entry in self.notetypes.items()
            },
        )


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
    changed = sorted(name for name, entry in new.entries.items() if old.entries.get(name) != entry)
    shown = ", ".join(f"`{name}`" for name in changed[:_SHOWN])
    more = f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
    what = f"it is out of date for {shown}{more}" if changed else "its format is old"
    message = f"deck.lock is stale: {what}" if path.exists() else "there is no deck.lock"
    hint = "run `proofdeck build` and commit deck.lock with the cards"
    return Problem(Place(display_path(path)), "stale-lock", message, hint)


def _entry(old: Entry | None, note: Noted, deck: str, now: int) -> Entry:
    if old is None:
        guid = guid_for(deck, note.language, note.slug, note.notetype)
        return Entry(guid, note.notetype, note.digest, now)
    guid, other = old.guid, old.other
    if old.kind != note.notetype:
        guid = old.other or guid_for(deck, note.language, note.slug, note.notetype)
        other = old.guid
    modified = old.modified if old.digest == note.digest else max(now, old.modified + 1)
    return Entry(guid, note.notetype, note.digest, modified, other)


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
