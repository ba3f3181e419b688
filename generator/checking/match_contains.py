"""The match that looks for a piece of the output."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from generator.checking.match_outcome import Mismatch, refused, trimmed_lines

# Chinese, Japanese and Korean are written without spaces: there, each character is a word.
_LETTER: Final = r"[^\W\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
# A number with its sign, exponent and unit, a version or a time; else a word. A dot at its end
# belongs to a number beside others, as in arrays, and not to one that ends a sentence.
_TOKEN: Final = re.compile(
    rf"(?:(?<![\w.)\]])[+-])?(?:\d+(?:[.:]\d+)*(?:\.(?=[,\])]|\s+[-\d]))?|\.\d+)"
    rf"(?:[eE][+-]?\d+)?{_LETTER}*|{_LETTER}+"
)


def contains(said: str, got: str) -> Mismatch | None:
    """The claim occurs in the output as whole tokens, spaces at the ends of lines aside: `5` is
    not in `15`, `1.5` or `-5`, and `cat` is not in `concat`.

    An empty claim occurs everywhere and proves nothing: it does not hold.
    """
    wanted = "\n".join(trimmed_lines(said))
    if not wanted:
        return refused(said, got, "an empty claim proves nothing")
    found = "\n".join(trimmed_lines(got))
    ends = dict(token.span() for token in _TOKEN.finditer(found))
    inside = _inside(ends)
    signed = re.match(r"[+-][\d.]", wanted) is not None
    at = found.find(wanted)
    while at >= 0:
        whole = at not in inside and at + len(wanted) not in inside
        if whole and (at in ends or not signed):
            return None
        # A claim that starts within a token starts at none of its further characters.
        at = found.find(wanted, inside.get(at, at + 1))
    where = "only as part of another word or number" if wanted in found else "nowhere"
    return refused(said, got, f"this occurs {where} in the output")


def _inside(ends: Mapping[int, int]) -> Mapping[int, int]:
    """The positions between two characters of a token, each with that token's end."""
    return {at: end for start, end in ends.items() for at in range(start + 1, end)}
