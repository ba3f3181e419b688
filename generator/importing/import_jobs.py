"""Which files an import reads, each as what: those that are named, and those of folders."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.importing.found import FoundDeck, LeftOut
from generator.importing.import_formats import IMPORT_FORMATS, ImportFormat, import_format
from generator.importing.text_formats import MARKDOWN, Notes, Tried
from generator.model import Place, Problem, ProblemsError
from generator.reading.chapter_names import is_hidden, is_readme
from generator.reading.config import FILE_NAME
from generator.reading.images import SUFFIXES as IMAGES
from generator.reading.recordings import SUFFIXES as RECORDINGS
from generator.reading.source import display_path
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions

_PASSED_OVER: Final = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "_build"})
_MOST: Final = 20_000  # files of a folder
_VAULT: Final = ".obsidian"
_PLAIN: Final = ("note without cards", "notes without cards")
_OTHERS: Final = ("file of another kind", "files of other kinds")
# The decks that these name are whole; others are below the folder of their file.
_WHOLE: Final = frozenset({"anki", "table", "mochi", "obsidian"})


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read as a format; one of a folder is told where it is below that."""

    path: Path
    format: ImportFormat
    options: RunOptions | None = DEFAULT_OPTIONS
    folder: Path | None = None

    def read(self, scratch: Path) -> FoundDeck:
        """The cards of the file; a broken file of a folder is left out. Raises ProblemsError."""
        read = self.format.read
        if isinstance(read, Tried):
            read = replace(read, options=self.options)
        if self.folder is None:
            return read(self.path, scratch)
        if isinstance(read, Notes):
            read = replace(read, root=self.folder)
        try:
            found = read(self.path, scratch)
        except ProblemsError as error:
            first = error.problems[0]
            if first.code == "no-import-format":
                return FoundDeck((), passed_over={_OTHERS: 1})
            reason = f"{first.message}; {first.hint}" if first.hint else first.message
            return FoundDeck((), left_out=(LeftOut(first.place, "", reason),))
        above = self.path.relative_to(self.folder).parts[:-1]
        cards = tuple(
            card
            if card.deck and self.format.name in _WHOLE
            else replace(card, deck=(*above, *(card.deck or (self.path.stem,))))
            for card in found.cards
        )
        return replace(found, cards=cards, title=self.folder.resolve().name)


def jobs_of(
    paths: Sequence[Path], name: str, options: RunOptions | None
) -> tuple[list[Job], Counter[tuple[str, str]]]:
    """What there is to read, and how much of folders is not read, by its name in the singular and
    the plural. Programs that a format tries are run by the options, by None none. Raises
    ProblemsError.
    """
    jobs: list[Job] = []
    left: Counter[tuple[str, str]] = Counter()
    problems: list[Problem] = []
    for path in paths:
        try:
            if path.is_dir():
                found, rest = _of_folder(path, name, options)
                jobs += found
                left += rest
            else:
                jobs.append(Job(path, import_format(path, name), options))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(*problems)
    return jobs, left


def _of_folder(
    folder: Path, name: str, options: RunOptions | None
) -> tuple[list[Job], Counter[tuple[str, str]]]:
    place = Place(display_path(folder))
    if (folder / FILE_NAME).exists():
        message = "this folder is a deck of Proofdeck already"
        hint = f"run `proofdeck check {display_path(folder)}`, or name files of another tool"
        raise ProblemsError(Problem(place, "no-import-format", message, hint))
    endings = tuple(ending for each in IMPORT_FORMATS for ending in each.endings)
    jobs: list[Job] = []
    others = 0
    for path in _files(folder):
        ending = path.suffix.lower()
        if ending in endings:
            try:
                jobs.append(Job(path, import_format(path, name), options, folder))
            except ProblemsError:
                others += 1
        else:
            others += ending not in (*IMAGES, *RECORDINGS)
    # Notes of a vault are cards only where they are marked, and a README is about its folder.
    vault = (folder / _VAULT).is_dir() or any(job.format.name == "obsidian" for job in jobs)
    plain = [
        job for job in jobs
        if job.format.name == MARKDOWN and not name and (vault or is_readme(job.path.name))
    ]  # fmt: skip
    jobs = [job for job in jobs if job not in plain]
    if not jobs:
        message = "no file in this folder is in a format that Proofdeck imports"
        hint = "name the files, and say with --from what they are"
        raise ProblemsError(Problem(place, "no-import-format", message, hint))
    return jobs, Counter({_PLAIN: len(plain), _OTHERS: others})


def _files(folder: Path) -> Iterator[Path]:
    number = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            each
            for each in folders
            if not is_hidden(each)
            and each not in _PASSED_OVER
            and not (Path(place) / each / FILE_NAME).exists()
        )
        for name in sorted(names):
            path = Path(place) / name
            if is_hidden(name) or path.is_symlink():
                continue
            number += 1
            if number > _MOST:
                return
            yield path
