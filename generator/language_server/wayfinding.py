"""From a word to the place that it means, and the places of a file or of all decks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.language_server.cursor import ChapterText, Headline
from generator.language_server.known_cards import KnownCard, KnownCards
from generator.model import Place

_MOST: Final = 200  # places that a list is good for


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an outline: a heading, and the last line that belongs to it."""

    heading: Headline
    last: int
    below: tuple[Part, ...] = ()


def outline(text: ChapterText) -> tuple[Part, ...]:
    """The cards of a chapter below the titles of its parts."""
    parts: list[Part] = []
    headlines = list(text.headlines())
    for index, heading in enumerate(headlines):
        after = headlines[index + 1 :]
        deeper = 2 if heading.level == 2 else 1
        last = next((each.line - 1 for each in after if each.level <= deeper), len(text.lines))
        if heading.level == 2 and parts and parts[-1].heading.level == 1:
            above = parts.pop()
            parts.append(Part(above.heading, above.last, (*above.below, Part(heading, last))))
        else:
            parts.append(Part(heading, last))
    return tuple(parts)


def places_meant(
    text: ChapterText, path: str, line: int, column: int, cards: KnownCards
) -> Iterator[Place]:
    """Where to go from a column, from 0, of a line, from 1: on a heading to the card's twins, on a
    link to its card, on `agrees=NAME` to the fence of that name.
    """
    token = text.token(line, column)
    here = cards.language_of(path)
    if token.region == "heading" and token.kind != "link":
        slug = next((each.slug for each in text.headlines() if each.line == line), "")
        yield from (card.place for card in cards.named(slug) if card.language != here)
    elif token.kind == "link":
        named = cards.named(token.text)
        own = [card for card in named if card.language == here]
        yield from (card.place for card in own or named)
    elif token.region == "fence" and token.name == "agrees":
        name = re.compile(rf"\{{[^}}]*#{re.escape(token.text)}(?![\w-])")
        for number in text.card_lines(line):
            if text.region(number) == "fence" and name.search(text.lines[number - 1]):
                yield Place(path, number)


def cards_like(query: str, decks: Sequence[KnownCards]) -> Iterator[KnownCard]:
    """The cards whose slug, or question, has the characters of a query in their order."""
    wanted = [*query.casefold().replace(" ", "")]
    number = 0
    for cards in decks:
        for card in cards:
            if _has(card.slug, wanted) or _has(card.title.casefold(), wanted):
                yield card
                number += 1
                if number == _MOST:
                    return


def _has(text: str, wanted: Sequence[str]) -> bool:
    characters = iter(text)
    return all(each in characters for each in wanted)
