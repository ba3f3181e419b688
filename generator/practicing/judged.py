"""What is said of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal[1, 2, 3, 4]  # again, hard, good, easy
# Of a piece of text: typed as it should be; typed and wrong; not typed and should be there; typed
# and should not be there. What is missing follows what is wrong in its place.
Mark = Literal["same", "wrong", "missing", "extra"]
# Of an option: chosen and right, chosen and wrong, not chosen and right, not chosen and wrong.
Choice = Literal["right", "wrong", "missed", "left"]


@dataclass(frozen=True, slots=True)
class Mended:
    """A piece of an answer. All that is "same" or "missing" is the right answer as it stands, all
    that is "same", "wrong" or "extra" is what was typed, but for spaces.
    """

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """One box of an answer. `right` is None where that cannot be told; `message` says in words
    what is wrong, or what is right all the same.
    """

    right: bool | None
    pieces: tuple[Mended, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer held against the right one. `right` is None where that cannot be told, and the
    `grade` is a proposal, None where there is none. `choices` are those of each option.
    """

    right: bool | None
    grade: Grade | None
    parts: tuple[JudgedPart, ...] = ()
    choices: tuple[Choice, ...] = ()
    message: str = ""
