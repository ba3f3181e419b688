"""Finds formulas that cannot be shown before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.model import Faces, Node, Place, Problem
from generator.model.walking import walk
from generator.rendering.drawn_formulas import EXTRA_HINT, is_installed
from generator.rendering.math import MathError, draw_what_is_not_set, parse_math
from generator.rendering.tex_marks import printed_tex

_HINT = "write LaTeX that Anki's MathJax knows; for a literal dollar write \\$"
_UNSET = "this formula cannot be set on paper: the PDF shows its source"
_UNSET_HINT = "Anki shows it; for the PDF write it in more usual commands"


def draw_formulas(faces: Iterable[Faces]) -> None:
    """Draw the formulas of several cards that need it, all at once."""
    nodes = (node for each in faces for node in _formulas(each))
    draw_what_is_not_set((latex, _is_displayed(node)) for node in nodes for latex in _forms(node))


def _forms(node: Node) -> Iterator[str]:
    """The formula as it stands, and as paper shows it with clozes closed and open."""
    yield node.text
    if node.children:
        yield printed_tex(node, hide=True)
        yield printed_tex(node, hide=False)


def formula_problems(faces: Faces) -> Iterator[Problem]:
    """A problem for each formula that Anki does not show, with its place in the Markdown, and a
    warning for each that the PDF shows as its source.
    """
    for node in _formulas(faces):
        try:
            tree = parse_math(node.text, display=_is_displayed(node))
        except MathError as error:
            yield _problem(node, error, faces.card.slug)
            continue
        if "source" in tree:
            hint = _UNSET_HINT if is_installed() else f"{EXTRA_HINT}, which draws more of them"
            yield Problem(node.place, "math", _UNSET, hint, "warning", faces.card.slug)


def _formulas(faces: Faces) -> Sequence[Node]:
    nodes = walk((*faces.question, *faces.front, *faces.back))
    return [node for node in nodes if node.kind in ("math", "math_block")]


def _is_displayed(node: Node) -> bool:
    return node.kind == "math_block" or node.attrs.get("display") == "true"


def _problem(node: Node, error: MathError, card: str) -> Problem:
    place = node.place
    if not node.children:  # the marks of clozes are not in the text
        first = place.column if error.line == 1 else 1
        place = Place(place.path, place.line + error.line - 1, first + error.column - 1)
    message = f"Anki cannot show this formula: {error.message}"
    message += f" (line {error.line}, column {error.column} of the formula)"
    return Problem(place, "bad-math", message, error.hint or _HINT, card=card)
