"""A deck of one language whose cards are given as they are shown, and what it is rendered to."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Chapter, DeckConfig, Faces, Problem, ProblemsError
from generator.rendering.rendered import RenderedChapter, RenderedDeck, render_chapter


@dataclass(frozen=True, slots=True)
class FacedDeck:
    """One language of a deck, cards in study order."""

    config: DeckConfig
    language: str
    chapters: tuple[tuple[Chapter, tuple[Faces, ...]], ...]

    @property
    def faces(self) -> tuple[Faces, ...]:
        return tuple(faces for _, group in self.chapters for faces in group)


def render_deck(deck: FacedDeck) -> RenderedDeck:
    """A deck of one language. Raises ProblemsError for all that cannot be shown."""
    chapters: list[RenderedChapter] = []
    problems: list[Problem] = []
    for chapter, faces in deck.chapters:
        rendered, found = render_chapter(chapter, faces, deck.config)
        chapters.append(rendered)
        problems += (problem for problem in found if problem.severity == "error")
    if problems:
        raise ProblemsError(*problems)
    return RenderedDeck(deck.config, deck.language, tuple(chapters))
