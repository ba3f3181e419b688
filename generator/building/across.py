"""What is wrong with a deck across its chapters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.building.on_paper import unprinted_characters
from generator.building.selection import Asked
from generator.checking.twins import differing_twins
from generator.model import DeckConfig, Problem, has_errors
from generator.reading.chapter_files import DeckParts, doubled_slugs, no_cards
from generator.reading.whole_deck import with_others

if TYPE_CHECKING:
    from generator.building.built_chapter import BuiltChapter


def deck_problems(
    config: DeckConfig, parts: DeckParts, chapters: Sequence[BuiltChapter], asked: Asked
) -> tuple[Problem, ...]:
    """The problems of the chapters, and those that concern several of the deck's files."""
    found = [*parts.problems, *(each for chapter in chapters for each in chapter.problems)]
    slugs = [use for chapter in chapters for use in chapter.slugs]
    found += unprinted_characters(config, chapters, asked)
    found += doubled_slugs(with_others(slugs, {each.path for each in chapters}, parts.files))
    if not has_errors(found) and not any(chapter.cards for chapter in chapters):
        found.append(no_cards(Path(config.folder), parts.passed_over))
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
