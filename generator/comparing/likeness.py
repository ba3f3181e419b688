"""Which card that is gone may be there under another slug: what it asks tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final

_LIKE: Final = 0.8  # of the letters, in order
_SHORT: Final = 8  # letters; a shorter question is like another only if it is the same
_MOST: Final = 10_000  # pairs that are looked at letter by letter


def alike(
    gone: Mapping[str, str], here: Mapping[str, str], new: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Pairs of names (`language/slug`), one of those that are `gone` and one of those that are
    `here`, by their titles; no name is in two. Only a card that is `new` may have a title that is
    a little different; one that is not must have the same, and no other card of its language.
    """
    found = sorted(_found(gone, here, new), key=lambda each: (-each[0], each[1:]))
    pairs: dict[str, str] = {}
    for _, before, after in found:
        if before not in pairs and after not in pairs.values():
            pairs[before] = after
    return tuple(sorted(pairs.items()))


def _found(
    gone: Mapping[str, str], here: Mapping[str, str], new: Collection[str]
) -> Iterator[tuple[float, str, str]]:
    asked = {name: _words(title) for name, title in here.items()}
    counted = Counter((_language(name), words) for name, words in asked.items())
    same: dict[tuple[str, str], list[str]] = {}
    for name, words in asked.items():
        if name in new or counted[_language(name), words] == 1:
            same.setdefault((_language(name), words), []).append(name)
    closely = len(gone) * len(new) <= _MOST
    for before, title in gone.items():
        words = _words(title)
        if not words:
            continue
        for after in same.get((_language(before), words), ()):
            yield 1 + (after in new), before, after
        if len(words) < _SHORT or not closely:
            continue
        for after in new:
            if _language(after) == _language(before) and asked[after] != words:
                ratio = _ratio(words, asked[after])
                if ratio >= _LIKE:
                    yield ratio, before, after


def _ratio(one: str, other: str) -> float:
    first, second = set(one.split()), set(other.split())
    if min(len(first), len(second)) > 2 and len(first & second) * 2 < len(first | second):
        return 0.0  # counting words is far quicker than comparing letters
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < _LIKE:
        return 0.0
    return matcher.ratio()


def _words(title: str) -> str:
    """A title without its marks, whose change alone makes no other question."""
    return " ".join(re.findall(r"[^\W_]+", title.casefold())) or title


def _language(name: str) -> str:
    return name.partition("/")[0]
