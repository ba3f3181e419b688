"""The cards of a deck by slug and language, with the words an editor shows of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.language_server.findings import Findings, absolute
from generator.model import Place


@dataclass(frozen=True, slots=True)
class KnownCard:
    """A card as it was saved last: the place of its heading, the chapter it stands in, its question
    in plain text, and what a check says of it.
    """

    slug: str
    language: str
    place: Place
    chapter: str
    title: str
    kind: str
    status: str
    reason: str


@dataclass(frozen=True)
class KnownCards:
    """Those of the deck that `findings` are about."""

    findings: Findings

    def __iter__(self) -> Iterator[KnownCard]:
        yield from (card for cards in self._cards.values() for card in cards)

    def named(self, slug: str) -> tuple[KnownCard, ...]:
        """The cards of a slug, one for each language that has it."""
        return self._cards.get(slug, ())

    def language_of(self, path: str) -> str:
        """The language of a chapter, "" for a file that is none."""
        return self._languages.get(path, "")

    def without_twin(self, language: str) -> list[KnownCard]:
        """The cards of other languages that a language lacks."""
        return [
            cards[0]
            for cards in self._cards.values()
            if all(card.language != language for card in cards)
        ]

    @cached_property
    def _languages(self) -> dict[str, str]:
        return {absolute(each.path): each.language for each in self.findings.chapters}

    @cached_property
    def _cards(self) -> dict[str, tuple[KnownCard, ...]]:
        cards: dict[str, list[KnownCard]] = {}
        for chapter in self.findings.chapters:
            titles = {note.place: note.title for note in chapter.notes}
            for card in chapter.cards:
                title = titles.get(card.place, "") or card.slug
                known = KnownCard(
                    card.slug, card.language, card.place, chapter.title, title, card.twin.kind,
                    card.status, card.reason,
                )  # fmt: skip
                if card.slug:
                    cards.setdefault(card.slug, []).append(known)
        return {slug: tuple(found) for slug, found in cards.items()}
