"""How many cards an exam asks, and in which versions."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

from generator.printing.card_grids import UnprintableError

MOST_QUESTIONS: Final = 500
_MOST_VERSIONS: Final = len(ascii_uppercase)


@dataclass(frozen=True, slots=True)
class ExamSettings:
    """`count` questions, or as many as are usual if it is None, chosen by `seed`; each of the
    `versions` has them in an order of its own.
    """

    count: int | None = None
    seed: int = 1
    versions: tuple[str, ...] = ("A",)


def versions_of(written: str) -> tuple[str, ...]:
    """The versions that are asked for: letters with commas between, or how many.

    Raises UnprintableError for what is neither, and for more than there are letters.
    """
    if written.strip().isdecimal():
        count = int(written.strip()[:4])
        if not 1 <= count <= _MOST_VERSIONS:
            raise UnprintableError(f"there can be 1 to {_MOST_VERSIONS} versions, A to Z")
        return tuple(ascii_uppercase[:count])
    names = tuple(name.strip().upper() for name in written.split(","))
    for name in names:
        if len(name) != 1 or name not in ascii_uppercase:
            raise UnprintableError(
                f"`{name}` is no version: they are letters, as in --versions A,B, or a number of "
                "them, as in --versions 2"
            )
        if names.count(name) > 1:
            raise UnprintableError(f"the version {name} is asked for twice: leave one out")
    return names
