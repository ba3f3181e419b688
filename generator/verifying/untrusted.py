"""JSON from a package of anybody, value by value."""

from __future__ import annotations

import math
from typing import Any


class EvidenceError(ValueError):
    """A note's evidence cannot be read; the message says why."""


def pair_of(value: Any) -> tuple[str, str]:
    """A list of two texts. Raises EvidenceError."""
    items = list_of(value)
    if len(items) != 2:
        raise EvidenceError("it is broken")
    return text_of(items[0]), text_of(items[1])


def list_of(value: Any) -> list[Any]:
    """A list. Raises EvidenceError."""
    if not isinstance(value, list):
        raise EvidenceError("it is broken")
    return value


def text_of(value: Any) -> str:
    """A text without halves of characters. Raises EvidenceError."""
    if not isinstance(value, str) or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise EvidenceError("it is broken")
    return value


def number_of(value: Any) -> float:
    """A number above zero. Raises EvidenceError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise EvidenceError("it is broken")
    try:
        number = float(value)
    except OverflowError:
        raise EvidenceError("it is broken") from None
    if not math.isfinite(number) or number <= 0:
        raise EvidenceError("it is broken")
    return number
