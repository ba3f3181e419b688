"""Several versions of `deck.lock`, as a merge leaves them, in one that loses no entry and no GUID
that a reader may have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator.model import NoteKind
from generator.writing.lock import Entry, Lock, TypeEntry, guid_for


@dataclass(frozen=True, slots=True)
class Merged:
    """A lock of several. `changed` names the cards whose content is not the same in all that have
    them; `dropped` gives for cards with several GUIDs those that were not kept; `shared` are names
    of cards that have one GUID, as after a rename on one side.
    """

    lock: Lock
    changed: tuple[str, ...]
    dropped: Mapping[str, tuple[str, ...]]
    shared: tuple[tuple[str, ...], ...]


def merged(
    deck: str,
    entries: Mapping[str, Sequence[Entry]],
    notetypes: Mapping[str, Sequence[TypeEntry]],
) -> Merged:
    """The lock of the deck with the id `deck` from all versions of each entry. Their order does
    not matter.
    """
    kept: dict[str, Entry] = {}
    dropped: dict[str, tuple[str, ...]] = {}
    owners: dict[str, list[str]] = {}
    for name, versions in sorted(entries.items()):
        entry = kept[name] = _entry(deck, name, versions)
        guids = {guid for each in versions for guid in (each.guid, each.other) if guid}
        lost = guids - {entry.guid, entry.other}
        if lost:
            dropped[name] = tuple(sorted(lost))
        owners.setdefault(entry.guid, []).append(name)
    types = {
        name: max(versions, key=lambda each: (each.modified, each.digest))
        for name, versions in notetypes.items()
    }
    lock = Lock(MappingProxyType(kept), MappingProxyType(types), deck)
    changed = tuple(
        name for name, versions in sorted(entries.items()) if len({*map(_content, versions)}) > 1
    )
    shared = tuple(tuple(names) for names in owners.values() if len(names) > 1)
    return Merged(lock, changed, MappingProxyType(dropped), shared)


def merge_locks(*locks: Lock) -> Merged:
    """The locks in one. Raises ValueError where they are those of several decks."""
    ids = {lock.deck for lock in locks if lock.deck}
    if len(ids) > 1:
        raise ValueError(f"these are the locks of several decks: {', '.join(sorted(ids))}")
    entries: dict[str, list[Entry]] = {}
    notetypes: dict[str, list[TypeEntry]] = {}
    for lock in locks:
        for name, entry in lock.entries.items():
            entries.setdefault(name, []).append(entry)
        for name, kept in lock.notetypes.items():
            notetypes.setdefault(name, []).append(kept)
    return merged("".join(ids), entries, notetypes)


def _entry(deck: str, name: str, versions: Sequence[Entry]) -> Entry:
    # What stands in the cards now is not known here. The next build compares it with the newest.
    newest = max(versions, key=lambda each: (each.modified, each.digest, _order(each)))
    by_kind: dict[NoteKind, list[tuple[str, int]]] = {}
    for each in versions:
        by_kind.setdefault(each.kind, []).append((each.guid, each.modified))
        if each.other:
            by_kind.setdefault(_other(each.kind), []).append((each.other, each.modified))
    contents = {each.digest for each in versions if each.modified == newest.modified}
    others = by_kind.get(_other(newest.kind), ())
    known = sorted(each.subdeck for each in versions if each.subdeck is not None)
    titles = sorted(each.title for each in versions if each.title)
    return Entry(
        guid=_oldest(deck, name, newest.kind, by_kind[newest.kind]),
        kind=newest.kind,
        digest=newest.digest,
        # Of two contents of one time, neither would replace the other.
        modified=newest.modified + (len(contents) > 1),
        other=_oldest(deck, name, _other(newest.kind), others) if others else "",
        subdeck=newest.subdeck if newest.subdeck is not None or not known else known[0],
        title=newest.title or (titles[0] if titles else ""),
        # The next build takes the mark away if the card is in the deck.
        retired=max((each.retired for each in versions if each.retired is not None), default=None),
    )


def _oldest(deck: str, name: str, kind: NoteKind, found: Sequence[tuple[str, int]]) -> str:
    """The GUID that readers are most likely to have: not the one that a new card of this slug
    gets, because the card had another slug before; else the one that changed first.
    """
    language, _, slug = name.partition("/")
    fresh = guid_for(deck, language, slug, kind)
    return min(found, key=lambda each: (each[0] == fresh, each[1], each[0]))[0]


def _other(kind: NoteKind) -> NoteKind:
    return "cloze" if kind == "basic" else "basic"


def _content(entry: Entry) -> tuple[object, ...]:
    """Without what follows from where a card stands, and what older locks do not know."""
    return (entry.guid, entry.kind, entry.digest, entry.modified, entry.other, entry.retired)


def _order(entry: Entry) -> tuple[object, ...]:
    subdeck = "" if entry.subdeck is None else entry.subdeck
    return (entry.kind, entry.guid, entry.other, entry.title, subdeck, entry.subdeck is None)
