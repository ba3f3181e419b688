"""What the PDFs of a whole deck cannot show as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.selection import Asked
from generator.building.targets import TARGETS, kinds_of_file
from generator.model import DeckConfig, Place, Problem, ProblemsError
from generator.reading.config import FILE_NAME
from generator.reading.source import display_path
from generator.writing.fonts import font_paths

if TYPE_CHECKING:
    from generator.building.built_chapter import BuiltChapter


_OF_PAPER: Final = frozenset({"math", "print-long", "print-small", "sheet-pages"})


def chapter_problems(chapters: Sequence[BuiltChapter], asked: Asked) -> list[Problem]:
    """The problems of the chapters, without those of paper where no PDF is asked for."""
    found = (problem for chapter in chapters for problem in chapter.problems)
    return [problem for problem in found if problem.code not in _OF_PAPER or _prints(asked)]


def _prints(asked: Asked) -> bool:
    return any(TARGETS[name].on_paper for name in kinds_of_file(asked.only))


def unprinted_characters(
    config: DeckConfig, chapters: Sequence[BuiltChapter], asked: Asked
) -> Iterator[Problem]:
    """For each language the characters that no font has, or that its own fonts are missing;
    nothing where no PDF is asked for.

    The fonts of the system are looked at in each build: a chapter that was kept from an earlier
    one does not know them.
    """
    if not _prints(asked):
        return
    for language in config.languages:
        own = [chapter for chapter in chapters if chapter.language == language]
        if not any(chapter.notes for chapter in own):
            continue
        try:
            font_paths(language)
        except ProblemsError as error:
            place = Place(display_path(Path(config.folder) / FILE_NAME))
            yield from (replace(problem, place=place) for problem in error.problems)
            continue
        rare = [each for chapter in own for each in chapter.rare]
        if rare:
            from generator.writing.unprinted import unprinted

            yield from unprinted(rare, asked.severity)
