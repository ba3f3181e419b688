"""Which cards an exam asks, and orders that a seed decides."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from itertools import count
from math import factorial
from typing import Final, TypeVar

_T = TypeVar("_T")
_SURELY: Final = 12  # items have more orders than there are versions


def drawn(slugs: Collection[str], number: int, seed: int) -> frozenset[str]:
    """So many of the slugs. A card that is new takes the place of one at most, and each language
    of a deck gets the same, as far as it has them.
    """
    return frozenset(sorted(slugs, key=lambda slug: _hash(seed, slug))[:number])


def orders(
    items: Sequence[_T], names: Sequence[str], versions: Sequence[str], seed: int, what: str
) -> tuple[tuple[_T, ...], ...]:
    """The items, which have these names, in an order for each version: no two have the same while
    there are others. `what` is ordered, which makes it another order.
    """
    possible = factorial(min(len(items), _SURELY))
    taken: set[tuple[int, ...]] = set()
    found = []
    for version in versions:
        for attempt in count():
            keys = [_hash(seed, what, version, attempt, name) for name in names]
            order = tuple(sorted(range(len(items)), key=keys.__getitem__))
            if order not in taken or len(taken) == possible:
                break
        taken.add(order)
        found.append(tuple(items[index] for index in order))
    return tuple(found)


def _hash(*parts: object) -> bytes:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).digest()
