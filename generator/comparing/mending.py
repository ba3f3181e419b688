"""A `deck.lock` that a merge broke → one that holds the entries of both sides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from generator.comparing.conflict import read_sides
from generator.comparing.merging import Merged, merge_locks, merged
from generator.given import MOST_LOCK, read_regular
from generator.model import Place, Problem, ProblemsError
from generator.reading.chapter_files import deck_files
from generator.reading.config import read_config
from generator.reading.source import display_path
from generator.reading.whole_deck import read_files
from generator.writing.lock import Lock, new_deck_id
from generator.writing.output import write_atomically


@dataclass(frozen=True, slots=True)
class Mended:
    """A lock as it is or will be. `merged` is None where nothing was merged. `left_out` are pairs
    of a name that has gone with a rename, and the one that its card has now; `shared` are names
    that have one GUID, and nobody knows which of them stays.
    """

    lock: Lock
    merged: Merged | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    shared: tuple[tuple[str, ...], ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the file must be written."""
        return self.merged is not None or bool(self.left_out)


def mend_lock(folder: Path, path: Path) -> Mended:
    """Read the lock of the deck in `folder`, and merge what a merge left in it. Nothing is written.

    Raises ProblemsError where there is no lock, or what is in it cannot be told.
    """
    if not path.exists():
        read_config(folder)  # or there is no deck at all
        raise ProblemsError(no_lock(path))
    try:
        found, broken = merge_locks(Lock.read(path)), False
    except ProblemsError as error:
        found, broken = _merged(path, error), True
    left_out, shared = _with_one_guid(found, folder) if found.shared else ((), ())
    entries = dict(found.lock.entries)
    for name, now in left_out:
        # Who has the card under the old name must get the new one.
        least = entries.pop(name).modified + 1
        entries[now] = replace(entries[now], modified=max(entries[now].modified, least))
    lock = replace(found.lock, entries=MappingProxyType(entries))
    mended = Mended(lock, found if broken else None, left_out, shared)
    # A whole lock of version 1 stays as it is; a build gives it its id.
    return replace(mended, lock=lock.with_id()) if mended.differs else mended


def _merged(path: Path, error: ProblemsError) -> Merged:
    try:
        text = read_regular(path, MOST_LOCK).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise error from None
    sides = read_sides(text, display_path(path))
    return merged(min(sides.decks, default="") or new_deck_id(), sides.entries, sides.notetypes)


def no_lock(path: Path) -> Problem:
    """The problem of a deck that has no lock."""
    hint = (
        "`proofdeck build` writes it; if readers already have the deck, restore it from version "
        "control instead, because a new one gives every card a new id"
    )
    return Problem(Place(display_path(path)), "no-lock", "there is no deck.lock", hint)


def write_mended(mended: Mended, path: Path) -> None:
    """Write the merged lock. Raises ProblemsError."""
    write_atomically(path, mended.lock.text())


def _slugs(folder: Path) -> frozenset[str]:
    """The names of the cards in the Markdown; none where it cannot be told."""
    try:
        config = read_config(folder)
        uses = read_files(deck_files(folder, config).files)[1]
    except ProblemsError:
        return frozenset()
    return frozenset(f"{use.language}/{use.slug}" for use in uses)


def _with_one_guid(
    found: Merged, folder: Path
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, ...], ...]]:
    """Of names with one GUID those whose card is not in the deck, if that of one other is; and
    the names of which that cannot be told.
    """
    here = _slugs(folder)
    pairs: list[tuple[str, str]] = []
    unclear: list[tuple[str, ...]] = []
    for names in found.shared:
        there = [name for name in names if name in here]
        if len(there) == 1:
            pairs += [(name, there[0]) for name in names if name != there[0]]
        else:
            unclear.append(names)
    return tuple(pairs), tuple(unclear)
