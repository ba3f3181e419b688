"""What changed between a lock and the notes of a deck."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from generator.comparing.likeness import alike
from generator.comparing.other_names import renamed_subdecks
from generator.model import Place
from generator.writing.lock import Entry, Lock, Noted

# "reidentified": another GUID, so that in Anki it is another note and the history of the old one is
# lost. "gone": without a word; "retired": by its author. "back": it was gone or retired before.
What = Literal["new", "changed", "moved", "reidentified", "renamed", "gone", "retired", "back"]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed about a card in one language: entries of the lock before and after. `name` is
    `language/slug`, `was` the name before where that was another. `place` is that of the card,
    None for one that is not there.
    """

    name: str
    what: tuple[What, ...]
    before: Entry | None
    after: Entry | None
    place: Place | None = None
    was: str = ""

    @property
    def language(self) -> str:
        return self.name.partition("/")[0]

    @property
    def slug(self) -> str:
        return self.name.partition("/")[2]

    @property
    def title(self) -> str:
        """What the card asks, or its slug where that is not known."""
        known = [each.title for each in (self.after, self.before) if each is not None]
        return next(filter(None, known), self.slug)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, in study order, with the cards that are not there at the end. `first` says
    that nothing was known before. `alike` are pairs of cards, of which one is gone and the other,
    which is there, may be the same card under another slug. `slugs` are those of the deck,
    `subdecks` the new names of sub-decks by language and old name. `look` says that the note types
    changed.
    """

    cards: tuple[Change, ...] = ()
    alike: tuple[tuple[Change, Change], ...] = ()
    first: bool = False
    slugs: frozenset[str] = frozenset()
    look: bool = False
    subdecks: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def moved(self) -> tuple[Change, ...]:
        """The cards that moved to another sub-deck, and not with theirs."""
        return tuple(each for each in self.of("moved") if not self.moved_along(each))

    def moved_along(self, change: Change) -> bool:
        """Whether a card stands in another sub-deck only because that has another name now."""
        before = change.before.subdeck if change.before is not None else None
        return before is not None and (change.language, before) in self.subdecks

    def of(self, what: What) -> tuple[Change, ...]:
        """The changes of one sort."""
        return tuple(each for each in self.cards if what in each.what)


def compare(
    old: Lock,
    new: Lock,
    notes: Sequence[Noted],
    *,
    whole: bool = True,
    were: Collection[str] | None = None,
) -> Changes:
    """What changed from the lock `old` to a deck with `notes`, whose lock is `new`.

    Only where the notes are the `whole` deck can a card be gone. `were` names the cards that the
    deck had, which a lock does not tell: it keeps those that are gone. None is all that are not
    retired.
    """
    if not old.entries:
        return Changes(tuple(_new(new, notes)), first=True)
    here = {note.id: note for note in notes}
    sources = _sources(old, new, here, whole=whole)
    compared = (_compared(old, new, note, sources[note.id], were) for note in notes)
    cards = [change for change in compared if change.what]
    if whole:
        stay = {*sources.values()}
        guids = {new.entries[name].guid for name in here}  # a note has two names after a merge
        away = [
            name
            for name, entry in old.entries.items()
            if name not in stay and entry.guid not in guids
        ]
        cards += _away(old, new, away, were)
    slugs = frozenset(note.slug for note in notes)
    both = ((name, old.entries[was], new.entries[name]) for name, was in sources.items() if was)
    subdecks = renamed_subdecks(both) if whole else {}
    similar = _alike(new, cards, here) if whole else ()
    look = any(
        name in old.notetypes and old.notetypes[name].digest != kept.digest
        for name, kept in new.notetypes.items()
    )
    return Changes(tuple(cards), similar, False, slugs, look, MappingProxyType(subdecks))


def _sources(old: Lock, new: Lock, here: Collection[str], *, whole: bool) -> dict[str, str]:
    """The name that each card had before, "" for one that was not there. A card is told by its
    GUID: another may have its old name now.
    """
    by_guid = {entry.guid: name for name, entry in old.entries.items()}
    by_guid |= {entry.guid: name for name, entry in old.entries.items() if name not in here}
    guids = {new.entries[name].guid for name in here}
    found = {}
    for name in here:
        guid, before = new.entries[name].guid, old.entries.get(name)
        if before is not None and before.guid == guid:
            found[name] = name
        elif whole and guid in by_guid:
            found[name] = by_guid[guid]
        else:
            found[name] = "" if before is None or before.guid in guids else name
    return found


def _new(lock: Lock, notes: Sequence[Noted]) -> Iterator[Change]:
    for note in notes:
        yield Change(note.id, ("new",), None, lock.entries[note.id], note.place)


def _compared(
    old: Lock, new: Lock, note: Noted, source: str, were: Collection[str] | None
) -> Change:
    after, before = new.entries[note.id], old.entries.get(source)
    was = source if source != note.id else ""
    what: list[What] = []
    if before is None:
        what.append("new")
    elif before.retired is not None or (were is not None and source not in were):
        what.append("back")
    if before is not None:
        if was:
            what.append("renamed")
        if before.guid != after.guid:
            what.append("reidentified")
        # The slug is part of what the digest covers.
        elif before.title != after.title if was else before.digest != after.digest:
            what.append("changed")
        if None not in (before.subdeck, after.subdeck) and before.subdeck != after.subdeck:
            what.append("moved")
    return Change(note.id, tuple(what), before, after, note.place, was)


def _away(
    old: Lock, new: Lock, names: Sequence[str], were: Collection[str] | None
) -> Iterator[Change]:
    by_guid = {entry.guid: entry for entry in new.entries.values()}
    for name in sorted(names):
        before = old.entries[name]
        after = by_guid.get(before.guid)
        if before.retired is not None or (were is not None and name not in were):
            continue
        retired = after is not None and after.retired is not None
        yield Change(name, ("retired" if retired else "gone",), before, after)


def _alike(
    lock: Lock, cards: Sequence[Change], here: dict[str, Noted]
) -> tuple[tuple[Change, Change], ...]:
    """The cards that are gone, each with the one that is most like it."""
    gone = {each.name: each for each in cards if "gone" in each.what and each.name not in here}
    new = {each.name: each for each in cards if "new" in each.what}
    if not gone:
        return ()
    titles = {name: change.before.title for name, change in gone.items() if change.before}
    present = {name: lock.entries[name].title for name in here}
    return tuple(
        (
            gone[before],
            new.get(after)
            or Change(after, (), lock.entries[after], lock.entries[after], here[after].place),
        )
        for before, after in alike(titles, present, new)
    )
