"""What each kind of card shows on its front and on its back."""

from __future__ import annotations

import dataclasses

from generator.model import Card, Node
from generator.model.walking import walk
from generator.reading.sides import side_by_side, task_lists
from generator.rendering.resolver import Resolver
from generator.rendering.shuffle import shuffled

Nodes = tuple[Node, ...]


def sides(card: Card, resolver: Resolver) -> tuple[Nodes, Nodes]:
    """The blocks in front and behind. A `.typed` card, a `.bug` and all others show what the
    reader put on each side.
    """
    match card.kind:
        case "predict":
            return _predict(card, resolver)
        case "cloze":
            front, back = (card.front, card.back) if card.split else _cloze_split(card)
            return resolver.nodes(front), resolver.nodes(back)
        case "choice":
            return _choice(card, resolver)
        case "compare":
            return resolver.nodes(card.front), _columns(card.back, resolver)
        case _:
            return resolver.nodes(card.front), resolver.nodes(card.back)


def _predict(card: Card, resolver: Resolver) -> tuple[Nodes, Nodes]:
    """The code in front, what comes out behind, then the rest.

    Where the author drew the line, the programs above it keep their place; those below it
    show code and output together.
    """
    if card.split:
        shown, rest = card.front, card.back
    else:
        shown = (*(node for node in card.back if _programs(node)), *card.front)
        rest = tuple(node for node in card.back if not _programs(node))
    programs = tuple(program for node in shown for program in _programs(node))
    outputs = resolver.nodes(programs, "output")
    return resolver.nodes(shown, "code"), (*outputs, *resolver.nodes(rest))


def _programs(node: Node) -> Nodes:
    return tuple(inner for inner in walk([node]) if inner.fence is not None)


def _cloze_split(card: Card) -> tuple[Nodes, Nodes]:
    """Without a line drawn, the text ends with the last thing that it hides."""
    end = 0
    for index, node in enumerate(card.back, 1):
        if any(n.kind == "cloze" or (n.fence and n.fence.blanks) for n in walk([node])):
            end = index
    return (*card.back[:end], *card.front), card.back[end:]


def _choice(card: Card, resolver: Resolver) -> tuple[Nodes, Nodes]:
    """The options without marks and reasons in front, whole behind, in one order.

    They may stand on either side of a line that the author drew.
    """
    front, back = list(card.front), list(card.back)
    for options in task_lists(card)[:1]:
        if options in front:
            front[front.index(options)] = _asked(options, card.slug)
            back.insert(0, _told(options, card.slug))
        else:
            back[back.index(options)] = _told(options, card.slug)
            notes = bool(front) and front[-1].kind == "footnotes"
            # What a footnote says of an option stands behind with it.
            asked = _without_notes(_asked(options, card.slug))
            front.insert(len(front) - notes, asked)
    return resolver.nodes(tuple(front)), resolver.nodes(tuple(back))


def _asked(options: Node, slug: str) -> Node:
    items = (
        Node("option", item.place, item.children[:1]) for item in shuffled(options.children, slug)
    )
    return Node("options", options.place, tuple(items))


def _told(options: Node, slug: str) -> Node:
    items = (
        Node("option", item.place, item.children, attrs={"mark": _mark(item)})
        for item in shuffled(options.children, slug)
    )
    return Node("options", options.place, tuple(items))


def _mark(item: Node) -> str:
    return "right" if item.attrs.get("checked") == "true" else "wrong"


def _without_notes(node: Node) -> Node:
    children = tuple(_without_notes(n) for n in node.children if n.kind != "footnote_ref")
    return dataclasses.replace(node, children=children)


def _columns(nodes: Nodes, resolver: Resolver) -> Nodes:
    """The nodes with programs that are neighbours beside each other."""
    shown: list[Node] = []
    for group in side_by_side(nodes):
        resolved = resolver.nodes(group)
        if len(resolved) > 1:
            columns = (Node("column", node.place, (node,)) for node in resolved)
            resolved = (Node("columns", resolved[0].place, tuple(columns)),)
        shown += resolved
    return tuple(shown)
