"""Finds formulas that cannot be typeset before anything is written."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model import Faces, Node, Place, Problem
from generator.model.walking import walk
from generator.rendering.math import MathError, check_math


def formula_problems(faces: Faces) -> Iterator[Problem]:
    """A problem for each formula that cannot be typeset, with its place in the Markdown."""
    for node in walk((*faces.question, *faces.front, *faces.back)):
        if node.kind in ("math", "math_block"):
            display = node.kind == "math_block" or node.attrs.get("display") == "true"
            error = check_math(node.text, display=display)
            if error is not None:
                yield _problem(node, error, faces.card.slug)


def _problem(node: Node, error: MathError, card: str) -> Problem:
    # An inline formula starts after its dollar; a block's first line is the one below `$$`.
    block = node.kind == "math_block"
    marks = 2 if node.attrs.get("display") == "true" else 1
    line = node.place.line + error.line - (0 if block else 1)
    first = node.place.column + marks if error.line == 1 and not block else 1
    place = Place(node.place.path, line, first + error.column - 1)
    message = f"this formula cannot be typeset: {error.message}"
    message += f" (line {error.line}, column {error.column} of the formula)"
    hint = "write LaTeX that MathJax knows; for a literal dollar write \\$"
    return Problem(place, "bad-math", message, hint, card=card)
