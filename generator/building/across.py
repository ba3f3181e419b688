"""What is wrong with a deck across its chapters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.deck_files import LOCK_NAME
from generator.building.on_paper import chapter_problems, unprinted_characters
from generator.building.selection import Asked
from generator.checking.twins import differing_twins
from generator.model import DeckConfig, Problem, ProblemsError, has_errors
from generator.reading.chapter_files import DeckParts, doubled_slugs, no_cards
from generator.reading.whole_deck import perhaps_slugs, with_others
from generator.writing.lock import Lock

if TYPE_CHECKING:
    from generator.building.built_chapter import BuiltChapter

_STRAY: Final = ("stray-text", "warning")


def deck_problems(
    config: DeckConfig, parts: DeckParts, chapters: Sequence[BuiltChapter], asked: Asked
) -> tuple[Problem, ...]:
    """The problems of the chapters, and those that concern several of the deck's files."""
    found = [*parts.problems, *chapter_problems(chapters, asked)]
    slugs = [use for chapter in chapters for use in chapter.slugs]
    found += unprinted_characters(config, chapters, asked)
    found += doubled_slugs(with_others(slugs, {each.path for each in chapters}, parts.files))
    found += _without_slugs(config, parts, chapters, asked)
    if not any(chapter.cards for chapter in chapters):
        # One problem says why; that its text is on no card follows from that.
        strays = [each for each in found if (each.code, each.severity) == _STRAY]
        found = [each for each in found if each not in strays]
        if not has_errors(found):
            found.append(no_cards(Path(config.folder), parts.passed_over, strays))
    if asked.selection.chapters:
        return tuple(found)  # the twins may be in other files
    twins = {
        language: [
            card.twin
            for chapter in chapters
            if chapter.language == language
            for card in chapter.cards
        ]
        for language in config.languages
    }
    return (*found, *differing_twins(config.languages, twins, asked.severity))


def _without_slugs(
    config: DeckConfig, parts: DeckParts, chapters: Sequence[BuiltChapter], asked: Asked
) -> Iterator[Problem]:
    if asked.selection.cards or not any(chapter.unslugged for chapter in chapters):
        return  # a card is selected by its slug
    from generator.reading.missing_slugs import no_slug_problems

    folder = Path(config.folder)
    uses = [use for chapter in chapters for use in chapter.slugs]
    taken = locked_slugs(folder / LOCK_NAME)
    if asked.selection.chapters:
        taken |= perhaps_slugs(parts.files)
    yield from no_slug_problems(folder, chapters, uses, taken)


def locked_slugs(lock: Path) -> frozenset[str]:
    """The slugs that cards of a deck have or had; a new card must not be taken for an old one."""
    try:
        return frozenset(name.rpartition("/")[2] for name in Lock.read(lock).entries)
    except ProblemsError:
        return frozenset()  # a build says what is wrong with it
