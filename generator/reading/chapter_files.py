"""The files of a deck, and what must hold across all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.model import DeckConfig, Place, Problem
from generator.reading.chapter_folders import markdown_files
from generator.reading.chapter_names import is_readme
from generator.reading.config import FILE_NAME
from generator.reading.passed_over import PassedOver
from generator.reading.readmes import readme_problem
from generator.reading.source import display_path, located


class ChapterFile(NamedTuple):
    """A Markdown file of a deck."""

    language: str
    path: Path


class SlugUse(NamedTuple):
    """A slug that an author wrote, and where; `place` is that of the slug."""

    language: str
    slug: str
    place: Place


class DeckParts(NamedTuple):
    """The files of all languages in study order; a problem for each language without a folder,
    each link that is not followed and each README with cards; and what is left out.
    """

    files: tuple[ChapterFile, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[PassedOver, ...]


def deck_files(folder: Path, config: DeckConfig) -> DeckParts:
    """The files of a deck."""
    files: list[ChapterFile] = []
    problems: list[Problem] = []
    passed_over: list[PassedOver] = []
    for language in config.languages:
        if not (folder / language).is_dir():
            problems.append(_no_language(folder, language))
            continue
        found = markdown_files(folder / language, folder, config.exclude)
        readmes = [path for path in found.files if is_readme(path.name)]
        files += (ChapterFile(language, path) for path in found.files if path not in readmes)
        problems += found.problems
        problems += filter(None, (readme_problem(path, language) for path in readmes))
        passed_over += found.passed_over
        passed_over += (PassedOver(display_path(path), "it is a README") for path in readmes)
    return DeckParts(tuple(files), tuple(problems), tuple(passed_over))


def with_unwritten(parts: DeckParts, folder: Path, paths: Iterable[Path]) -> DeckParts:
    """The parts with the chapters at `paths`, absolute ones in the folders of languages, that are
    not there yet. They come last in their language: what they repeat was there before.
    """
    start = located(folder)
    known = {located(file.path) for file in parts.files}
    files = list(parts.files)
    for path in paths:
        if path not in known:
            language = path.relative_to(start).parts[0]
            last = [at for at, file in enumerate(files, 1) if file.language == language]
            own = ChapterFile(language, folder / path.relative_to(start))
            files.insert(last[-1] if last else len(files), own)
    return parts._replace(files=tuple(files))


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


def no_cards(
    folder: Path, passed_over: Sequence[PassedOver], strays: Sequence[Problem] = ()
) -> Problem:
    """What is wrong with a deck that holds nothing but what is left out, or texts without a
    question, which are the `strays`.
    """
    place, message = Place(display_path(folder)), "the deck has no cards"
    hint = "a card is a heading such as `## What does x print? {#what-x-prints}`"
    if strays:
        first = min(strays, key=lambda stray: stray.place)
        place, hint = first.place, first.hint
        message += ": this text stands below no question"
    elif passed_over:
        path, why = passed_over[0]
        hint = f"{path} is left out: {why}"
    return Problem(place, "empty-deck", message, hint)


def _no_language(folder: Path, language: str) -> Problem:
    place = Place(display_path(folder / FILE_NAME))
    message = f"the folder `{language}/` of the deck's language `{language}` is missing"
    hint = f"create {display_path(folder / language)}/, or remove `{language}` from `languages`"
    return Problem(place, "missing-language", message, hint)
