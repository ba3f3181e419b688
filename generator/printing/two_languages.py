"""Cards with one language in front and another behind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from generator.counted import counted
from generator.model import DeckConfig
from generator.nearest import did_you_mean
from generator.printing.card_grids import UnprintableError
from generator.rendering.rendered import RenderedCard, RenderedChapter, RenderedDeck
from generator.surveying.filters import NoSuchNameError
from generator.writing.fonts import font_families

BOTH: Final = "both"  # languages of a deck that has two


def two_languages(front: RenderedDeck, back: RenderedDeck) -> RenderedDeck:
    """The cards that are in both, as the one asks and the other answers, which repeats the
    question.
    """
    twins = {card.note.slug: card for card in back.cards}

    def cards(chapter: RenderedChapter) -> Sequence[RenderedCard]:
        own = (card for card in chapter.cards() if card.note.slug in twins)
        return tuple(_joined(card, twins[card.note.slug]) for card in own)

    def chapters() -> Iterator[RenderedChapter]:
        for chapter in front.chapters:
            count = sum(card.note.slug in twins for card in chapter.cards())
            if count:
                yield RenderedChapter(chapter.title, partial(cards, chapter), count)

    return replace(front, chapters=tuple(chapters()))


def behind(language: str) -> Mapping[str, Any]:
    """What the template is told of the language behind."""
    return {"behind": {"lang": language.lower().partition("-")[0], **font_families(language)}}


def _joined(card: RenderedCard, twin: RenderedCard) -> RenderedCard:
    tokens, other = json.loads(card.tokens), json.loads(twin.tokens)
    again = {"t": "h", "c": other["question"]}
    tokens |= {"back": [again, *other["back"]], "chapter-behind": other["chapter"]}
    media = {each.name: each for each in (*card.note.media, *twin.note.media)}
    return replace(
        card.with_tokens(tokens),
        note=replace(card.note, media=tuple(media.values())),
        sources={**twin.sources, **card.sources},
    )


def languages_named(config: DeckConfig, name: str) -> tuple[str, ...]:
    """The languages that a name means: one, or that in front and that behind. Raises
    NoSuchNameError for one that the deck does not have.
    """
    if name == BOTH and len(config.languages) == 2:
        return config.languages
    if name == BOTH:
        raise UnprintableError(
            f"the deck has {counted(len(config.languages), 'language')}: name the one in front and "
            "the one behind, as en+zh"
        )
    named = tuple(name.split("+"))
    for language in named:
        if language not in config.languages:
            near = did_you_mean(language, config.languages)
            raise NoSuchNameError(f"the deck has no cards in `{language}`: {near}")
    if len(named) > 2:
        raise UnprintableError("a card has two sides: name two languages")
    return named
