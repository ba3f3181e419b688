"""What to build or check, and the part of a deck that it is."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.model import Problem, Severity
from generator.nearest import did_you_mean
from generator.reading.source import display_path, located
from generator.several import several

if TYPE_CHECKING:
    from generator.model import Chapter
    from generator.reading.chapter_files import ChapterFile


class NoSuchPartError(ValueError):
    """A card or a chapter was named that the deck does not have; the message says which."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The cards with one of the slugs in `cards`, in the files and folders in `chapters`; an empty
    set selects all.
    """

    cards: frozenset[str] = frozenset()
    chapters: frozenset[Path] = frozenset()

    @classmethod
    def of(
        cls, cards: str | Iterable[str], chapters: str | Path | Iterable[str | Path]
    ) -> Selection:
        """Of slugs, and of paths of files or folders."""
        return cls(frozenset(several(cards)), frozenset(map(located, several(chapters))))

    def __bool__(self) -> bool:
        return bool(self.cards or self.chapters)

    @property
    def ending(self) -> str:
        """The suffix for the names of files that hold only this part."""
        names = [*sorted(path.stem for path in self.chapters), *sorted(self.cards)]
        return "".join(f"-{name}" for name in names)[:100]

    def files(self, files: Sequence[ChapterFile]) -> tuple[ChapterFile, ...]:
        """The files that may hold a selected card. Raises NoSuchPartError for a chapter that is
        none of the files and a folder that has none of them.
        """
        if not self.chapters:
            return tuple(files)
        found: list[ChapterFile] = []
        used: set[Path] = set()
        for file in files:
            path = located(file.path)
            selected_by = self.chapters.intersection((path, *path.parents))
            used |= selected_by
            found += [file] if selected_by else []
        for path in sorted(self.chapters - used):
            # A link out of the deck is a problem of its own.
            if not path.is_symlink():
                raise NoSuchPartError(_no_chapter(path))
        return tuple(found)

    def require_cards(self, known: Iterable[str]) -> None:
        """Raises NoSuchPartError for a selected card whose slug is not in `known`."""
        slugs = set(known)
        for slug in sorted(self.cards - slugs):
            raise NoSuchPartError(f"no card has the slug `{slug}`: {did_you_mean(slug, slugs)}")

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What to build: `only` names kinds of file, None is all of them. `texts` stand for what is in
    the files of chapters, by their absolute paths.
    """

    only: str | Collection[str] | None
    selection: Selection
    strict: bool = False
    locked: bool = False
    fresh: bool = False
    sides: bool = False
    texts: Mapping[Path, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """Of what is a warning unless the build is strict."""
        return "error" if self.strict else "warning"


def _no_chapter(path: Path) -> str:
    shown = display_path(path)
    if not os.path.lexists(path):
        return f"there is no file or folder `{shown}`"
    return (
        f"`{shown}` is not a chapter of the deck and contains none: a chapter is a Markdown file "
        "in the folder of a language, is not a README or hidden, and is not named by `exclude` "
        "or .gitignore"
    )
