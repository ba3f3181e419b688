"""`.predict`: what does this program print?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.kinds.kind import Kind, Nodes, Show, no_answer, problem
from generator.language import PYTHON
from generator.model import Card, Node, Problem
from generator.model.walking import walk


def _problems(card: Card) -> Iterator[Problem]:
    yield from no_answer(card)
    if not any(fence.norun is None and not fence.hidden for fence in card.fences):
        message = "a `.predict` card needs a program that runs and is shown"
        hint = f"add a {PYTHON.fence()} fence, or drop `.predict`"
        yield problem(card, "empty-card", message, hint)


def _sides(card: Card, show: Show) -> tuple[Nodes, Nodes]:
    """The code in front; the output, then the rest, on the back.

    With a `---`, the programs above it keep their place; those below it show code and output
    together.
    """
    if card.split:
        asked, rest = card.front, card.back
    else:
        asked = (*(node for node in card.back if _programs(node)), *card.front)
        rest = tuple(node for node in card.back if not _programs(node))
    programs = tuple(program for node in asked for program in _programs(node))
    return show(asked, "code"), (*show(programs, "output"), *show(rest))


def _programs(node: Node) -> Nodes:
    return tuple(inner for inner in walk([node]) if inner.fence is not None)


PREDICT: Final = Kind(
    name="predict",
    front="the question and the code",
    back="what the code prints, then the rest",
    problems=_problems,
    sides=_sides,
)
