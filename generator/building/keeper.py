"""Chapters of earlier builds whose inputs have not changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator.building.surroundings import surroundings
from generator.given import MOST_TEXT, read_regular
from generator.keeping.pickled import from_bytes, to_bytes
from generator.keeping.shelf import Shelf, digest, file_digest
from generator.reading.chapter_files import ChapterFile
from generator.reading.config import FILE_NAME
from generator.reading.source import display_path
from generator.running.run_options import RunOptions

if TYPE_CHECKING:
    from generator.building.built_chapter import BuiltChapter, Made, Needs
    from generator.rendering.rendered import RenderedCard


class LostError(Exception):
    """The kept chapter is gone: another build has replaced it."""


@dataclass(frozen=True)
class Keeper:
    """Keeps the chapters of the deck in `folder` on `shelf`, checked with the same `options`.

    `unmet` says why a requirement does not hold where programs run.
    """

    shelf: Shelf
    folder: Path
    options: RunOptions
    unmet: Callable[[str], str | None]

    @cached_property
    def surroundings(self) -> str:
        """A key for what all chapters and files of the deck depend on."""
        config = read_regular(self.folder / FILE_NAME, MOST_TEXT)
        return digest(surroundings(self.options.python), config, str(self.folder), self._how)

    @property
    def _how(self) -> str:
        """The options that can make a difference to a chapter."""
        return f"{self.options.python} {self.options.once} {self.options.sandbox}"

    def get(self, file: ChapterFile) -> BuiltChapter | None:
        """The kept chapter of a file, if it is still valid."""
        kept = self._kept(file)
        if kept is None:
            return None
        chapter, needs = kept
        slot = _cards(self._slot(file))
        if not self._met(needs) or not self.shelf.has(slot, chapter.content):
            return None
        cards = (replace(each, ran="cached" if each.ran else "") for each in chapter.cards)
        return replace(chapter, cards=tuple(cards))

    def needed(self, file: ChapterFile) -> tuple[str, ...]:
        """The paths of the files beside it that the kept chapter of a file was made from."""
        kept = self._kept(file)
        return tuple(path for path, _ in kept[1].files) if kept else ()

    def cards(self, file: ChapterFile, content: str) -> Sequence[RenderedCard]:
        """The cards of a chapter that `get` found. Raises LostError."""
        data = self.shelf.get(_cards(self._slot(file)), content)
        if data is None:
            raise LostError(str(file.path))
        try:
            cards: tuple[RenderedCard, ...] = from_bytes(data)
        except ValueError as error:
            raise LostError(str(file.path)) from error
        return cards

    def put(self, file: ChapterFile, made: Made) -> None:
        """Keep a chapter. A chapter with errors is not kept: its runs may end differently."""
        slot, key = self._slot(file), self._key(file)
        if key and not made.chapter.failed:
            self.shelf.put(_cards(slot), made.chapter.content, to_bytes(made.rendered))
            self.shelf.put(slot, key, to_bytes((made.chapter, made.needs)))

    def _kept(self, file: ChapterFile) -> tuple[BuiltChapter, Needs] | None:
        slot, key = self._slot(file), self._key(file)
        data = self.shelf.get(slot, key) if key else None
        try:
            return None if data is None else from_bytes(data)
        except ValueError:
            return None

    def _slot(self, file: ChapterFile) -> str:
        return f"chapter {file.path.absolute()} {self._how}"

    def _key(self, file: ChapterFile) -> str:
        """Empty for a file that cannot be read."""
        found = file_digest(str(file.path))
        return digest(found, display_path(file.path), self.surroundings) if found else ""

    def _met(self, needs: Needs) -> bool:
        if any(file_digest(path) != was for path, was in needs.files):
            return False
        return all(self.unmet(each) == was for each, was in needs.requirements)


def _cards(slot: str) -> str:
    return f"cards of {slot}"
