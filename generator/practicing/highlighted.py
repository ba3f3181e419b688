"""Code as runs of one colour each, with the classes that cards have."""

from __future__ import annotations

from generator.language import PYTHON
from generator.practicing.practice import MOST_CODE
from generator.rendering.highlight import highlight

Lines = list[list[tuple[str, str]]]


def highlighted(code: str, lexer: str = PYTHON.lexer) -> Lines:
    """The lines of some code, each of runs: a class and a text. What is longer than a program may
    be here has no colours.
    """
    if len(code) > MOST_CODE:
        return [[("", line)] if line else [] for line in code.split("\n")]
    return [list(line) for line in highlight(code, lexer)]
