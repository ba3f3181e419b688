"""How cards are printed: what `[print]` of deck.toml says, and the options of `print`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from generator.model.exam_settings import ExamSettings

Flip = Literal["long", "short", "fold", "fronts", "backs"]
Marks = Literal["lines", "ticks", "none"]
Order = Literal["pages", "stack"]
Ink = Literal["color", "grey"]

MOST_OFFSET: Final = 5.0  # millimetres: no printer is worse


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """`card` is a name or a size, "" for a card that is a part of its sheet; `marks` is "" for what
    is usual. `flip` says how front and back meet: the printer turns the sheet over its long or
    short edge, the card is folded, or one side alone is printed. Backs are moved by `back_offset`,
    to the right and down, in millimetres. A "stack" is in order after it is cut.
    The sheet of a chapter takes at most `pages`, where that is not 0. A `guide` is a page in front
    of cards that says how to print them. At most `signature` sheets of a booklet are folded into
    each other, as many as is usual if that is 0.
    """

    card: str = ""
    flip: Flip = "long"
    back_offset: tuple[float, float] = (0.0, 0.0)
    marks: Marks | Literal[""] = ""
    order: Order = "pages"
    ink: Ink = "color"
    large_print: bool = False
    pages: int = 0
    guide: bool = False
    signature: int = 0
    exam: ExamSettings = field(default_factory=ExamSettings)


DEFAULT_PRINTING: Final = PrintSettings()
