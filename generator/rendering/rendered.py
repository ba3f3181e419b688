"""Cards in the form that goes into files: notes for Anki, data for Typst."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from generator.kinds.table import kind_of
from generator.last_net import net
from generator.model import (
    Chapter,
    DeckConfig,
    Faces,
    Media,
    Place,
    Problem,
    ProblemsError,
    has_errors,
)
from generator.rendering.anki_notes import AnkiNote, render_note
from generator.rendering.formulas import draw_formulas, formula_problems
from generator.rendering.giveaways import giveaways
from generator.rendering.markdown_sides import MarkdownSides, markdown_sides
from generator.rendering.typst_card import key_tokens, typst_card
from generator.rendering.typst_text import clean


@dataclass(frozen=True, slots=True)
class RenderedCard:
    """`tokens` is what Typst prints of it, as JSON. `sources` gives, by the name of a file that
    the card shows, what its author calls it. `verified` is that of its Faces.
    `key` is what of it is marked for a cheat sheet, as a list of such tokens, or empty.
    `sides` is what other tools get, where it was asked for. With more than `most_cards` of paper
    it is long.
    """

    note: AnkiNote
    tokens: str
    verified: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    sides: MarkdownSides | None = None
    most_cards: int = 2
    key: str = ""

    def with_tokens(self, tokens: Any) -> RenderedCard:
        """The card with other tokens, as `json.loads` gives them."""
        return replace(self, tokens=_json(tokens))


@dataclass(frozen=True, slots=True)
class RenderedChapter:
    """One Markdown file of one language. `cards` gives its `count` cards in study order: a
    large deck is not kept in memory as a whole.
    """

    title: str
    cards: Callable[[], Sequence[RenderedCard]]
    count: int


@dataclass(frozen=True, slots=True)
class RenderedDeck:
    """What the writers get: one language of a deck, chapters in study order."""

    config: DeckConfig
    language: str
    chapters: tuple[RenderedChapter, ...]

    @property
    def cards(self) -> Iterator[RenderedCard]:
        for chapter in self.chapters:
            yield from chapter.cards()

    @property
    def notes(self) -> tuple[AnkiNote, ...]:
        return tuple(card.note for card in self.cards)

    @property
    def media(self) -> dict[str, Media]:
        """Every file that the deck shows, by its name."""
        return {media.name: media for card in self.cards for media in card.note.media}


def render_chapter(
    chapter: Chapter, faces: Sequence[Faces], config: DeckConfig, *, sides: bool = False
) -> tuple[RenderedChapter, tuple[Problem, ...]]:
    """The cards of a chapter that can be rendered, and why the others cannot. With `sides`, they
    are in Markdown, too.
    """
    cards: list[RenderedCard] = []
    problems: list[Problem] = []
    with net(problems.append, Place(chapter.path), "drawing the formulas of this chapter"):
        draw_formulas(faces)
    for each in faces:
        card = each.card
        try:
            with net(problems.append, card.place, "rendering this card", card.slug):
                found = tuple(formula_problems(each))
                problems += found
                if not has_errors(found):
                    cards.append(_render(each, config, sides=sides))
        except ProblemsError as error:
            problems += error.problems
    with net(
        problems.append, faces[0].card.place if faces else Place(chapter.path), "reading fronts"
    ):
        problems += giveaways(faces)
    done = tuple(cards)
    return RenderedChapter(clean(chapter.title), lambda: done, len(done)), tuple(problems)


def _render(faces: Faces, config: DeckConfig, *, sides: bool) -> RenderedCard:
    return RenderedCard(
        note=render_note(faces, config),
        tokens=_json(typst_card(faces, config)),
        verified=faces.verified,
        sources=MappingProxyType({media.name: source for source, media in faces.media.items()}),
        sides=markdown_sides(faces) if sides else None,
        most_cards=kind_of(faces.card).most_cards,
        key=_json(key_tokens(faces)) if faces.card.keys else "",
    )


def _json(tokens: Any) -> str:
    return json.dumps(tokens, ensure_ascii=False, separators=(",", ":"))
