"""What of a deck's folder can change a verdict, and when each file of it was last written."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from generator.model import ProblemsError
from generator.reading.chapter_names import is_hidden
from generator.reading.config import read_config
from generator.reading.passed_over import PassingOver
from generator.reading.source import located

_GAP: Final = 0.2  # seconds between two steps of an editor that saves a file
_IGNORES: Final = ".gitignore"  # hidden, but it says what is read


class Mark(NamedTuple):
    """What tells one content of a file from the next without reading it. Times in nanoseconds."""

    written: int
    changed: int
    size: int
    number: int


@dataclass(frozen=True, slots=True)
class DeckState:
    """The marks of files by their absolute paths, None for one that is needed and not there.

    `needed` are the files that programs read, or looked for.
    """

    marks: Mapping[str, Mark | None]
    needed: frozenset[str] = frozenset()

    def changes(self, later: DeckState, since: int = 0) -> tuple[str, ...]:
        """The paths of what changed between this state and a `later` one, in order.

        A file that came to be needed in between has changed if it did after `since`, in
        nanoseconds since 1970.
        """
        return tuple(
            path
            for path in sorted(self.marks.keys() | later.marks.keys())
            if self.marks.get(path) != later.marks.get(path) and self._differs(path, later, since)
        )

    def _differs(self, path: str, later: DeckState, since: int) -> bool:
        if path in self.marks:
            # One that no program needs any more is looked at no longer.
            return path in later.marks or path not in self.needed
        mark = later.marks[path]
        return path not in later.needed or (mark is not None and mark.changed >= since)


class DeckWatch:
    """Looks at the deck in `deck`: at all in its folder except hidden files, what `exclude` and
    .gitignore leave out, backups of editors, and the folder `output`; and at what programs read,
    wherever it is.
    """

    def __init__(self, deck: Path, output: Path) -> None:
        self.deck = located(deck)
        self._output = located(output)
        self._exclude: tuple[str, ...] = ()
        self._needed: frozenset[str] = frozenset()

    def need(self, paths: Iterable[str]) -> None:
        """From now on, look at these files, too, and at none that were needed before."""
        self._needed = frozenset(paths)

    def look(self) -> DeckState:
        """The state of the deck now."""
        with suppress(ProblemsError):  # while deck.toml is wrong, it leaves out what it did before
            self._exclude = read_config(self.deck).exclude
        marks: dict[str, Mark | None] = {}
        for path in (*self._files(), *(str(above / _IGNORES) for above in self.deck.parents)):
            mark = mark_of(path)
            if mark is not None:
                marks[path] = mark
        marks |= {path: mark_of(path) for path in self._needed}
        return DeckState(marks, self._needed)

    def _files(self) -> Iterator[str]:
        passing_over = PassingOver(self.deck, self._exclude, lambda problem: None)
        for name, folders, files in os.walk(self.deck):
            here = Path(name)
            folders[:] = [
                each
                for each in folders
                if not is_hidden(each)
                and each != "__pycache__"
                and here / each != self._output
                and not passing_over.why(here / each, folder=True)
            ]
            for each in files:
                if each == _IGNORES or not (
                    _is_passing(each) or passing_over.why(here / each, folder=False)
                ):
                    yield str(here / each)


def _is_passing(name: str) -> bool:
    """Whether a file of this name is hidden, or a backup that an editor makes beside a file."""
    return is_hidden(name) or name.endswith("~") or (name.startswith("#") and name.endswith("#"))


def mark_of(path: str) -> Mark | None:
    """The mark of a file; None where there is no such file, or nobody may know of it."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return Mark(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def all_written(paths: Sequence[Path]) -> bool:
    """Whether files are all there. Waits a moment for editors that delete or empty one before they
    write it.
    """
    until = time.monotonic() + _GAP
    while True:
        marks = [mark_of(str(path)) for path in paths]
        if all(mark is not None and mark.size for mark in marks) or time.monotonic() >= until:
            return None not in marks
        time.sleep(_GAP / 20)
