"""The match that takes a claim at its word."""

from __future__ import annotations

from generator.checking.match_outcome import Mismatch, mismatch_at, trimmed_lines
from generator.differing import first_differing


def exact(said: str, got: str) -> Mismatch | None:
    """Every line the same, spaces at the ends of lines and empty lines at the end aside."""
    wanted, found = trimmed_lines(said), trimmed_lines(got)
    index = first_differing(wanted, found)
    return None if index is None else mismatch_at(said, got, index, index)
