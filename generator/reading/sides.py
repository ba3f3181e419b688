"""Where a card divides into front and back, and the parts that its kind is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.model import Card, Kind, Node
from generator.model.walking import walk

Nodes = tuple[Node, ...]


def divide(kind: Kind, body: Nodes) -> tuple[Nodes, Nodes]:
    """What of a card's body stands in front, and what behind.

    A thematic break draws the line, and vanishes. Without one, a `.bug` shows all down to its
    first visible program in front, and other kinds nothing. What leads up to the options of a
    `.choice` stands in front in any case; the options themselves are the first of the back.
    """
    line = next((i for i, node in enumerate(body) if node.kind == "rule"), None)
    front, back = ((), body) if line is None else (body[:line], body[line + 1 :])
    cut = 0
    if kind == "bug" and line is None:
        cut = next((i for i, node in enumerate(body, 1) if visible_programs([node])), 0)
    elif kind == "choice":
        cut = next((i for i, node in enumerate(back) if is_task_list(node)), 0)
    return (*front, *back[:cut]), back[cut:]


def visible_programs(nodes: Iterable[Node]) -> Nodes:
    """The programs, at any depth and in order, whose code a card shows."""
    return tuple(n for n in walk(nodes) if n.fence is not None and not n.fence.hidden)


def is_task_list(node: Node) -> bool:
    """Whether a block is a list in which at least one item has a box."""
    return node.kind in ("bullet_list", "ordered_list") and any(
        "checked" in item.attrs for item in node.children
    )


def task_lists(card: Card) -> Nodes:
    """The task lists of a card that stand by themselves, in no other block."""
    return tuple(node for node in (*card.front, *card.back) if is_task_list(node))


def side_by_side(nodes: Nodes) -> tuple[Nodes, ...]:
    """The blocks in order, each by itself but for visible programs that are neighbours.

    Hidden programs part no neighbours and are left out.
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


def typing_candidates(card: Card) -> Iterator[Node]:
    """What of the answer may be what is to be typed, in order: inline code, inline expressions,
    and programs, of which only those that show something count. Footnotes are no answer.
    """
    for node in walk(node for node in card.back if node.kind != "footnotes"):
        runs = node.fence is not None and not node.fence.hidden and node.fence.norun is None
        if node.kind in ("code", "value") or runs:
            yield node
