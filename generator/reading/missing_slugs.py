"""What the slugs could be that an author left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple, Protocol

from generator.model import Place, Problem, Unslugged
from generator.reading.chapter_files import SlugUse
from generator.reading.slugs import SlugMaker
from generator.reading.source import display_path

_CLOSING: Final = re.compile(r"([ \t]+#+)?[ \t]*$")
_MOST_SHOWN: Final = 10  # cards of a file that are named one by one
_Written = SlugUse | Unslugged


class _Card(NamedTuple):
    language: str
    written: _Written


class ReadChapter(Protocol):
    """What is known of a chapter."""

    @property
    def path(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def unslugged(self) -> Sequence[Unslugged]: ...


def with_slug(card: Unslugged, slug: str) -> str:
    """The line of a heading with a slug in it."""
    if card.braces:
        return f"{card.line[: card.braces]}#{slug} {card.line[card.braces :].lstrip()}"
    end = _CLOSING.search(card.line)
    at = end.start() if end else len(card.line)
    return f"{card.line[:at]} {{#{slug}}}{card.line[at:].rstrip()}"


def proposed_slugs(
    folder: Path,
    chapters: Sequence[ReadChapter],
    uses: Iterable[SlugUse],
    taken: Set[str] = frozenset(),
) -> dict[Place, str]:
    """A slug for each card of a deck's chapters that has none, by the place of the card: made of
    its question, and one that no other card of the deck has, nor is `taken`.

    Where a chapter of the same name in another language has as many cards, the cards are taken
    for translations of each other, which share a slug.
    """
    cards_of: dict[str, list[_Written]] = {each.path: [*each.unslugged] for each in chapters}
    there = set()
    for use in uses:
        there.add((use.language, use.slug))
        cards_of.setdefault(use.place.path, []).append(use)
    rows: dict[PurePosixPath, list[list[_Card]]] = {}
    for chapter in chapters:
        cards = sorted(cards_of[chapter.path], key=lambda card: card.place)
        row = [_Card(chapter.language, card) for card in cards]
        rows.setdefault(_name(folder, chapter), []).append(row)
    maker = SlugMaker({slug for _, slug in there} | taken)
    found: dict[Place, str] = {}
    for same in (each for group in rows.values() for each in _same_cards(group)):
        slug = next((card.slug for _, card in same if isinstance(card, SlugUse)), "")
        for language, card in same:
            if isinstance(card, Unslugged):
                if not slug or (language, slug) in there:
                    slug = maker.make(card.question)
                there.add((language, slug))
                found[card.place] = slug
    return found


def _name(folder: Path, chapter: ReadChapter) -> PurePosixPath:
    """The path of a chapter in the folder of its language."""
    start = PurePosixPath(display_path(folder / chapter.language))
    path = PurePosixPath(chapter.path)
    return path.relative_to(start) if path.is_relative_to(start) else path


def _same_cards(rows: Sequence[Sequence[_Card]]) -> Iterator[Sequence[_Card]]:
    """The cards of chapters of one name, each with its translations."""
    if len(rows) > 1 and len({len(row) for row in rows}) == 1:
        cards = list(zip(*rows, strict=True))
        slugs = [{card.slug for _, card in each if isinstance(card, SlugUse)} for each in cards]
        if all(len(each) < 2 for each in slugs):
            yield from cards
            return
    for row in rows:
        yield from ((card,) for card in row)


def no_slug_problems(
    folder: Path,
    chapters: Sequence[ReadChapter],
    uses: Sequence[SlugUse],
    taken: Set[str] = frozenset(),
) -> Iterator[Problem]:
    """A problem for each card without a slug, one for a whole file where that are many."""
    if not any(chapter.unslugged for chapter in chapters):
        return
    proposed = proposed_slugs(folder, chapters, uses, taken)
    begun = {use.place.path for use in uses}
    for chapter in chapters:
        cards = chapter.unslugged
        lines = [with_slug(card, proposed[card.place]).strip() for card in cards]
        if len(cards) > _MOST_SHOWN or (len(cards) > 1 and chapter.path not in begun):
            message = (
                f"{len(cards):,} cards of this file have no slug, by which Anki recognises them"
            )
            hint = f"run `proofdeck stamp`, which writes {lines[0]} and so on"
            yield Problem(cards[0].place, "no-slug", message, hint)
            continue
        for card, line in zip(cards, lines, strict=True):
            message = "this card has no slug, by which Anki recognises it"
            yield Problem(card.place, "no-slug", message, f"write {line}, or run `proofdeck stamp`")
