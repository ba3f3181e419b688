"""A deck as it is written: every chapter with its bytes, and the lock with its own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.accepting.rewrite import BOM
from generator.building.deck_files import LOCK_NAME
from generator.given import MOST_LOCK, MOST_TEXT, read_regular
from generator.model import Chapter, DeckConfig, Place, Problem, ProblemsError
from generator.reading.chapter import read_chapter
from generator.reading.chapter_files import SlugUse, deck_files
from generator.reading.config import read_config
from generator.reading.source import Source, display_path, read_source
from generator.writing.lock import Lock

# Without these a card, or a link to it, might be left out.
_UNREAD = ("unreadable", "outside-deck", "missing-language")


@dataclass(frozen=True, slots=True)
class ChapterText:
    """A chapter: its bytes, what is read from them, and its slugs."""

    path: Path
    data: bytes
    chapter: Chapter
    uses: tuple[SlugUse, ...]

    @property
    def mark(self) -> str:
        """Its byte order mark, empty where it has none."""
        return BOM if self.data.decode("utf-8").startswith(BOM) else ""

    @property
    def text(self) -> str:
        """Its text without the byte order mark."""
        return self.data.decode("utf-8").removeprefix(BOM)

    def read_as(self, text: str) -> tuple[Chapter, tuple[Problem, ...]]:
        """What would be read if its text was this, and what would be wrong."""
        found: list[Problem] = []
        source = Source.of(self.chapter.path, text)
        chapter, _ = read_chapter(
            source, self.chapter.language, found.append, allow_html=self.chapter.allow_html
        )
        return chapter, tuple(found)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it as it is."""
        return self.read_as(self.text)[1]


@dataclass(frozen=True, slots=True)
class DeckText:
    """A deck whose chapters can all be read, and which has a lock."""

    config: DeckConfig
    chapters: tuple[ChapterText, ...]
    lock_path: Path
    lock_data: bytes
    lock: Lock

    def uses(self, slug: str) -> dict[str, SlugUse]:
        """Where a slug is used, by language."""
        return {
            use.language: use for each in self.chapters for use in each.uses if use.slug == slug
        }

    @property
    def slugs(self) -> frozenset[str]:
        """The slugs of all cards, those that are gone and in the lock included."""
        gone = (name.partition("/")[2] for name in self.lock.entries)
        return frozenset((*gone, *(use.slug for each in self.chapters for use in each.uses)))

    def place_in_lock(self, name: str) -> Place:
        """The line of the lock that an entry stands on."""
        text = self.lock_data.decode("utf-8", "replace")
        at = text.find(f'"{name}":')
        return Place(display_path(self.lock_path), text.count("\n", 0, max(at, 0)) + 1)


def read_deck_text(folder: Path, command: str) -> DeckText:
    """Read a deck for a `command` that has to see every card of it and its lock.

    Raises ProblemsError where there is no deck, a chapter cannot be read, or there is no lock.
    """
    config = read_config(folder)
    parts = deck_files(folder, config)
    problems = [each for each in parts.problems if each.code in _UNREAD]
    chapters: list[ChapterText] = []
    for file in parts.files:
        try:
            read_source(file.path)  # says what is wrong with it
            data = read_regular(file.path, MOST_TEXT)
        except ProblemsError as error:
            problems += error.problems
            continue
        source = Source.of(display_path(file.path), data.decode("utf-8").removeprefix(BOM))
        chapter, used = read_chapter(
            source, file.language, lambda _: None, allow_html=config.allow_html
        )
        uses = tuple(SlugUse(file.language, slug, place) for slug, place in used)
        chapters.append(ChapterText(file.path, data, chapter, uses))
    path = folder / LOCK_NAME
    try:
        lock = Lock.read(path)
        data = read_regular(path, MOST_LOCK) if os.path.lexists(path) else b""
    except ProblemsError as error:
        problems += error.problems
    else:
        if not data:
            problems.append(_no_lock(path, command))
    if problems:
        raise ProblemsError(*problems)
    return DeckText(config, tuple(chapters), path, data, lock)


def twice(uses: Iterable[SlugUse]) -> Problem | None:
    """The problem of a slug that a language has twice, so that nobody knows which is meant."""
    seen: dict[str, SlugUse] = {}
    for use in uses:
        other = seen.setdefault(use.language, use)
        if other is not use:
            message = f"the slug `{use.slug}` is already used at {other.place}"
            hint = "give the newer of the two cards another slug by hand; the older one has history"
            return Problem(use.place, "duplicate-slug", message, hint, card=use.slug)
    return None


def _no_lock(path: Path, command: str) -> Problem:
    message = f"there is no deck.lock, in which `{command}` keeps what cards are in Anki"
    hint = (
        "restore it from version control; if this deck was never built, build it first, "
        "or edit the Markdown by hand: no reader has a card of it"
    )
    return Problem(Place(display_path(path)), "no-lock", message, hint)
