"""Numbers in printed text: where they stand, what they are, and when two are close."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple


class Tolerance(NamedTuple):
    """How far apart two numbers may be: by a part of the larger one, or by so much in any case."""

    relative: float = 1e-6
    absolute: float = 1e-12  # for zeros, of which every part is zero

    @classmethod
    def of(cls, tol: float | None, atol: float | None) -> Tolerance:
        """With the usual value for what is None."""
        usual = cls()
        return cls(usual.relative if tol is None else tol, usual.absolute if atol is None else atol)


DEFAULT_TOLERANCE: Final = Tolerance()

# A digit that touches one of these is part of a name (`conv1`, `float32`, `0x7f`, `10ms`).
# Chinese, Japanese and Korean are written without spaces: there, a digit starts a new word.
_WORD: Final = r"[^\W\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
_DIGITS: Final = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_REAL: Final = rf"(?:{_DIGITS}|nan|NaN|inf|Infinity)"
# Not within a name, a version (2.13.0), a time (12:30:45.5) or a model (gpt-3.5).
_BEFORE: Final = rf"(?<!{_WORD})(?<!\.)(?<![0-9]:)(?<![A-Za-z_]-)"
_AFTER: Final = rf"(?!{_WORD}|\.{_WORD}|:[0-9])"
_SIGN: Final = rf"(?:(?<!{_WORD})(?<![.)\]])[+-])?"
_NUMBER: Final = re.compile(
    rf"{_BEFORE}(?:"
    rf"(?P<complex>{_SIGN}{_REAL} *[+-]{_REAL}[jJ]|{_SIGN}{_REAL}[jJ])|"
    rf"(?P<real>{_SIGN}{_REAL})){_AFTER}"
)
_COMPLEX: Final = re.compile(rf"(?:([+-]?{_REAL}) *(?=[+-]))?([+-]?{_REAL})[jJ]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was printed, at `start` in its text."""

    start: int
    text: str
    kind: Literal["integer", "float", "complex"]

    @property
    def end(self) -> int:
        """The position after its last character."""
        return self.start + len(self.text)


def find_numbers(text: str) -> Iterator[Number]:
    """The numbers in a text, in order.

    Digits that belong to a name, a version, an address, a time or a quantity with its unit
    are none: they are text, and compared as such.
    """
    for found in _NUMBER.finditer(text):
        literal = found[0]
        if found["complex"] is not None:
            yield Number(found.start(), literal, "complex")
        elif literal.lstrip("+-").isdigit():
            yield Number(found.start(), literal, "integer")
        else:
            yield Number(found.start(), literal, "float")


def numbers_close(one: Number, other: Number, tolerance: Tolerance) -> bool:
    """Whether two printed numbers are the same up to the tolerance.

    Integers must be written the same, and are never close to a float: `1` and `1.0` are what
    different programs print.
    """
    if one.kind != other.kind:
        return False
    if one.kind == "integer" or one.text == other.text:
        return one.text == other.text
    if one.kind == "complex":
        pairs = zip(complex_parts(one.text), complex_parts(other.text), strict=True)
        return all(_literals_close(a, b, tolerance) for a, b in pairs)
    return _literals_close(one.text, other.text, tolerance)


def close(one: float, other: float, tolerance: Tolerance) -> bool:
    """Whether |a - b| <= max(relative * max(|a|, |b|), absolute), the same both ways.

    NaN is close to NaN, an infinity to itself.
    """
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    if math.isinf(one) or math.isinf(other):
        return one == other
    return math.isclose(one, other, rel_tol=tolerance.relative, abs_tol=tolerance.absolute)


def complex_parts(text: str) -> tuple[str, str]:
    """The real and the imaginary part of a printed complex number, without parentheses."""
    found = _COMPLEX.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a complex number")
    return found[1] or "0.0", found[2]


def _literals_close(one: str, other: str, tolerance: Tolerance) -> bool:
    a, b = float(one), float(other)
    # `1e999` is too large for a float, and not the infinity that `inf` states.
    if math.isinf(a) and math.isinf(b) and _is_word(one) != _is_word(other):
        return False
    return close(a, b, tolerance)


def _is_word(literal: str) -> bool:
    return literal.lstrip("+-")[:1].isalpha()
