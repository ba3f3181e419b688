"""What two sides made of one text: aligned by what neither of them touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Generic, Literal, TypeVar

T = TypeVar("T")
_MOST: Final = 1_000_000  # pairs of elements that are compared
_CJK: Final = r"\u3040-\u30ff\u3400-\u9fff"  # written without spaces: each sign is a word
_WORD: Final = re.compile(rf"\s+|[{_CJK}]|[^\W{_CJK}]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A part of three sequences. `same` parts are equal in all; in another, at least one side
    differs, and each may be empty.
    """

    same: bool
    base: tuple[T, ...]
    ours: tuple[T, ...]
    theirs: tuple[T, ...]


def three_ways(
    base: Sequence[T] | None, ours: Sequence[T], theirs: Sequence[T]
) -> Iterator[Row[T]]:
    """The parts of three sequences in order; without a base, of two, as if neither were older."""
    middle = ours if base is None else base
    left, right = _pairs(middle, ours), _pairs(middle, theirs)
    anchors = [index for index in range(len(middle)) if index in left and index in right]
    at = (0, 0, 0)
    for anchor in (*anchors, None):
        to = (
            (len(middle), len(ours), len(theirs))
            if anchor is None
            else (anchor, left[anchor], right[anchor])
        )
        parts = [
            tuple(each[a:b]) for each, a, b in zip((middle, ours, theirs), at, to, strict=True)
        ]
        if any(parts):
            yield from _apart(parts[0], parts[1], parts[2], known=base is not None)
        if anchor is not None:
            one = (middle[anchor],)
            yield Row(True, () if base is None else one, one, one)
            at = (to[0] + 1, to[1] + 1, to[2] + 1)


def _apart(
    base: tuple[T, ...], ours: tuple[T, ...], theirs: tuple[T, ...], *, known: bool
) -> Iterator[Row[T]]:
    """A part that differs, element by element where each side has as many."""
    if not known:
        base = ()
    if len(ours) != len(theirs) or (known and len(base) != len(ours)):
        yield Row(False, base, ours, theirs)
        return
    for index, (own, other) in enumerate(zip(ours, theirs, strict=True)):
        was = base[index : index + 1]
        yield Row(own == other and was in ((), (own,)), was, (own,), (other,))


def _pairs(one: Sequence[T], other: Sequence[T]) -> dict[int, int]:
    """For each element of one that stands in the other too, its index there."""
    return {
        left + step: right + step
        for what, left, end, right, _ in _opcodes(one, other)
        if what == "equal"
        for step in range(end - left)
    }


def _opcodes(one: Sequence[T], other: Sequence[T]) -> list[tuple[str, int, int, int, int]]:
    """How one sequence becomes the other, as difflib has it. What both begin and end with is the
    same; between, long ones are taken to have nothing in common, since difflib takes time in
    proportion to the product of their lengths or worse.
    """
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    found: list[tuple[str, int, int, int, int]] = [("equal", 0, start, 0, start)] * bool(start)
    if len(left) * len(right) > _MOST:
        found.append(("replace", start, start + len(left), start, start + len(right)))
    else:
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        for what, a, b, c, d in matcher.get_opcodes():
            found.append((what, a + start, b + start, c + start, d + start))
    if end:
        found.append(("equal", len(one) - end, len(one), len(other) - end, len(other)))
    return found


Sign = Literal["", "+", "-"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: kept, added (`+`) or taken out (`-`)."""

    text: str
    sign: Sign = ""


def words(text: str) -> list[str]:
    """A text in words, signs and runs of spaces, which joined are the text again."""
    return _WORD.findall(text)


def marked(old: str, new: str) -> tuple[Piece, ...]:
    """The new text, with what differs from the old marked by words."""
    one, other = words(old), words(new)
    parts: list[tuple[str, str, bool]] = []  # old, new, whether they are equal
    codes = _opcodes(one, other)
    for number, (what, a, b, c, d) in enumerate(codes):
        part = ("".join(one[a:b]), "".join(other[c:d]), what == "equal")
        between = 0 < number < len(codes) - 1 and not re.search(r"\w", part[1])
        if parts and not parts[-1][2] and (not part[2] or between):
            # A mere space or full stop between two changes reads as a part of them.
            parts[-1] = (parts[-1][0] + part[0], parts[-1][1] + part[1], False)
        else:
            parts.append(part)
    pieces: list[Piece] = []
    signs: tuple[Sign, Sign] = ("-", "+")
    for before, after, equal in parts:
        if equal:
            pieces.append(Piece(after))
        else:
            pieces += [
                Piece(text, sign) for text, sign in zip((before, after), signs, strict=True) if text
            ]
    return tuple(pieces)


def merged(base: str, ours: str, theirs: str) -> str | None:
    """Our text with what theirs changed of the base; None where it is not clear where that goes.

    Ours may be written otherwise than the base as long as the words around a change are the same.
    """
    old, own, new = words(base), words(ours), words(theirs)
    places = _pairs([_spaceless(each) for each in old], [_spaceless(each) for each in own])
    result: list[str] = []
    at = 0
    for what, a, b, c, d in _opcodes(old, new):
        if what == "equal":
            continue
        start = _boundary(places, a, len(old), len(own))
        end = start if a == b else _boundary(places, b, len(old), len(own), after=False)
        if start is None or end is None or not at <= start <= end:
            return None
        result += [*own[at:start], *new[c:d]]
        at = end
    return "".join([*result, *own[at:]])


def _boundary(
    places: dict[int, int], index: int, most: int, end: int, *, after: bool = True
) -> int | None:
    """Where the boundary before the element `index` lies in the other sequence."""
    before = 0 if index == 0 else places[index - 1] + 1 if index - 1 in places else None
    behind = end if index == most else places.get(index)
    first, second = (before, behind) if after else (behind, before)
    return second if first is None else first


def _spaceless(word: str) -> str:
    return " " if word.isspace() else word
