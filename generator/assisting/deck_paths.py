"""Which chapter an assistant means by a path, and where it may put one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from generator.assisting.refused import RefusedError
from generator.given import leads_outside
from generator.model import DeckConfig, shortened
from generator.nearest import did_you_mean
from generator.reading.chapter_files import ChapterFile, deck_files
from generator.reading.chapter_names import is_hidden, is_readme
from generator.reading.passed_over import PassingOver
from generator.reading.source import display_path, located

_ENDING: Final = ".md"
_DRAFT: Final = "draft"


def chapters_of(folder: Path, config: DeckConfig) -> tuple[ChapterFile, ...]:
    """The chapters of the deck in study order."""
    return deck_files(folder, config).files


def chapter_at(folder: Path, config: DeckConfig, path: str) -> ChapterFile:
    """The chapter at a path, which is as problems have it, or within the deck's folder. Raises
    RefusedError where there is none.
    """
    files = chapters_of(folder, config)
    wanted = _meant(folder, path)
    found = next((file for file in files if located(file.path) in wanted), None)
    if found is None:
        names = [display_path(file.path) for file in files]
        hint = did_you_mean(path, names) if len(names) < 50 else "list_cards names those with cards"
        raise RefusedError(f"the deck has no chapter `{shortened(path, 200)}`: {hint}")
    return found


def place_of(folder: Path, config: DeckConfig, path: str) -> Path:
    """The absolute path of a chapter that is there, or may be: Markdown in the folder of a language
    that the deck does not leave out. Raises RefusedError for any other.
    """
    shown = shortened(path, 200)
    start = located(folder)
    place = next((each for each in _meant(folder, path) if each.is_relative_to(start)), None)
    if place is None or leads_outside(place, folder):
        raise RefusedError(f"`{shown}` is not in the deck's folder, {display_path(folder)}")
    parts = place.relative_to(start).parts
    if len(parts) < 2 or parts[0] not in config.languages:
        languages = " or ".join(f"`{each}/`" for each in config.languages)
        raise RefusedError(
            f"`{shown}` is not in the folder of a language: chapters are in {languages}"
        )
    if place.suffix != _ENDING or is_readme(place.name) or any(map(is_hidden, parts)):
        hint = (
            "its name ends in .md and is not README.md, and nothing in its path starts with a dot"
        )
        raise RefusedError(f"`{shown}` cannot be a chapter: {hint}")
    passing_over = PassingOver(folder, config.exclude, lambda problem: None)
    for depth in range(1, len(parts) + 1):
        why = passing_over.why(start.joinpath(*parts[:depth]), folder=depth < len(parts))
        if why:
            raise RefusedError(f"`{shown}` would not be read: {why}")
    return place


def draft_in(folder: Path, config: DeckConfig, language: str) -> Path:
    """The absolute path of a new chapter in a language, which has no file."""
    wanted = language or config.languages[0]
    if wanted not in config.languages:
        raise RefusedError(
            f"the deck has no language `{shortened(wanted, 40)}`: "
            f"{did_you_mean(wanted, config.languages)}"
        )
    names = (f"{_DRAFT}{number or ''}{_ENDING}" for number in range(1_000))
    paths = (located(folder / wanted / name) for name in names)
    return next(path for path in paths if not path.exists())


def _meant(folder: Path, path: str) -> tuple[Path, ...]:
    """The absolute paths that a path may mean, the likelier one first."""
    if "\0" in path or len(path) > 1_000:
        raise RefusedError("this is not a path of a file")
    return located(folder / path), located(path)
