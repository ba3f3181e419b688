"""Large decks in parts that are compiled separately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from generator.rendering.rendered import RenderedCard, RenderedChapter, RenderedDeck

# The compiler's memory grows with its document: a thousand cards take about 400 MB. An edit
# recompiles one part.
MOST_CARDS: Final = 500


def shards(deck: RenderedDeck, most: int = MOST_CARDS) -> tuple[RenderedDeck, ...]:
    """The deck in parts of at most `most` cards, cut between chapters if possible."""
    parts: list[list[RenderedChapter]] = [[]]
    room = most
    for chapter in deck.chapters:
        for piece in _pieces(chapter, most):
            if piece.count > room and parts[-1]:
                parts.append([])
                room = most
            parts[-1].append(piece)
            room -= piece.count
    return tuple(replace(deck, chapters=tuple(part)) for part in parts)


def _pieces(chapter: RenderedChapter, most: int) -> tuple[RenderedChapter, ...]:
    if chapter.count <= most:
        return (chapter,)

    def piece(start: int) -> RenderedChapter:
        def cards() -> Sequence[RenderedCard]:
            return chapter.cards()[start : start + most]

        return RenderedChapter(chapter.title, cards, min(most, chapter.count - start))

    return tuple(piece(start) for start in range(0, chapter.count, most))
