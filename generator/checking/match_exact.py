"""The match that takes a claim at its word."""

from __future__ import annotations

from generator.checking.match_outcome import Mismatch, mismatch_at, trimmed_lines


def exact(said: str, got: str) -> Mismatch | None:
    """Every line the same, spaces at the ends of lines and empty lines at the end aside."""
    wanted, found = trimmed_lines(said), trimmed_lines(got)
    if wanted == found:
        return None
    pairs = enumerate(zip(wanted, found, strict=False))
    shorter = min(len(wanted), len(found))
    index = next((at for at, (left, right) in pairs if left != right), shorter)
    return mismatch_at(said, got, index, index)
