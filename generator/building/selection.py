"""The part of a deck to build or check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.model import Problem

if TYPE_CHECKING:
    from generator.model import Chapter
    from generator.reading.chapter_files import ChapterFile


@dataclass(frozen=True, slots=True)
class Selection:
    """The cards with one of the slugs in `cards`, in the files and folders in `chapters`; an empty
    set selects all.
    """

    cards: frozenset[str] = frozenset()
    chapters: frozenset[Path] = frozenset()

    @classmethod
    def of(cls, cards: Iterable[str], chapters: Iterable[str | Path]) -> Selection:
        """Of slugs, and of paths of files or folders."""
        return cls(frozenset(cards), frozenset(Path(each).absolute() for each in chapters))

    def __bool__(self) -> bool:
        return bool(self.cards or self.chapters)

    @property
    def ending(self) -> str:
        """The suffix for the names of files that hold only this part."""
        names = [*sorted(path.stem for path in self.chapters), *sorted(self.cards)]
        return "".join(f"-{name}" for name in names)[:100]

    def files(self, files: Sequence[ChapterFile]) -> tuple[ChapterFile, ...]:
        """The files that may hold a selected card."""
        if not self.chapters:
            return tuple(files)
        return tuple(
            file
            for file in files
            if not self.chapters.isdisjoint((file.path.absolute(), *file.path.absolute().parents))
        )

    def chapter(self, chapter: Chapter) -> Chapter:
        """The chapter with only the selected cards."""
        if not self.cards:
            return chapter
        cards = tuple(card for card in chapter.cards if card.slug in self.cards)
        return replace(chapter, cards=cards)

    def problems(self, problems: Iterable[Problem], chapters: Iterable[Chapter]) -> list[Problem]:
        """The problems of whole `chapters` that concern the selection."""
        if not self.cards:
            return list(problems)
        spans = [span for chapter in chapters for span in self._spans(chapter)]
        return [
            problem
            for problem in problems
            if problem.card in self.cards
            or any(
                problem.place.path == path and first <= problem.place.line < end
                for path, first, end in spans
            )
        ]

    def _spans(self, chapter: Chapter) -> Iterable[tuple[str, int, float]]:
        """The lines of a chapter that belong to selected cards."""
        starts = [card.place.line for card in chapter.cards]
        ends = (*starts[1:], float("inf"))
        for card, first, end in zip(chapter.cards, starts, ends, strict=True):
            if card.slug in self.cards:
                yield chapter.path, first, end
