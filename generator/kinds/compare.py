"""`.compare`: two programs with the same result, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.kinds.kind import Kind, Nodes, Show, no_answer, problem
from generator.language import PYTHON
from generator.model import Card, Node, Problem


def _problems(card: Card) -> Iterator[Problem]:
    yield from no_answer(card)
    groups = [group for group in _side_by_side(card.back) if len(group) > 1]
    if not groups:
        message = "a `.compare` card needs two adjacent programs in its answer"
        hint = "move text between them above or below both"
        yield problem(card, "bad-compare", message, hint)
        return
    fences = [node.fence for group in groups for node in group if node.fence is not None]
    if not any(fence.agrees and fence.norun is None for fence in fences):
        message = "nothing proves that these programs have the same result"
        name = fences[0].name or "one"
        named = "" if fences[0].name else f"name the first: {PYTHON.fence(f'{{#{name}}}')}, and "
        hint = f"{named}compare the second with it: {PYTHON.fence(f'{{agrees={name}}}')}"
        yield problem(card, "bad-compare", message, hint, fences[1].place)


def _sides(card: Card, show: Show) -> tuple[Nodes, Nodes]:
    """On the back, adjacent programs are side by side. Where a part of one is blank, they are in
    front, too, without what comes of them.
    """
    groups = _side_by_side(card.back)
    asked = tuple(
        node
        for group in groups
        if any(node.fence is not None and node.fence.blanks for node in group)
        for node in _columns(show(group, "code"))
    )
    behind = tuple(node for group in groups for node in _columns(show(group)))
    return (*show(card.front), *asked), behind


def _columns(shown: Nodes) -> Nodes:
    if len(shown) < 2:
        return shown
    columns = (Node("column", node.place, (node,)) for node in shown)
    return (Node("columns", shown[0].place, tuple(columns)),)


def _side_by_side(nodes: Nodes) -> tuple[Nodes, ...]:
    """The blocks in order, each by itself, except that adjacent visible programs are together.

    Hidden programs are left out, and do not separate their neighbours.
    """
    groups: list[list[Node]] = []
    in_program = False
    for node in nodes:
        if node.fence is not None and node.fence.hidden:
            continue
        if in_program and node.fence is not None:
            groups[-1].append(node)
        else:
            groups.append([node])
        in_program = node.fence is not None
    return tuple(map(tuple, groups))


COMPARE: Final = Kind(
    name="compare",
    front="the question; with a `blank=`, the programs with that text hidden",
    back="adjacent programs, side by side, the second with `agrees=`: their last values were"
    " proved equal (lines of 38 columns fit, 34 beside Chinese)",
    problems=_problems,
    sides=_sides,
    blanks=True,
)
