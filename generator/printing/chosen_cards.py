"""Which cards of a deck are printed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.deck_files import LOCK_NAME
from generator.comparing.since import State, changelog_since, state_of
from generator.model import Card
from generator.nearest import did_you_mean
from generator.rendering.rendered import RenderedCard, RenderedChapter, RenderedDeck
from generator.surveying.filters import Filter, NoSuchNameError
from generator.surveying.survey import survey

if TYPE_CHECKING:
    from generator.building.built import Built

# What makes the paper of a card another one; a card that moved is as it was.
_PRINTED_ANEW: Final = frozenset({"new", "changed", "renamed", "back"})
_LONGEST: Final = 60  # characters of a file's name
_STRANGE: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """The cards that are wanted: those that `filter` lets through, with one of `slugs` where there
    are any; where there is a revision `since`, only those that are new or changed since it; where
    `studied` has "due" or "failed", only those that the reader's review log means, or `packages`
    that the reader exported from Anki.
    """

    filter: Filter = field(default_factory=Filter)
    slugs: tuple[str, ...] = ()
    since: str = ""
    studied: tuple[str, ...] = ()
    packages: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.filter or self.slugs or self.since or self.studied)

    @property
    def ending(self) -> str:
        """What the names of files of these cards end with, so that they replace no others."""
        wanted = self.filter
        names = [*wanted.chapters, *wanted.tags, *wanted.kinds, *self.slugs]
        names += [f"since-{self.since}"] if self.since else []
        names += self.studied
        parts = (_STRANGE.sub("-", name).strip("-.") for name in names)
        return "".join(f"-{part}" for part in parts if part)[:_LONGEST]

    def state(self, folder: Path) -> State | None:
        """What the cards are compared with. Raises ProblemsError and NoSuchRevisionError."""
        return state_of(folder, LOCK_NAME, self.since) if self.since else None

    def names(self, folder: Path, chapters: Sequence[Path]) -> frozenset[str] | None:
        """The names of the cards, as `en/a-slug`, as far as the Markdown tells them; None for all.

        Raises NoSuchNameError for a name or a slug that no card has, ProblemsError as `survey`.
        """
        if not self.filter and not self.slugs:
            return None
        cards = survey(folder, chapters=tuple(chapters)).cards
        known = {each.card.slug for each in cards}
        for slug in self.slugs:
            if slug not in known:
                raise NoSuchNameError(f"no card has the slug `{slug}`: {did_you_mean(slug, known)}")
        return frozenset(
            f"{each.card.language}/{each.card.slug}"
            for each in self.filter.of(cards)
            if not self.slugs or each.card.slug in self.slugs
        )


def cards_known(folder: Path, chapters: Sequence[Path]) -> dict[str, Card]:
    """The cards as they are written, by their names. Raises ProblemsError as `survey`."""
    cards = survey(folder, chapters=tuple(chapters)).cards
    return {f"{each.card.language}/{each.card.slug}": each.card for each in cards}


def changed_since(state: State, built: Built) -> frozenset[str]:
    """The names of the cards that are new or changed."""
    assert built.lock is not None
    notes = [note for chapter in built.chapters for note in chapter.notes]
    changes = changelog_since(state, built.config, built.lock, notes).changes
    return frozenset(each.name for each in changes.cards if _PRINTED_ANEW.intersection(each.what))


def only(deck: RenderedDeck, names: Collection[str]) -> RenderedDeck:
    """The deck with these cards alone, and the chapters that have one."""

    def cards(chapter: RenderedChapter) -> Sequence[RenderedCard]:
        return tuple(card for card in chapter.cards() if card.note.id in names)

    def chapters() -> Iterator[RenderedChapter]:
        for chapter in deck.chapters:
            count = len(cards(chapter))
            if count:
                yield RenderedChapter(chapter.title, partial(cards, chapter), count)

    return replace(deck, chapters=tuple(chapters()))
