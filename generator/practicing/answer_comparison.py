"""One text that was typed against one that is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.checking.match_exact import exact
from generator.practicing.answer_alignment import (
    Alignment,
    align,
    mended,
    same_key,
    same_or_rounded,
)
from generator.practicing.answer_reasons import dtype_reason, nearly, reason
from generator.practicing.answer_tokens import MOST_TYPED, Token, plain, tokens
from generator.practicing.answer_words import Said, said
from generator.practicing.judged import Grade, Mended

_NOTHING: Final = Said()
RIGHT: Final[Grade] = 3
NEAR: Final[Grade] = 2
WRONG: Final[Grade] = 1


@dataclass(frozen=True, slots=True)
class Compared:
    """What is said of a text. It is `near` where it is not right, but all that counts in it is."""

    right: bool
    pieces: tuple[Mended, ...]
    near: bool = False
    said: Said = _NOTHING
    matched: int = 0

    @property
    def grade(self) -> Grade:
        """The grade that is proposed for it."""
        return RIGHT if self.right else NEAR if self.near else WRONG


def compared(right: str, typed: str, *, more: bool = False) -> Compared:
    """A text against the right one: spaces, the layout of arrays, the sort of quotes, and how a
    number of the same value is written do not count.

    With `more`, the text may hold more than is right, line by line.
    """
    if exact(right, typed) is None:
        return Compared(True, (Mended(right.rstrip(), "same"),), matched=len(right))
    typed = plain(typed[:MOST_TYPED], right)
    ours, theirs = tokens(right), tokens(typed)
    alignment = align(ours, theirs, same_or_rounded)
    if more and _holds(alignment, theirs):
        return Compared(True, mended(alignment, ours, theirs, right, typed))
    if alignment.equal:
        pieces = mended(alignment, ours, theirs, right, typed)
        return Compared(True, pieces, said=_rounded(ours, theirs), matched=alignment.matched)
    bare = tokens(right, unquoted=True), tokens(typed, unquoted=True)
    if align(*bare, same_or_rounded).equal and bare[0]:
        return Compared(True, (Mended(right.rstrip(), "same"),), said=said("quotes"))
    pieces = mended(alignment, ours, theirs, right, typed)
    near = Said() if dtype_reason(right, typed) else nearly(right, typed)
    why = near or reason(right, typed, ours, theirs)
    return Compared(False, pieces, bool(near), why, alignment.matched)


def _holds(alignment: Alignment, typed: Sequence[Token]) -> bool:
    """Whether nothing is missing, and what is there beside is whole lines."""
    for same, start, end, typed_start, typed_end in alignment.runs:
        if same:
            continue
        if start < end:
            return False
        before = typed_start == 0 or typed[typed_start - 1].sort == "break"
        after = typed_end == len(typed) or typed[typed_end].sort == "break"
        inside = {typed[index].sort for index in (typed_start, typed_end - 1)}
        if not ((before and after) or "break" in inside):
            return False
    return True


def _rounded(right: Sequence[Token], typed: Sequence[Token]) -> Said:
    for one, other in zip(right, typed, strict=True):
        if not same_key(one, other):
            return said("rounded", right=one.text)
    return Said()
