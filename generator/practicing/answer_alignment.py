"""An answer beside what is right: which tokens are the same, and what differs in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, DecimalException, localcontext
from difflib import SequenceMatcher
from typing import Final

from generator.practicing.answer_tokens import Token
from generator.practicing.judged import Mark, Mended

Same = Callable[[Token, Token], bool]

_LEAST_DIGITS: Final = 3  # of a number that is rounded
_MOST_DIGITS: Final = 60
_MOST_EXPONENT: Final = 400
# Of the tokens of two texts of equal length, so many are in place: then each is held to its own.
_IN_PLACE: Final = 0.5
_MOST_COMPARED: Final = 1_000  # tokens; beyond, common ones anchor nothing


@dataclass(frozen=True, slots=True)
class Alignment:
    """Runs of tokens, right and typed, that belong to each other; `same` ones count as equal."""

    runs: tuple[tuple[bool, int, int, int, int], ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return all(same for same, *_ in self.runs)

    @property
    def matched(self) -> int:
        """How many tokens are right."""
        return sum(end - start for same, start, end, _, _ in self.runs if same)


def same_key(right: Token, typed: Token) -> bool:
    """Whether two tokens count as the same as they stand."""
    return right.sort == typed.sort and right.key == typed.key


def same_or_rounded(right: Token, typed: Token) -> bool:
    """The same, or the right number rounded to fewer digits, but not to a few."""
    return same_key(right, typed) or rounded_to(right, typed) >= _LEAST_DIGITS


def rounded_to(right: Token, typed: Token) -> int:
    """To how many digits a float was rounded, if it was rightly; 0 where it was not."""
    kinds = {token.key.partition(" ")[0] for token in (right, typed)}
    if kinds != {"float"} or right.key == typed.key:
        return 0
    if max(len(right.text), len(typed.text)) > _MOST_DIGITS:
        return 0
    with localcontext() as context:
        context.prec = 2 * _MOST_EXPONENT
        try:
            exact, stated = Decimal(right.text), Decimal(typed.text)
            exponent = stated.as_tuple().exponent
            if not isinstance(exponent, int) or abs(exponent) > _MOST_EXPONENT:
                return 0
            if abs(exact.adjusted()) > _MOST_EXPONENT:
                return 0
            unit = Decimal(1).scaleb(exponent)
            for rounding in (ROUND_HALF_EVEN, ROUND_HALF_UP):
                if exact.quantize(unit, rounding=rounding) == stated:
                    return len(stated.as_tuple().digits)
        except (DecimalException, ValueError):
            return 0
    return 0


def align(right: Sequence[Token], typed: Sequence[Token], same: Same = same_key) -> Alignment:
    """Which of the tokens belong together. Texts whose tokens are mostly in place are compared
    token by token, so that a wrong number is told of in its own place.
    """
    if len(right) == len(typed):
        found = [same(one, other) for one, other in zip(right, typed, strict=True)]
        if sum(found) >= _IN_PLACE * len(found):
            return Alignment(tuple(_in_place(found)))
    ours, theirs = ([f"{token.sort} {token.key}" for token in each] for each in (right, typed))
    crowded = max(len(right), len(typed)) > _MOST_COMPARED
    matcher = SequenceMatcher(None, ours, theirs, autojunk=crowded)
    runs: list[tuple[bool, int, int, int, int]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "replace" and b - a == d - c:
            pairs = zip(right[a:b], typed[c:d], strict=True)
            for is_same, start, end, *_ in _in_place([same(one, other) for one, other in pairs]):
                runs.append((is_same, a + start, a + end, c + start, c + end))
        else:
            runs.append((tag == "equal", a, b, c, d))
    return Alignment(tuple(runs))


def _in_place(found: Sequence[bool]) -> Iterator[tuple[bool, int, int, int, int]]:
    start = 0
    for index in range(1, len(found) + 1):
        if index == len(found) or found[index] != found[start]:
            yield found[start], start, index, start, index
            start = index


def mended(
    alignment: Alignment,
    right: Sequence[Token],
    typed: Sequence[Token],
    right_text: str,
    typed_text: str,
) -> tuple[Mended, ...]:
    """The pieces of both texts, in order."""
    pieces: list[Mended] = []
    at = 0

    def put(text: str, mark: Mark) -> None:
        if not text:
            return
        if pieces and pieces[-1].mark == mark:
            pieces[-1] = Mended(pieces[-1].text + text, mark)
        else:
            pieces.append(Mended(text, mark))

    for same, start, end, typed_start, typed_end in alignment.runs:
        if same:
            put(right_text[at : right[end - 1].end], "same")
            at = right[end - 1].end
            continue
        if start < end:  # the space before what is missing is no part of it
            put(right_text[at : right[start].start], "same")
            at = right[start].start
        if typed_start < typed_end:
            wrong = typed_text[typed[typed_start].start : typed[typed_end - 1].end]
            put(_apart(wrong, pieces), "wrong" if start < end else "extra")
        if start < end:
            put(right_text[at : right[end - 1].end], "missing")
            at = right[end - 1].end
    put(right_text[at:].rstrip(), "same")
    return tuple(pieces)


def _apart(text: str, before: Sequence[Mended]) -> str:
    """A text that stands apart from a word before it."""
    last = before[-1].text[-1:] if before else ""
    return f" {text}" if last.isalnum() and text[:1].isalnum() else text
