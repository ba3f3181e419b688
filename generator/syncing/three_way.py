"""A deck, a collection, and what the last sync left there → a plan. Nothing is asked or done."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from generator.rendering.anki_notes import note_digest
from generator.syncing.held import HeldCard, HeldNote, Holding
from generator.syncing.leaves import shown_alike
from generator.syncing.memory import Memory
from generator.syncing.our_deck import DERIVED, OurDeck, counted_fields
from generator.syncing.plan import TO_TAKE_OUT, Change, OurNote, Plan, Prune, Version, What

RETIRED_TAG: Final = "proofdeck::retired"  # on notes that were taken out
_LAST: Final = "Slug"
_BY_ANKI: Final = frozenset({"leech", "marked"})  # tags that Anki itself sets


def compare(ours: OurDeck, holding: Holding, memory: Memory, *, prune: Prune | None = None) -> Plan:
    """What a sync would do with each note of one language.

    `prune` says how notes that are no longer in the deck are taken out; None is to suspend those
    that no earlier sync has taken out in another way.
    """
    return _Comparison(ours, holding, memory, prune).plan()


@dataclass(frozen=True, slots=True)
class _Comparison:
    ours: OurDeck
    holding: Holding
    memory: Memory
    prune: Prune | None

    def plan(self) -> Plan:
        decks = frozenset(same_name(note.version.deck) for note in self.ours.notes)
        changes = [self._note(note, decks) for note in self.ours.notes]
        ours = {note.guid for note in self.ours.notes}
        changes += (
            self._former(held) for guid, held in self.holding.notes.items()
            if guid not in ours and self._here(held)
        )  # fmt: skip
        own = self.holding.of(change.guid for change in changes)
        return Plan(
            self.ours.language, self.ours.root, tuple(changes), own, self._looks(),
            self.prune or "suspend",
        )  # fmt: skip

    def _here(self, held: HeldNote) -> bool:
        """Whether a note that the deck has not is of this language."""
        return held.guid in self.ours.former or (
            held.fields.get("Id") == f"{self.ours.id}/{held.guid}"
            and held.fields.get("Language") == self.ours.locale
        )

    def _looks(self) -> tuple[str, ...]:
        """The note types whose templates or style would arrive: Anki takes newer ones."""
        held = self.holding.types
        return tuple(
            name
            for name, one in self.ours.types.items()
            if name in held and held[name].look != one.look and held[name].modified < one.modified
        )

    def _note(self, note: OurNote, decks: Collection[str]) -> Change:
        held = self.holding.notes.get(note.guid)
        base = self._base(note.guid)
        if held is None:
            if base is not None:
                what: What = "deleted"
            else:
                former = self.ours.replacing.get(note.guid, "")
                what = "kind changed" if former in self.holding.notes else "new"
            return Change(
                note.name, note.guid, what, note.kind, base, note.version, tags=note.version.tags
            )
        what, keeps = self._content(note, held, base)
        apart = held.own_type or held.kind != note.kind
        tags = _merged(held.tags, note.version.tags, base.tags if base else None)
        if apart:
            tags = tuple(tag for tag in held.tags if tag != RETIRED_TAG)
        astray = [card for card in held.cards if not _in(card, note.version.deck)]
        ours = [card for card in astray if self._ours(card, note, held, base, decks)]
        moves = tuple(card for card in ours if not card.filtered)
        if what in ("same", "edited") and _differ(tags, held.tags):
            keeps = keeps or what == "edited"
            what = "changed"
        if RETIRED_TAG in held.tags and what in ("same", "edited", "changed"):
            what = "back"
        if what in ("same", "edited") and moves:
            what = "moved"
        if what == "same" and any(not card.filtered for card in astray):
            what = "elsewhere"
        return Change(
            note.name,
            note.guid,
            what,
            note.kind,
            base,
            note.version,
            _theirs(held),
            held,
            tags,
            moves,
            tuple(card for card in ours if card.filtered),
            blocked=what == "changed" and held.modified >= note.version.modified,
            keeps=keeps,
            asleep=self._asleep(held),
        )

    def _asleep(self, held: HeldNote) -> tuple[int, ...]:
        """The cards of a note that stay suspended when it comes back."""
        if self.memory.pruned.get(held.guid) == "tag":
            return tuple(card.id for card in held.cards)
        return self.memory.asleep.get(held.guid, ())

    def _base(self, guid: str) -> Version | None:
        if self.memory.pruned.get(guid) == "delete":
            return None
        return self.memory.notes.get(guid)

    def _content(self, note: OurNote, held: HeldNote, base: Version | None) -> tuple[What, bool]:
        """Who has changed the fields, and whether those of the reader stay."""
        names = counted_fields(note.kind)
        ours = note.version
        if held.own_type or held.kind != note.kind:  # the reader's doing; no import changes it
            return "edited", True
        if same_fields(names, ours.fields, held.fields):
            return "same", False
        shown = frozenset(names) - DERIVED
        if base is not None:
            # An output that varies may differ from build to build in a note that has not changed.
            changed = base.modified != ours.modified
            touched = not (
                same_fields(names, base.fields, held.fields)
                # Anki's editor writes HTML anew, and a pull may have brought the reader's words.
                or any(shown_alike(one.fields, held.fields, shown) for one in (base, ours))
            )
            if not touched:
                return ("changed", False) if changed else ("same", False)
            return ("conflict", True) if changed else ("edited", True)
        if held.modified == ours.modified:
            return "same", False
        if self._untouched(note, held, names) or shown_alike(ours.fields, held.fields, shown):
            return "changed", False
        return "conflict", True

    def _untouched(self, note: OurNote, held: HeldNote, names: tuple[str, ...]) -> bool:
        """Whether the collection's copy is an earlier version of ours, as far as can be known."""
        if held.modified in self.ours.past.times:
            return True
        had = tuple(name for name in names if name in held.fields)
        if len(had) < len(names) and same_fields(had, note.version.fields, held.fields):
            return True
        fields = {name: held.fields.get(name, "") for name in names}
        # The notes of version 1 ended with the slug.
        ended = names.index(_LAST) + 1
        older = {name: fields[name] for name in names[:ended] if name in held.fields} | {
            name: fields[name] for name in names[ended:] if fields[name]
        }
        digests = self.ours.past.digests.get(note.guid, ())
        own = tuple(tag for tag in held.tags if tag.casefold() not in _BY_ANKI)
        return any(
            note_digest(note.kind, each, tuple(sorted(tags))) in digests
            for each in (fields, older)
            for tags in (held.tags, own, note.version.tags)
        )

    def _ours(
        self,
        card: HeldCard,
        note: OurNote,
        held: HeldNote,
        base: Version | None,
        decks: Collection[str],
    ) -> bool:
        """Whether a card stands where an earlier version of the deck put it, not its reader."""
        if base is not None and base.deck:
            moved = same_name(base.deck) != same_name(note.version.deck)
            return moved and (card.filtered or _in(card, base.deck))
        root, _, below = card.deck.partition("::")
        if card.filtered or same_name(root) != same_name(self.ours.root):
            return False
        before = self.ours.past.subdecks.get(note.guid, ())
        leaf = card.deck.rpartition("::")[2]
        chapter = held.fields.get("Chapter", "")
        return (
            below in before
            or same_name(card.deck) in decks
            or same_name(leaf) == same_name(chapter)
            or not below
        )

    def _former(self, held: HeldNote) -> Change:
        """What becomes of a note that the deck has not any more."""
        name, what = self.ours.former.get(held.guid, ("", "unknown"))
        if not name:
            name = f"{self.ours.language}/{held.fields.get('Slug', held.guid)}"
        if what in TO_TAKE_OUT and self._taken_out(held):
            what = "same"
        return Change(
            name, held.guid, what, held.kind, self._base(held.guid), None, _theirs(held), held,
            tags=(*(tag for tag in held.tags if tag != RETIRED_TAG), RETIRED_TAG),
        )  # fmt: skip

    def _taken_out(self, held: HeldNote) -> bool:
        tagged = RETIRED_TAG in held.tags
        how = self.memory.pruned.get(held.guid)
        match self.prune:
            case "delete":
                return False
            case "tag":
                return tagged
            case "suspend":
                return tagged and (how == "suspend" or _suspended(held))
            case None:
                return tagged and (how is not None or _suspended(held))


