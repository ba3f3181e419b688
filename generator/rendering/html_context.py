"""What the HTML of a node depends on, besides the node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.model import Media
from generator.rendering.directions import Direction
from generator.rendering.html_escape import escape, escape_text


@dataclass(frozen=True, slots=True)
class HtmlContext:
    """The side of a card that HTML is made for.

    `media` maps the `src` that an author wrote to the file. With `cloze` the HTML is for a field
    that Anki's cloze filter reads: clozes and blanks are marked, elsewhere they are open. With
    `steady`, output that varies from run to run is left out, so that the result only changes
    when an author changes something. `blanks` says what code shows of its blanks where Anki makes
    no clozes: all of it, a hole, or all of it marked. `footnotes` numbers the footnotes by
    their label. `direction` is that of what is around the HTML.
    """

    language: str = "en"
    media: Mapping[str, Media] = field(default_factory=dict)
    cloze: bool = False
    steady: bool = False
    blanks: Literal["open", "holes", "marked"] = "open"
    footnotes: Mapping[str, int] = field(default_factory=dict)
    direction: Direction = "ltr"

    def text(self, text: str) -> str:
        return escape_text(text, cloze=self.cloze)

    def literal(self, text: str) -> str:
        """`text` for code and attributes."""
        return escape(text, cloze=self.cloze)
