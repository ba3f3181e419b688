"""What is known of cards → the cards of a live deck."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from generator.building.built_chapter import CardFacts
from generator.model import Place, Problem
from generator.previewing.live_state import Changed
from generator.rendering.anki_notes import AnkiNote
from generator.writing.lock import Entry


def card_key(language: str, slug: str, place: Place, taken: set[str]) -> str:
    """What a card goes by; one whose slug is missing, or another's, goes by where it stands.
    `taken` holds the keys that are in use, and is given this one.
    """
    key = f"{language}/{slug}"
    if not slug or key in taken:
        key = f"{language}/line:{place.path}:{place.line}"
    taken.add(key)
    return key


def digest_of(note: AnkiNote | None) -> str:
    """A digest of all that a note shows, 32 hexadecimal digits; "" without a note."""
    if note is None:
        return ""
    parts = (
        note.notetype,
        sorted(note.fields.items()),
        note.tags,
        note.deck,
        sorted(each.name for each in note.media),
    )
    return hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def changed_since(locked: Mapping[str, Entry] | None, note: AnkiNote | None) -> Changed | None:
    """What became of a card since deck.lock was written; None where that cannot be read."""
    if locked is None or note is None:
        return None
    entry = locked.get(note.id)
    if entry is None or entry.retired is not None:
        return "new"
    return "" if entry.digest == note.digest else "changed"


def problems_about(
    path: str, cards: Sequence[CardFacts], problems: Sequence[Problem]
) -> dict[Place, tuple[Problem, ...]]:
    """The problems of a file that are about each card, by its place: those that name it, and those
    without a name from its heading down to the next.
    """
    places = [card.place for card in cards]
    slugs: dict[str, list[Place]] = {}
    for card in cards:
        slugs.setdefault(card.slug, []).append(card.place)
    lines = [place.line for place in places]
    found: dict[Place, list[Problem]] = {}
    for problem in problems:
        above = bisect_right(lines, problem.place.line) - 1
        here = [places[above]] if above >= 0 and problem.place.path == path else []
        named = slugs.get(problem.card, ()) if problem.card else ()
        for place in named if named and not set(here) & set(named) else here:
            found.setdefault(place, []).append(problem)
    return {place: tuple(own) for place, own in found.items()}