def _suspended(held: HeldNote) -> bool:
    return all(card.suspended for card in held.cards)


def _theirs(held: HeldNote) -> Version:
    decks = {card.deck for card in held.cards}
    return Version(held.fields, held.tags, decks.pop() if len(decks) == 1 else "", held.modified)


def same_fields(names: Collection[str], one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Anki stores text in the normal form C."""
    return all(_normal(one.get(name, "")) == _normal(other.get(name, "")) for name in names)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def same_name(name: str) -> str:
    """Names of decks and tags that Anki takes for one are equal here."""
    return _normal(name).casefold()


def _in(card: HeldCard, deck: str) -> bool:
    return same_name(card.deck) == same_name(deck)


def _merged(
    theirs: tuple[str, ...], ours: tuple[str, ...], base: tuple[str, ...] | None
) -> tuple[str, ...]:
    """The tags of a note that both may have tagged: what either added or took away since `base`.
    Without one, all of both.
    """
    known = set(map(same_name, ours)), set(map(same_name, base or ()))
    removed, before = known[1] - known[0], known[1]
    kept = [tag for tag in theirs if same_name(tag) not in removed and tag != RETIRED_TAG]
    have = set(map(same_name, theirs))
    added = [tag for tag in ours if same_name(tag) not in have | before]
    return tuple(_once((*kept, *added)))


def _once(tags: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for tag in tags:
        if same_name(tag) not in seen:
            seen.add(same_name(tag))
            yield tag


def _differ(tags: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return set(map(same_name, tags)) != set(map(same_name, others)) - {same_name(RETIRED_TAG)}
