"""Checked and rendered chapters → the cards of a live deck."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from generator.building.built_chapter import BuiltChapter, CardFacts
from generator.model import Place, Problem
from generator.previewing.live_state import Changed, LiveCard
from generator.rendering.anki_notes import AnkiNote
from generator.rendering.rendered import RenderedCard
from generator.writing.lock import Entry


def live_cards(
    chapter: BuiltChapter,
    rendered: Sequence[RenderedCard],
    locked: Mapping[str, Entry] | None,
    taken: set[str],
) -> Iterator[LiveCard]:
    """The cards of a chapter in study order. `locked` is what deck.lock says of each, None if it
    cannot be read; `taken` holds the keys that are in use, and is given those of these cards.
    """
    notes = {card.note.place: card.note for card in rendered}
    about = _about(chapter)
    for facts in chapter.cards:
        note = notes.get(facts.place)
        key = card_key(facts.language, facts.slug, facts.place, taken)
        yield _live(key, facts, note, about.get(facts.place, ()), locked)


def card_key(language: str, slug: str, place: Place, taken: set[str]) -> str:
    """What a card goes by; one whose slug is missing, or another's, goes by where it stands."""
    key = f"{language}/{slug}"
    if not slug or key in taken:
        key = f"{language}/line:{place.path}:{place.line}"
    taken.add(key)
    return key


def note_digest_of(note: AnkiNote | None) -> str:
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
    """What became of a card since deck.lock was written."""
    if locked is None or note is None:
        return None
    entry = locked.get(note.id)
    if entry is None or entry.retired is not None:
        return "new"
    return "" if entry.digest == note.digest else "changed"


def _live(
    key: str,
    facts: CardFacts,
    note: AnkiNote | None,
    problems: tuple[Problem, ...],
    locked: Mapping[str, Entry] | None,
) -> LiveCard:
    return LiveCard(
        key=key,
        slug=facts.slug,
        language=facts.language,
        path=facts.place.path,
        line=facts.place.line,
        question=(note.title if note is not None else "") or facts.slug,
        kind=facts.twin.kind,
        tags=note.tags if note is not None else (),
        deck=note.deck if note is not None else "",
        status=facts.status,
        reason=facts.reason,
        changed=changed_since(locked, note),
        note=note,
        digest=note_digest_of(note),
        problems=problems,
    )


def _about(chapter: BuiltChapter) -> dict[Place, tuple[Problem, ...]]:
    """The problems that are about each card, by its place: those that name it, and those without
    a name from its heading down to the next.
    """
    places = [card.place for card in chapter.cards]
    slugs: dict[str, list[Place]] = {}
    for card in chapter.cards:
        slugs.setdefault(card.slug, []).append(card.place)
    lines = [place.line for place in places]
    found: dict[Place, list[Problem]] = {}
    for problem in chapter.problems:
        above = bisect_right(lines, problem.place.line) - 1
        here = [places[above]] if above >= 0 and problem.place.path == chapter.path else []
        named = slugs.get(problem.card, ()) if problem.card else ()
        for place in named if named and not set(here) & set(named) else here:
            found.setdefault(place, []).append(problem)
    return {place: tuple(problems) for place, problems in found.items()}
