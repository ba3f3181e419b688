"""HTML that runs on where its author meant it to have ended, and hides the cards below it.

An HTML block that begins as a comment, `<pre>`, `<script>` and the like goes on to its own end,
past empty lines and headings, and to the end of the file if there is none. Any other goes on to
the next empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from markdown_it.rules_block.html_block import HTML_SEQUENCES
from markdown_it.token import Token

from generator.model import Place, Problem
from generator.reading.html_comments import OPENING as COMMENT
from generator.reading.html_comments import blanked
from generator.reading.source import Source

_TO_AN_END: Final = HTML_SEQUENCES[:5]
_CARD: Final = re.compile(r" {0,3}##[ \t].*\{[^{}]*#[^{}]*\}\s*$")


def html_problems(tokens: Iterable[Token], source: Source) -> Iterator[Problem]:
    """A problem for each HTML block that is never ended, or has the heading of a card in it that
    its author did not comment out or quote.
    """
    for token in tokens:
        if token.type != "html_block" or not token.map:
            continue
        first = token.map[0] + 1
        text = source.line(first)
        place = Place(source.path, first, max(text.find("<"), 0) + 1)
        lines = token.content.removesuffix("\n").split("\n")
        found = _fault(lines, first)
        if found is not None:
            yield Problem(place, "unclosed-html", *found)


def _fault(lines: list[str], first: int) -> tuple[str, str] | None:
    card = next((at for at, line in enumerate(lines) if _CARD.match(line)), None)
    hidden = "" if card is None else f", and hides the card on line {first + card}"
    opening = lines[0].lstrip()
    for start, end, _ in _TO_AN_END:
        found = start.match(opening)
        if found is None:
            continue
        what = "this comment" if opening.startswith(COMMENT) else f"`{found[0].strip()}`"
        if not any(end.search(line) for line in lines):
            closing = "-->" if opening.startswith(COMMENT) else _closing(found[0])
            hidden = hidden or ", and hides what is below it"
            return f"{what} is never closed{hidden}", f"close it where it ends: {closing}"
        second = next((at for at, line in enumerate(lines) if at and COMMENT in line), None)
        if card is not None and second is not None and opening.startswith(COMMENT):
            message = (
                f"this comment goes on to the end of another, on line {first + second}{hidden}"
            )
            return message, "close the first where it ends: -->"
        if COMMENT in blanked("\n".join(lines)):
            return "a comment in this line does not end in it", "end it with `-->`"
        return None
    if card is not None:
        return (
            f"this HTML goes on to the next empty line{hidden}",
            "leave an empty line above the card",
        )
    return None


def _closing(opening: str) -> str:
    ends = {"<?": "?>", "<![CDATA[": "]]>"}
    if opening in ends:
        return ends[opening]
    return ">" if opening.startswith("<!") else f"</{opening.strip('<> ')}>"
