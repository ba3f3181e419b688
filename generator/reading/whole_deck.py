"""A deck's folder → all its cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.last_net import net
from generator.model import Chapter, Deck, Place, Problem, ProblemsError, has_errors
from generator.reading.chapter_files import (
    ChapterFile,
    SlugUse,
    deck_files,
    doubled_slugs,
    no_cards,
)
from generator.reading.config import read_config
from generator.reading.missing_slugs import no_slug_problems
from generator.reading.source import Source, display_path, located, read_source

_SLUG_LIKE: Final = re.compile(r"#([a-z0-9-]+)")


def read_deck(folder: Path) -> tuple[Deck, tuple[Problem, ...]]:
    """Read every card of a deck, in study order, and everything wrong with what was written.

    Raises ProblemsError only where there is no deck to speak of: no or bad `deck.toml`.
    """
    from generator.reading.images import image_problems

    config = read_config(folder)
    parts = deck_files(folder, config)
    chapters, slugs, problems = read_files(parts.files, allow_html=config.allow_html)
    deck = Deck(config, chapters)
    found = [*parts.problems, *problems, *doubled_slugs(slugs)]
    found += no_slug_problems(folder, chapters, slugs)
    if not deck.cards() and not has_errors(found):
        found.append(no_cards(folder, parts.passed_over))
    return deck, (*found, *image_problems(deck))


def with_others(
    slugs: Sequence[SlugUse], read: Set[str], files: Sequence[ChapterFile]
) -> Sequence[SlugUse]:
    """The slugs of the files `read`, and where others of a deck's `files` have the same ones, in
    study order. Such a file is parsed only if it may have one of the slugs; its other problems are
    not reported.
    """
    order = {display_path(file.path): position for position, file in enumerate(files)}
    wanted = {(use.language, use.slug) for use in slugs}
    others = [
        file
        for file in files
        if display_path(file.path) not in read
        and any((file.language, slug) in wanted for slug in _perhaps(file))
    ]
    if not others:  # the parser takes longer to load than all else where nothing has changed
        return sorted(slugs, key=lambda use: order.get(use.place.path, -1))
    more = [use for use in read_files(others)[1] if (use.language, use.slug) in wanted]
    return sorted([*slugs, *more], key=lambda use: order.get(use.place.path, -1))


def perhaps_slugs(files: Iterable[ChapterFile]) -> frozenset[str]:
    """All words in files that may be slugs, without parsing any."""
    return frozenset(slug for file in files for slug in _perhaps(file))


def _perhaps(file: ChapterFile) -> list[str]:
    try:
        return _SLUG_LIKE.findall(read_source(file.path).text)
    except ProblemsError:
        return []


def read_files(
    files: Iterable[ChapterFile],
    *,
    allow_html: bool = True,
    texts: Mapping[Path, str] = MappingProxyType({}),
) -> tuple[tuple[Chapter, ...], tuple[SlugUse, ...], tuple[Problem, ...]]:
    """The chapters of files that can be read, the slugs in them, and what is wrong in them.
    `texts` stand for what is in files, by their absolute paths.
    """
    from generator.reading.chapter import read_chapter

    chapters: list[Chapter] = []
    slugs: list[SlugUse] = []
    problems: list[Problem] = []
    for file in files:
        try:
            text = texts.get(located(file.path))
            shown = display_path(file.path)
            source = read_source(file.path) if text is None else Source.of(shown, text)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        with net(problems.append, Place(source.path), "reading this chapter"):
            found: list[Problem] = []
            chapter, used = read_chapter(source, file.language, found.append, allow_html=allow_html)
            # All else is about both sides of a merge at once, and may be in neither.
            halves = [each for each in found if each.code == "merge-conflict"]
            problems += halves or found
            chapters.append(chapter)
            slugs += (SlugUse(file.language, slug, place) for slug, place in used)
    return tuple(chapters), tuple(slugs), tuple(problems)
