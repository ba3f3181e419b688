"""Interactive sessions: what stands behind `>>>` is run, what stands below it is a claim."""

from __future__ import annotations

from collections.abc import Callable

from generator.auditing.document import Piece, Stated
from generator.model import Claim, Place
from generator.reading.prompts import TRACEBACK, echoing, read_prompts


def session_pieces(text: str, place_of: Callable[[int, int], Place]) -> tuple[Piece, ...]:
    """The prompts of a session as pieces of a program, each with the output it states.

    `place_of` gives the place of a line and column of the text, both counting from 1. What is
    marked `# doctest: +SKIP` is left out. Raises ValueError, which says why, where a line
    cannot be code and there is no prompt above it, or a prompt shows too much.
    """
    pieces = []
    for prompt in read_prompts(text):
        if "+SKIP" in prompt.options or not prompt.code.strip():
            continue
        start = place_of(prompt.line + 1, prompt.margin + 1)
        output = None
        said = prompt.said
        if said:
            at = place_of(prompt.line + prompt.lines + 1, prompt.margin + 1)
            output = Stated(Claim(at, said), loose="+NORMALIZE_WHITESPACE" in prompt.options)
        margin = start.column - 1
        failing = said.startswith(TRACEBACK)
        pieces.append(
            Piece(echoing(prompt.code), start.line, margin, output=output, failing=failing)
        )
    return tuple(pieces)
