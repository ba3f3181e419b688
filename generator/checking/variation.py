"""Two outputs of a program that are not the same, and what may be seen by comparing them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{5,}")
TEMPORARY = re.compile(r"/tmp\b\S*|\btmp\w{6,}")  # names that `tempfile` makes up
NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
ELSEWHERE = re.compile(r"\belsewhere\b")  # what `worker/order.py` calls a program's folders
HOUSE = re.compile(r"/house\b")
SVG = re.compile(r"clip-path|url\(#|<svg|xlink|dc:date")
WORD = re.compile(r"'[^']*'|\"[^\"]*\"|[\w.+-]+")
QUOTES = re.compile(r"^['\"]|(?:\\n)?['\"]$")
# A date with a time, however it is put.
MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?"
    r"|(?:[A-Z][a-z]{2},? ){1,2}[ \d]\d (?:[A-Z][a-z]{2} )?(?:\d{4} )?\d\d:\d\d:\d\d(?: \d{4})?"
)
WHOLE = re.compile(r"[-+]?\d+")
ROUNDING = 1e-3  # relative: sums in another order are no further apart than this


@dataclass(frozen=True, slots=True)
class Variation:
    """Two outputs, and what the code uses."""

    first: str
    second: str
    used: frozenset[str]

    def uses(self, *patterns: str) -> bool:
        """Whether a name that the code uses starts with one of `patterns`; one that ends in $ must
        fit the whole name.
        """
        expression = re.compile("|".join(patterns))
        return any(expression.match(name) for name in self.used)

    def same_without(self, pattern: re.Pattern[str]) -> bool:
        """Whether only what `pattern` finds differs."""
        return pattern.sub("", self.first) == pattern.sub("", self.second)

    def became(self, *pairs: tuple[str, str]) -> bool:
        """Whether each word of the first output that is not in the second is the first of a pair,
        and the second of it stands in its place.
        """
        ours, theirs = (
            [QUOTES.sub("", word) for word in WORD.findall(text)]
            for text in (self.first, self.second)
        )
        changed = {(one, other) for one, other in zip(ours, theirs, strict=False) if one != other}
        return bool(changed) and len(ours) == len(theirs) and changed <= set(pairs)

    @property
    def reordered(self) -> bool:
        """Whether the same words stand in another order."""
        words = Counter(WORD.findall(self.first))
        return bool(words) and words == Counter(WORD.findall(self.second))

    @property
    def rewrapped(self) -> bool:
        """Whether the same words stand on other lines."""
        ours, theirs = self.first.split(), self.second.split()
        return ours == theirs and len(ours) > 1

    @property
    def rounded(self) -> bool:
        """Whether only numbers differ, and they only in the last digits."""
        if not self.same_without(NUMBER):
            return False
        ours, theirs = NUMBER.findall(self.first), NUMBER.findall(self.second)
        return ours != theirs and bool(ours) and all(map(_near, ours, theirs))


def _near(one: str, other: str) -> bool:
    if one == other:
        return True
    if WHOLE.fullmatch(one) or WHOLE.fullmatch(other):
        return False
    a, b = float(one), float(other)
    return abs(a - b) <= ROUNDING * max(abs(a), abs(b))
