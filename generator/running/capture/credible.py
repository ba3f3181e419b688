"""Checks that a value can come from a worker. Raises ForgedError for what a program made up."""

from __future__ import annotations

import math
from typing import Any, Final

MOST: Final = 2**63 - 1  # of anything that is counted


class ForgedError(ValueError):
    """No worker sends this; the message says what is wrong with it."""


def text(value: Any, longest: float = math.inf) -> str:
    """Text, with lone surrogates written out so that every file can hold it."""
    if type(value) is not str or len(value) > longest:
        raise ForgedError("an invalid or too long text")
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def whole(value: Any, least: int = 0, most: int = MOST) -> int:
    """A whole number within bounds; a truth value is none."""
    if type(value) is not int or not least <= value <= most:
        raise ForgedError("an invalid or out-of-range number")
    return value


def truth(value: Any) -> bool:
    """A truth value."""
    if type(value) is not bool:
        raise ForgedError("a flag that is neither true nor false")
    return value


def seconds(value: Any) -> float:
    """A duration."""
    if type(value) not in (int, float) or not 0 <= value <= MOST:
        raise ForgedError("an impossible duration")
    return float(value)


def listed(value: Any, longest: int) -> list[Any]:
    """A list of at most so many."""
    if type(value) is not list or len(value) > longest:
        raise ForgedError("an invalid or too long list")
    return value
