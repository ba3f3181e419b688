"""The formats of text that are imported: how each is told, and what reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from generator.importing.decoding import beginning_as_text
from generator.importing.found import FoundDeck, Reader
from generator.reading.foreign_formats import format_of
from generator.reading.source import Source
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions

MARKDOWN: Final = "headings"
_DOCUMENTS: Final = "generator.importing.documents.file_readers"
_TAGGED: Final = re.compile(r"^tags?:.*\bflashcards?\b|^cards-deck:", re.MULTILINE)
_LISTED: Final = re.compile(
    r"^tags?:\s*\n(?:\s*-\s.*\n)*?\s*-\s+[\"']?#?flashcards?\b", re.MULTILINE
)


def reader_of(text: str) -> str:
    """What `--from` calls the format of a text of Markdown; that of plain notes where no mark is
    in it.
    """
    front = text[3:].partition("\n---")[0] if text.startswith("---") else ""
    if _TAGGED.search(front) or _LISTED.search(front):
        return "obsidian"
    found = format_of(Source.of("", text))
    return found[0].reader if found is not None else MARKDOWN


def is_markdown_of(name: str) -> Callable[[bytes], bool]:
    """Whether a file of Markdown that begins with some bytes has the format of a name."""

    def fits(beginning: bytes) -> bool:
        return reader_of(beginning_as_text(beginning)) == name

    return fits


def is_archive(beginning: bytes) -> bool:
    """Whether a file may be a package."""
    return beginning.startswith(b"PK")


@dataclass(frozen=True, slots=True)
class Notes:
    """What reads the notes of the format of a name. Files that they show are looked for below
    `root`; where that is None, in the vault that a note is in.
    """

    name: str
    root: Path | None = None

    def __call__(self, path: Path, scratch: Path) -> FoundDeck:
        """The cards of a file. Raises ProblemsError."""
        from generator.importing.notes.note_readers import read_notes

        module, cards = _NOTES[self.name]
        read = getattr(import_module(f"generator.importing.notes.{module}"), cards)
        return read_notes(path, read, self.root)


def file(name: str) -> Reader:
    """A function of the module of readers of other files, which is imported as it is called."""

    def read(path: Path, scratch: Path) -> FoundDeck:
        found: FoundDeck = getattr(import_module(_DOCUMENTS), name)(path, scratch)
        return found

    return read


@dataclass(frozen=True, slots=True)
class Tried:
    """A function of the module of readers of other files, which runs their programs by some
    options; by None it runs none.
    """

    name: str
    options: RunOptions | None = DEFAULT_OPTIONS

    def __call__(self, path: Path, scratch: Path) -> FoundDeck:
        """The cards of a file. Raises ProblemsError."""
        read = getattr(import_module(_DOCUMENTS), self.name)
        found: FoundDeck = read(path, self.options)
        return found


_NOTES: Final = {
    "obsidian": ("obsidian_notes", "obsidian_cards"),
    "hashcards": ("question_cards", "question_cards"),
    "ankdown": ("parted_cards", "ankdown_cards"),
    "inka": ("parted_cards", "inka_cards"),
    "mochi": ("parted_cards", "mochi_card"),
    MARKDOWN: ("heading_cards", "heading_cards"),
}
