"""What a card can be practised with, all of it out of the fields of its note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from generator.model import Exercise, Program
from generator.verifying.outcome import Pieces

# What a learner is asked to give: what a program shows, a line of text, which options are right,
# what is hidden, a program; nothing where the card asks for none of these.
Asked = Literal["output", "typed", "choice", "cloze", "exercise", ""]

MOST_CODE: Final = 60_000  # characters that a learner may write


@dataclass(frozen=True, slots=True)
class PracticeCell:
    """A cell of a card's program. `index` is its place in the program, `code` what the card shows
    of it, also where it is a `session`, of which every value is shown.

    A cell that is not `shown` runs unseen and is not to be edited. `said` is what the card says
    that comes out, empty where that is nothing or is unknown; it `varies` if that may come out
    otherwise each time, in whole or in part. What comes out of one that is `asked` is not on the
    front, where its code is `in_front`.
    """

    index: int
    code: str
    shown: bool
    said: Pieces = ()
    varies: bool = False
    asked: bool = False
    in_front: bool = False
    session: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things to choose from, as plain text."""

    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """What the card of a cloze hides: the text, whether it is code or a formula, and its hint."""

    text: str
    sort: Literal["text", "code", "formula"] = "text"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """What a card can be practised with.

    `kind` is its kind, as far as it is known or can be told. `typed` is the line to type, `gaps`
    are those of each cloze by its number. Where a card has code but no `program`, `why` says in
    words why it cannot be run.
    """

    kind: str
    asked: Asked = ""
    program: Program | None = None
    cells: tuple[PracticeCell, ...] = ()
    typed: str = ""
    options: tuple[Option, ...] = ()
    gaps: tuple[tuple[int, tuple[Gap, ...]], ...] = ()
    exercise: Exercise | None = None
    why: str = ""

    @property
    def runnable(self) -> bool:
        """Whether there is a program to change and run."""
        return self.program is not None

    @property
    def editable(self) -> tuple[PracticeCell, ...]:
        """The cells that a learner may change, in order."""
        return tuple(cell for cell in self.cells if cell.shown)

    @property
    def predicted(self) -> tuple[PracticeCell, ...]:
        """The cells whose output is to be told, in order."""
        return tuple(cell for cell in self.cells if cell.asked)

    def gaps_of(self, ordinal: int) -> tuple[Gap, ...]:
        """What the card of a cloze note hides; `ordinal` counts from 0 as Anki's does."""
        return dict(self.gaps).get(ordinal + 1, ())
