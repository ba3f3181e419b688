"""The nouns of a page: what stands in a file, whatever its format, in the order of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from generator.model import Place, Problem

# The place of a line and column of a text, both counting from 1; line 0 is what opens the text.
PlaceOf = Callable[[int, int], Place]
Role = Literal["code", "text", "heading", "table", "markup", "comment", "break"]


@dataclass(frozen=True, slots=True)
class TableCell:
    """`text` without marks; `code` is the text of a cell that is one code span, else empty."""

    text: str
    code: str
    place: Place


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of a page that holds no other.

    "code" is a listing: `info` is what its author marked it as, and `fenced` is False where only
    its indentation makes it one. "text" is a paragraph, and "markup" what HTML or another tool's
    mark-up says beside its tags: a summary, the title of a tab; `spans` are the code spans of
    either, `raw` is the text as it is written. "comment" is not shown to readers. "break" is
    anything else that stands between two leaves. `depth` counts the quotes around it.
    """

    role: Role
    text: str
    place_of: PlaceOf
    info: str = ""
    fenced: bool = True
    depth: int = 0
    raw: str = ""
    spans: tuple[str, ...] = ()
    rows: tuple[tuple[TableCell, ...], ...] = ()

    @property
    def place(self) -> Place:
        """Where it is opened, or starts."""
        return self.place_of(0 if self.role == "code" and self.fenced else 1, 1)


@dataclass(frozen=True, slots=True)
class Page:
    """`path` is the name of the file in messages; `problems` say what of it was not read."""

    path: str
    leaves: tuple[Leaf, ...]
    problems: tuple[Problem, ...] = ()
