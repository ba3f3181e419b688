"""Code as runs of one colour each, as cards have it."""

from __future__ import annotations

from generator.language import PYTHON
from generator.practicing.practice import MOST_CODE
from generator.rendering.highlight import highlight
from generator.rendering.palette import ROLES

Lines = list[list[tuple[str, str]]]


def highlighted(code: str, lexer: str = PYTHON.lexer) -> Lines:
    """The lines of some code, each of runs: the role of a text in the palette, "" for none, and the
    text. What is longer than a program may be here has no colours.
    """
    if len(code) > MOST_CODE:
        return [[("", line)] if line else [] for line in code.split("\n")]
    lines = highlight(code, lexer)
    return [[(ROLES.get(short, ""), text) for short, text in line] for line in lines]
