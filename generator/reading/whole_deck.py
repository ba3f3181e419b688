"""A deck's folder → all its cards."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.last_net import net
from generator.model import Chapter, Deck, Place, Problem, ProblemsError
from generator.reading.chapter import read_chapter
from generator.reading.chapter_files import (
    ChapterFile,
    SlugUse,
    deck_files,
    doubled_slugs,
    no_cards,
)
from generator.reading.config import read_config
from generator.reading.images import image_problems
from generator.reading.source import read_source


def read_deck(folder: Path) -> tuple[Deck, tuple[Problem, ...]]:
    """Read every card of a deck, in study order, and everything wrong with what was written.

    Raises ProblemsError only where there is no deck to speak of: no or bad `deck.toml`.
    """
    config = read_config(folder)
    files, missing = deck_files(folder, config)
    chapters, slugs, problems = read_files(files)
    deck = Deck(config, chapters)
    found = [*missing, *problems, *doubled_slugs(slugs)]
    if not deck.cards() and not found:
        found.append(no_cards(folder))
    return deck, (*found, *image_problems(deck))


def read_files(
    files: Iterable[ChapterFile],
) -> tuple[tuple[Chapter, ...], tuple[SlugUse, ...], tuple[Problem, ...]]:
    """The chapters of files that can be read, the slugs in them, and what is wrong in them."""
    chapters: list[Chapter] = []
    slugs: list[SlugUse] = []
    problems: list[Problem] = []
    for file in files:
        try:
            source = read_source(file.path)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        with net(problems.append, Place(source.path), "reading this chapter"):
            chapter, used = read_chapter(source, file.language, problems.append)
            chapters.append(chapter)
            slugs += (SlugUse(file.language, slug, place) for slug, place in used)
    return tuple(chapters), tuple(slugs), tuple(problems)
