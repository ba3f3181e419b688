"""The files of a deck, and what must hold across all of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from generator.model import DeckConfig, Place, Problem
from generator.reading.chapter_folders import markdown_files
from generator.reading.config import FILE_NAME
from generator.reading.source import display_path


class ChapterFile(NamedTuple):
    """A Markdown file of a deck."""

    language: str
    path: Path


class SlugUse(NamedTuple):
    """A slug that an author wrote, and where; `place` is that of the slug."""

    language: str
    slug: str
    place: Place


def deck_files(
    folder: Path, config: DeckConfig
) -> tuple[tuple[ChapterFile, ...], tuple[Problem, ...]]:
    """The files of all languages in study order; a problem for each language without a folder,
    and for each link that is not followed.
    """
    files: list[ChapterFile] = []
    problems: list[Problem] = []
    for language in config.languages:
        if (folder / language).is_dir():
            paths, refused = markdown_files(folder / language, folder)
            files += (ChapterFile(language, path) for path in paths)
            problems += refused
        else:
            problems.append(_no_language(folder, language))
    return tuple(files), tuple(problems)


def doubled_slugs(slugs: Iterable[SlugUse]) -> tuple[Problem, ...]:
    """A problem for each slug that a language has a second time; `slugs` in study order."""
    first_seen: dict[tuple[str, str], Place] = {}
    problems = []
    for language, slug, place in slugs:
        first = first_seen.setdefault((language, slug), place)
        if first != place:
            message = f"the slug `{slug}` is already used at {first}"
            hint = "give the newer of the two cards another slug; the older one has history"
            problems.append(Problem(place, "duplicate-slug", message, hint, card=slug))
    return tuple(problems)


def no_cards(folder: Path) -> Problem:
    """What is wrong with a deck that holds nothing."""
    message = "the deck has no cards"
    hint = "a card is a heading such as `## What does x print? {#what-x-prints}`"
    return Problem(Place(display_path(folder)), "empty-deck", message, hint)


def _no_language(folder: Path, language: str) -> Problem:
    place = Place(display_path(folder / FILE_NAME))
    message = f"the folder `{language}/` of the deck's language `{language}` is missing"
    hint = f"create {display_path(folder / language)}/, or remove `{language}` from `languages`"
    return Problem(place, "missing-language", message, hint)
