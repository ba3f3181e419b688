"""The kinds of file that a deck is built into."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
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

    return CheatSheetWriter(shelf=shelf, lock=lock).write(deck, folder)


def _cut_cards(deck: RenderedDeck, folder: Path, lock: Lock, shelf: Shelf | None) -> Path:
    from generator.writing.pdf import CutCardsWriter

    return CutCardsWriter(shelf=shelf, lock=lock).write(deck, folder)


def _tsv(deck: RenderedDeck, folder: Path, lock: Lock, shelf: Shelf | None) -> Path:
    from generator.writing.tsv import write_tsv

    return write_tsv(deck, lock, folder)


def _tsv_lacks(deck: RenderedDeck) -> Iterable[str]:
    from generator.writing.tsv import tsv_lacks

    return tsv_lacks(deck)


def _crowdanki(deck: RenderedDeck, folder: Path, lock: Lock, shelf: Shelf | None) -> Path:
    from generator.writing.crowdanki import write_crowdanki

    return write_crowdanki(deck, lock, folder)


def _crowdanki_lacks(deck: RenderedDeck) -> Iterable[str]:
    from generator.writing.crowdanki import crowdanki_lacks

    return crowdanki_lacks(deck)


def _mochi(deck: RenderedDeck, folder: Path, lock: Lock, shelf: Shelf | None) -> Path:
    from generator.writing.mochi import write_mochi

    return write_mochi(deck, lock, folder)


def _mochi_lacks(deck: RenderedDeck) -> Iterable[str]:
    from generator.writing.mochi import mochi_lacks

    return mochi_lacks(deck)


def _markdown(deck: RenderedDeck, folder: Path, lock: Lock, shelf: Shelf | None) -> Path:
    from generator.writing.markdown_book import write_markdown

    return write_markdown(deck, folder)


def _markdown_lacks(deck: RenderedDeck) -> Iterable[str]:
    from generator.writing.markdown_book import markdown_lacks

    return markdown_lacks(deck)


def _nothing(deck: RenderedDeck) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of file that is made of each language of a deck.

    Its name is `<name>-<language>` and the `ending`. `write` makes it in a folder and returns its
    path, that of a file or of a folder of files; it raises ProblemsError if it cannot be made. A
    `dated` one holds GUIDs and times from the lock, one `on_paper` needs fonts, one `in_markdown`
    the sides of its cards in Markdown. An `exported` one is for other tools: it is made where it
    is asked for, and by no build; `lacks` names what of a deck it cannot carry.
    """

    ending: str
    write: Callable[[RenderedDeck, Path, Lock, Shelf | None], Path]
    dated: bool = False
    on_paper: bool = False
    in_markdown: bool = False
    exported: bool = False
    lacks: Callable[[RenderedDeck], Iterable[str]] = _nothing


# By the name that `--only` takes, or `export --to`. A row here is all that a new target needs.
TARGETS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "apkg": Target(".apkg", _apkg, dated=True),
        "cheatsheet": Target("-cheatsheet.pdf", _cheat_sheet, dated=True, on_paper=True),
        "cards": Target("-cards.pdf", _cut_cards, dated=True, on_paper=True),
        "tsv": Target(".tsv", _tsv, dated=True, exported=True, lacks=_tsv_lacks),
        "crowdanki": Target(
            "-crowdanki", _crowdanki, dated=True, exported=True, lacks=_crowdanki_lacks
        ),
        "mochi": Target(
            ".mochi", _mochi, dated=True, in_markdown=True, exported=True, lacks=_mochi_lacks
        ),
        "markdown": Target(
            "-markdown", _markdown, in_markdown=True, exported=True, lacks=_markdown_lacks
        ),
    }
)


BUILT: Final = tuple(name for name, target in TARGETS.items() if not target.exported)
EXPORTED: Final = tuple(name for name, target in TARGETS.items() if target.exported)


def kinds_of_file(only: str | Collection[str] | None) -> Collection[str]:
    """The names of the targets that `only` names; those of a build where it is None. Raises
    ValueError for one that there is not.
    """
    names = BUILT if only is None else several(only)
    for name in names:
        if name not in TARGETS:
            raise ValueError(f"unknown kind of file {name!r}: {did_you_mean(name, TARGETS)}")
    return names
