"""Which of several changes can be made together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def compatible(
    changes: Sequence[T], holds: Callable[[Sequence[T]], bool], sure: Sequence[T] = ()
) -> list[T]:
    """Those of the changes that can be made together with the `sure` ones, which can; earlier ones
    go first. `holds` says whether some can. Where most can it is asked a few times.
    """
    if not changes or holds([*sure, *changes]):
        return list(changes)
    if len(changes) == 1:
        return []
    half = len(changes) // 2
    first = compatible(changes[:half], holds, sure)
    return first + compatible(changes[half:], holds, [*sure, *first])
