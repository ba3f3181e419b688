"""A language's folder → the Markdown files in it, through links that stay within the deck."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from generator.given import leads_outside
from generator.model import Place, Problem
from generator.reading.chapter_names import is_hidden, is_markdown
from generator.reading.foreign_formats import foreign_file
from generator.reading.passed_over import PassedOver, PassingOver, holds_chapters
from generator.reading.source import display_path


class FilesFound(NamedTuple):
    """The Markdown files below a folder, ordered by their paths; a problem for each link that is
    not followed and each folder that cannot be read; and what was left out.
    """

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[PassedOver, ...]


def markdown_files(start: Path, deck: Path, exclude: Sequence[str] = ()) -> FilesFound:
    """What is below a folder of a deck. Hidden files and folders are no part of it, nor is what
    `.gitignore` or one of the patterns in `exclude` names.
    """
    walk = _Walk(deck, exclude)
    walk.visit(start)
    files = tuple(sorted(walk.files, key=Path.as_posix))
    return FilesFound(files, tuple(walk.problems), tuple(sorted(walk.passed_over)))


class _Walk:
    """Enters each folder once: real folders below the start first, then linked ones."""

    def __init__(self, deck: Path, exclude: Sequence[str]) -> None:
        self._deck = deck
        self._entered: set[Path] = set()
        self._links: deque[Path] = deque()
        self.files: list[Path] = []
        self.problems: list[Problem] = []
        self.passed_over: list[PassedOver] = []
        self._passing_over = PassingOver(deck, exclude, self.problems.append)

    def visit(self, start: Path) -> None:
        self._links.append(start)
        while self._links:
            folder = self._links.popleft()
            if leads_outside(folder, self._deck):
                self.problems.append(_outside(folder, "folder"))
            else:
                self._below(folder)

    def _below(self, start: Path) -> None:
        for name, folders, files in os.walk(start, onerror=self._unreadable):
            here = Path(name)
            real = here.resolve()
            if real in self._entered:
                self.problems.append(_again(here, real, self._deck))
                folders.clear()
                continue
            self._entered.add(real)
            folders[:] = [each for each in sorted(folders) if self._is_read(here / each, True)]
            for each in folders:
                if is_markdown(each):
                    self._file(here / each)  # reported as a chapter that cannot be read
                elif (here / each).is_symlink():
                    self._links.append(here / each)
            for each in files:
                if is_markdown(each) and self._is_read(here / each, False):
                    self._file(here / each)
                elif _could_be_a_folder(here / each):
                    self.problems.append(_outside(here / each, "folder"))
                elif not is_hidden(each):
                    self._other(here / each)

    def _other(self, path: Path) -> None:
        """Say of a file that is no Markdown if it has cards, too."""
        problem = foreign_file(path)
        if problem and not self._passing_over.why(path, folder=False):
            self.problems.append(problem)

    def _is_read(self, path: Path, folder: bool) -> bool:
        if is_hidden(path.name):
            return False
        why = self._passing_over.why(path, folder=folder)
        if why and (not folder or holds_chapters(path)):
            self.passed_over.append(PassedOver(display_path(path) + "/" * folder, why))
        return not why

    def _file(self, path: Path) -> None:
        if leads_outside(path, self._deck):
            self.problems.append(_outside(path, "chapter"))
        else:
            self.files.append(path)

    def _unreadable(self, error: OSError) -> None:
        message = f"this folder cannot be read: {error.strerror or error}"
        hint = "change its permissions, or move it out of the language's folder"
        place = Place(display_path(Path(error.filename)))
        self.problems.append(Problem(place, "unreadable", message, hint))


def _could_be_a_folder(path: Path) -> bool:
    """Whether a path is a link to nothing, and has a name like a folder's."""
    plain = not path.suffix and not is_hidden(path.name)
    return plain and path.is_symlink() and not path.exists()


def _outside(path: Path, what: str) -> Problem:
    message = f"this {what} is a link that leads out of the deck's folder, or nowhere"
    file = "file" if what == "chapter" else what
    hint = f"replace the link with a copy of the {file}"
    return Problem(Place(display_path(path)), "outside-deck", message, hint)


def _again(path: Path, real: Path, deck: Path) -> Problem:
    shown = display_path(real)
    if real.is_relative_to(deck.resolve()):
        shown = real.relative_to(deck.resolve()).as_posix() + "/"
    message = f"this link leads to the folder `{shown}`, which is already read"
    hint = "remove the link; a language has each card once"
    return Problem(Place(display_path(path)), "linked-again", message, hint)
