"""What of a language's folder is not read: what `exclude` and `.gitignore` name."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from generator.given import MIB, read_regular
from generator.model import Place, Problem, shortened
from generator.reading.chapter_names import is_hidden, is_markdown
from generator.reading.ignore_patterns import IgnorePattern, deciding, ignore_patterns
from generator.reading.source import UNNAMED, display_path, located

_NAME: Final = ".gitignore"
_MOST: Final = 5_000  # patterns of a file
_MOST_EXCLUDED: Final = 1_000  # patterns of deck.toml
_LONGEST: Final = 1_000  # characters of one
_MOST_FOLDERS: Final = 1_000  # looked into for a chapter


class PassedOver(NamedTuple):
    """A chapter, or a folder of some, that is not read: its path as a message shows it, and why."""

    path: str
    why: str


_Ruling = tuple[tuple[Path, tuple[IgnorePattern, ...]], ...]


class PassingOver:
    """Decides what a deck leaves out. `exclude` are the patterns of its settings, which have the
    last word; then the `.gitignore` closest to a file, up to that of the repository. Where the
    repository leaves out the whole deck, only those within the deck count: it was asked for.
    """

    def __init__(
        self, deck: Path, exclude: Sequence[str], report: Callable[[Problem], None]
    ) -> None:
        self._deck = located(deck)
        self._exclude = ignore_patterns(exclude)
        self._report = report
        self._found: dict[Path, tuple[IgnorePattern, ...]] = {}
        self._rulings: dict[Path, tuple[Path, _Ruling]] = {}  # by folder; the top they are up to
        self._top = self._deck
        above = [self._deck, *self._deck.parents]
        top = next((each for each in above if os.path.lexists(each / ".git")), None)
        if top is not None:
            self._top = top
            steps = above[: above.index(top)]
            if any(self._ignored(each, folder=True) for each in reversed(steps)):
                self._top = self._deck

    def why(self, path: Path, *, folder: bool) -> str:
        """Why a file or folder of the deck is left out; "" where it is not."""
        path = located(path)
        if self._exclude:
            by = deciding(self._exclude, path.relative_to(self._deck).parts, folder)
            if by is not None:
                return "" if by.keeps else "`exclude` in deck.toml names it"
        return self._ignored(path, folder=folder)

    def _ignored(self, path: Path, *, folder: bool) -> str:
        for above, patterns in self._ruling(path.parent):
            by = deciding(patterns, path.relative_to(above).parts, folder)
            if by is not None:
                return "" if by.keeps else f"{display_path(above / _NAME)}:{by.number} names it"
        return ""

    def _ruling(self, folder: Path) -> _Ruling:
        """The folders with patterns for what is in `folder`, from it upwards."""
        known = self._rulings.get(folder)
        if known is None or known[0] != self._top:
            above = [each for each in (folder, *folder.parents) if each.is_relative_to(self._top)]
            ruling = ((each, self._patterns(each)) for each in above)
            known = self._top, tuple((each, patterns) for each, patterns in ruling if patterns)
            self._rulings[folder] = known
        return known[1]

    def _patterns(self, folder: Path) -> tuple[IgnorePattern, ...]:
        if folder not in self._found:
            self._found[folder] = self._read(folder / _NAME)
        return self._found[folder]

    def _read(self, path: Path) -> tuple[IgnorePattern, ...]:
        if not os.path.lexists(path) or path.is_symlink():  # which git does not follow, either
            return ()
        try:
            text = read_regular(path, MIB).decode("utf-8-sig", "surrogateescape")
            patterns = ignore_patterns(text.split("\n"))
        except OSError as error:
            why = error.strerror or str(error)
        else:
            why = f"it has {len(patterns):,} patterns; the limit is {_MOST:,}"
            if len(patterns) <= _MOST:
                return patterns
        message = f"this file cannot be read, so it leaves nothing out: {why}"
        hint = "list what is not a chapter in `exclude` in deck.toml"
        place = Place(display_path(path))
        self._report(Problem(place, "unreadable", message, hint, severity="warning"))
        return ()


def read_exclude(value: Any, wrong: Callable[[str, str, str], object]) -> tuple[str, ...]:
    """The patterns of `exclude` in deck.toml; `wrong(code, message, hint)` is told of others."""
    hint = 'for example exclude = ["drafts/", "*.draft.md"]'
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        wrong("wrong-type", "`exclude` must be a list of patterns", hint)
        return ()
    for item in value[:_MOST_EXCLUDED]:
        if not ignore_patterns([item]) or len(item) > _LONGEST or UNNAMED.search(item):
            wrong("bad-value", f"{shortened(item, 80)!r} is not a pattern of files", hint)
    if len(value) > _MOST_EXCLUDED:
        message = f"`exclude` has {len(value):,} patterns; the limit is {_MOST_EXCLUDED:,}"
        wrong("too-much", message, "name folders instead of files")
    return tuple(value)


def holds_chapters(folder: Path) -> bool:
    """Whether there seems to be a chapter in a folder that is left out."""
    for _, folders, files in islice(os.walk(folder), _MOST_FOLDERS):
        folders[:] = [each for each in folders if not is_hidden(each)]
        if any(is_markdown(each) and not is_hidden(each) for each in files):
            return True
    return False
