"""The kinds of file that a deck is built into."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.nearest import did_you_mean
from generator.several import several

if TYPE_CHECKING:
    from generator.keeping.shelf import Shelf
    from generator.rendering.rendered import RenderedDeck
    from generator.writing.lock import Lock


def _apkg(deck: RenderedDeck, folder: Path, lock: Lock, shelf: Shelf | None) -> Path:
    from generator.writing.apkg import ApkgWriter

    return ApkgWriter(lock).write(deck, folder)


def _cheat_sheet(deck: RenderedDeck, folder: Path, lock: Lock, shelf: Shelf | None) -> Path:
    from generator.writing.pdf import CheatSheetWriter

    return CheatSheetWriter(shelf=shelf).write(deck, folder)


def _cut_cards(deck: RenderedDeck, folder: Path, lock: Lock, shelf: Shelf | None) -> Path:
    from generator.writing.pdf import CutCardsWriter

    return CutCardsWriter(shelf=shelf).write(deck, folder)


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of file that is made of each language of a deck.

    Its name is `<name>-<language>` and the `ending`. `write` makes it in a folder and returns its
    path; it raises ProblemsError if it cannot be made. A `dated` one holds GUIDs and times from
    the lock, one `on_paper` needs fonts.
    """

    ending: str
    write: Callable[[RenderedDeck, Path, Lock, Shelf | None], Path]
    dated: bool = False
    on_paper: bool = False


# By the name that `--only` takes. A row here is all that a new target needs.
TARGETS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "apkg": Target(".apkg", _apkg, dated=True),
        "cheatsheet": Target("-cheatsheet.pdf", _cheat_sheet, on_paper=True),
        "cards": Target("-cards.pdf", _cut_cards, on_paper=True),
    }
)


def kinds_of_file(only: str | Collection[str] | None) -> Collection[str]:
    """The names of the targets that `only` names; all where it is None. Raises ValueError for one
    that there is not.
    """
    names = tuple(TARGETS) if only is None else several(only)
    for name in names:
        if name not in TARGETS:
            raise ValueError(f"unknown kind of file {name!r}: {did_you_mean(name, TARGETS)}")
    return names
