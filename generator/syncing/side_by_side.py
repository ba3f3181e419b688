"""A note that both sides changed, part by part: as it was, the deck's, and the reader's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.syncing.alignment import Piece, marked, three_ways
from generator.syncing.leaves import Leaf, leaves_of
from generator.syncing.our_deck import counted_fields
from generator.syncing.plan import Change

# What no reader sees as it is stored, or what is made of other fields.
_UNSEEN = frozenset({"Search", "Slug", "Language"})


@dataclass(frozen=True, slots=True)
class Compared:
    """A part of a field that is not the same on both sides. `base` is None where nobody knows what
    it was; the words in which the other two differ from it are marked, without it in which they
    differ from each other. Of `code`, nothing is ever taken from Anki.
    """

    field: str
    base: str | None
    ours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    code: bool = False


def side_by_side(change: Change) -> Iterator[Compared]:
    """The parts of a note that differ, in the order of its fields; none where it only looks
    different.
    """
    if change.ours is None or change.theirs is None:
        return
    for name in counted_fields(change.kind):
        if name in _UNSEEN:
            continue
        ours = leaves_of(change.ours.fields.get(name, ""))
        theirs = leaves_of(change.theirs.fields.get(name, ""))
        base = None if change.base is None else leaves_of(change.base.fields.get(name, ""))
        for row in three_ways(base, ours, theirs):
            if row.same or row.ours == row.theirs:
                continue
            code = any(leaf.code for leaf in (*row.base, *row.ours, *row.theirs))
            was, own, other = map(_text, (row.base, row.ours, row.theirs))
            if base is None:
                yield Compared(name, None, _added(marked(other, own)), marked(own, other), code)
            else:
                yield Compared(name, was, marked(was, own), marked(was, other), code)


def _text(leaves: Sequence[Leaf]) -> str:
    return "\n\n".join(leaf.text or "(a picture)" for leaf in leaves)


def _added(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The text itself, with its own words marked, and without those of the other."""
    return tuple(piece for piece in pieces if piece.sign != "-")
