"""Entries of a cheat sheet → columns and pages. All lengths are in millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

_ROUNDS: Final = 12


@dataclass(frozen=True, slots=True)
class Atom:
    """What no column tears: an entry or a line of the index, by its `number`, which `begins` with a
    title or not. `before` is the gap to what is above it in its column.
    """

    what: str
    number: int
    height: float
    before: float
    begins: bool = False


def columns_for(atoms: Iterable[Atom], limit: float) -> list[list[Atom]]:
    """The atoms in columns that are no taller than `limit`, in order."""
    columns: list[list[Atom]] = []
    used = limit
    for atom in atoms:
        needed = atom.before + atom.height
        if not columns or used + needed > limit:
            columns.append([])
            used, needed = 0.0, atom.height
        columns[-1].append(atom)
        used += needed
    return columns


def pages_of(atoms: Iterable[Atom], count: int, limit: float) -> list[dict[str, Any]]:
    """Pages of `count` columns and their height; those of the last are about as tall as each
    other.
    """
    columns = columns_for(atoms, limit)
    pages = []
    for start in range(0, len(columns), count):
        own, height = columns[start : start + count], limit
        if start + count >= len(columns):
            own, height = _evenly([atom for column in own for atom in column], count, limit)
        shown = [[_told(atom) for atom in column] for column in own]
        pages.append({"height": height, "columns": shown})
    return pages


def _evenly(atoms: Sequence[Atom], count: int, limit: float) -> tuple[list[list[Atom]], float]:
    low, high = 0.0, limit
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        tallest = max((atom.height for atom in atoms), default=0.0)
        if tallest <= middle and len(columns_for(atoms, middle)) <= count:
            high = middle
        else:
            low = middle
    return columns_for(atoms, high), high


def _told(atom: Atom) -> dict[str, Any]:
    return {"what": atom.what, "number": atom.number, "begins": atom.begins,
            "height": atom.height, "before": atom.before}  # fmt: skip
