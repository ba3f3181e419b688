"""Which part of a deck is asked for."""

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
    """The cards with one of the slugs in `cards`, in the files and folders in `chapters`; all
    where nothing is named.
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
        """What the names of files end with that hold only this part of a deck."""
        names = [*sorted(path.stem for path in self.chapters), *sorted(self.cards)]
        return "".join(f"-{name}" for name in names)[:100]

    def files(self, files: Sequence[ChapterFile]) -> tuple[ChapterFile, ...]:
        """Those of the files that may hold a card that is asked for."""
        if not self.chapters:
            return tuple(files)
        return tuple(
            file
            for file in files
            if not self.chapters.isdisjoint((file.path.absolute(), *file.path.absolute().parents))
        )

    def chapter(self, chapter: Chapter) -> Chapter:
        """A chapter with only the cards that are asked for."""
        if not self.cards:
            return chapter
        cards = tuple(card for card in chapter.cards if card.slug in self.cards)
        return replace(chapter, cards=cards)

    def problems(self, problems: Iterable[Problem], chapters: Iterable[Chapter]) -> list[Problem]:
        """Those of the problems of whole `chapters` that are about what is asked for."""
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
        """The lines of a chapter that belong to a card that is asked for."""
        starts = [card.place.line for card in chapter.cards]
        ends = (*starts[1:], float("inf"))
        for card, first, end in zip(chapter.cards, starts, ends, strict=True):
            if card.slug in self.cards:
                yield chapter.path, first, end
