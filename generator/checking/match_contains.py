"""The match that looks for a piece of the output."""

from __future__ import annotations

from generator.checking.match_outcome import Mismatch, refused, trimmed_lines


def contains(said: str, got: str) -> Mismatch | None:
    """The claim occurs in the output, spaces at the ends of lines aside.

    An empty claim occurs everywhere and proves nothing: it does not hold.
    """
    wanted = "\n".join(trimmed_lines(said))
    if not wanted:
        return refused(said, got, "an empty claim proves nothing")
    if wanted in "\n".join(trimmed_lines(got)):
        return None
    return refused(said, got, "this occurs nowhere in what came out")
