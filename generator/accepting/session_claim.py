"""What a session states below one of its prompts, rewritten in place."""

from __future__ import annotations

from typing import Final

from generator.accepting.lines import UNSTATABLE, Line
from generator.accepting.listings import Listings
from generator.model import Claim
from generator.reading.prompts import PROMPT, TRACEBACK

_EMPTY: Final = "<BLANKLINE>"


def rewrite_session(
    lines: tuple[Line, ...], listings: Listings, claim: Claim, text: str
) -> tuple[Line, ...] | None:
    """The lines of a file with the output that one prompt states replaced; `listings` are those
    of the file as it was, which must not have changed down to this output.

    Empty lines between it and the next prompt stay. None where the claim is not at its place, or
    it or its text shows a traceback, of which a session has frames that only its author knows.
    """
    token = listings.at(claim.place.line)
    if token is None or not token.map or UNSTATABLE.search(text):
        return None
    first, content = token.map[0], token.content.split("\n")[:-1]
    start = claim.place.line - first - 1
    end = start
    while end < len(content) and not PROMPT.match(content[end]):
        end += 1
    while end > start and not content[end - 1].strip():
        end -= 1
    old = content[start:end]
    if not old or TRACEBACK in text or any(line.strip() == TRACEBACK for line in old):
        return None
    line, column = lines[first + 1 + start], claim.place.column - 1
    margin, stated = line.text[:column], line.text[column:].rstrip()
    if ("" if stated == _EMPTY else stated) != claim.text.split("\n")[0].rstrip():
        return None
    new = [Line(margin + (said or _EMPTY), line.end) for said in text.split("\n")]
    return (*lines[: first + 1 + start], *new, *lines[first + 1 + end :])
