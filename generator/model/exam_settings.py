"""How many cards an exam asks, in which versions, and what each is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from types import MappingProxyType
from typing import Final

MOST_QUESTIONS: Final = 500
MOST_POINTS: Final = 100  # of a question
_MOST_VERSIONS: Final = len(ascii_uppercase)

# By kind; of gaps each has so many.
POINTS: Final[Mapping[str, int]] = MappingProxyType({
    "basic": 2, "reversed": 2, "cloze": 1, "cloze.typed": 1, "typed": 1, "choice": 1, "predict": 2,
    "bug": 3, "bug.predict": 4, "compare": 3, "exercise": 6,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExamSettings:
    """`count` questions that are asked for, or at most `usual` ones, or as many as are usual if
    that is 0, chosen by `seed`; each of the `versions` has them in an order of its own. `points`
    are kinds that are worth something else than in POINTS, and what.
    """

    count: int | None = None
    usual: int = 0
    seed: int = 1
    versions: tuple[str, ...] = ("A",)
    points: tuple[tuple[str, int], ...] = ()

    def worth(self, kind: str) -> int:
        """The points of a question, or of one of its gaps."""
        return dict(self.points).get(kind, POINTS[kind])


def versions_of(written: str) -> tuple[str, ...]:
    """The versions that are asked for: letters with commas between, or how many.

    Raises ValueError, which says why, for what is neither, and for more than there are letters.
    """
    if written.strip().isdecimal():
        count = int(written.strip()[:4])
        if not 1 <= count <= _MOST_VERSIONS:
            raise ValueError(f"there can be 1 to {_MOST_VERSIONS} versions, A to Z")
        return tuple(ascii_uppercase[:count])
    names = tuple(name.strip().upper() for name in written.split(","))
    for name in names:
        if len(name) != 1 or name not in ascii_uppercase:
            raise ValueError(
                f"`{name[:80]}` is no version: they are letters, as in A,B, or a number of them, "
                "as in 2"
            )
        if names.count(name) > 1:
            raise ValueError(f"the version {name} is asked for twice: leave one out")
    return names
