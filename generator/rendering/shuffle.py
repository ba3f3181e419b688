"""The order in which the options of a card are shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def shuffled(items: Sequence[T], slug: str) -> tuple[T, ...]:
    """The items in an order that depends on nothing but the slug of their card.

    So both languages of a card, Anki and paper, today's build and next year's all show one
    order. An item that is added at the end leaves the others in theirs.
    """

    def key(index: int) -> bytes:
        return hashlib.sha256(f"{slug}\0{index}".encode()).digest()

    return tuple(items[index] for index in sorted(range(len(items)), key=key))
