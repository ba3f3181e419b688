"""Matches: how a claim is held against an output."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from generator.checking.match_close import close_text
from generator.checking.match_contains import contains
from generator.checking.match_dtype import dtype
from generator.checking.match_ellipsis import ellipsis
from generator.checking.match_exact import exact
from generator.checking.match_outcome import Got, Match, Mismatch
from generator.checking.match_shape import shape
from generator.checking.numbers import Tolerance
from generator.model import MatchName

__all__ = ["Got", "Match", "Mismatch", "exact", "match_named"]


def match_named(name: MatchName, tol: float | None = None, atol: float | None = None) -> Match:
    """The match that an author calls by this name.

    `tol` and `atol` are the tolerances of `close`, relative and absolute. The other matches have
    none.
    """
    match name:
        case "exact":
            return _of_text(exact)
        case "close":
            return _of_text(partial(close_text, tolerance=Tolerance.of(tol, atol)))
        case "contains":
            return _of_text(contains)
        case "ellipsis":
            return _of_text(ellipsis)
        case "shape":
            return shape
        case "dtype":
            return dtype


def _of_text(compare: Callable[[str, str], Mismatch | None]) -> Match:
    def match(said: str, got: Got) -> Mismatch | None:
        return compare(said, got.text)

    return match
