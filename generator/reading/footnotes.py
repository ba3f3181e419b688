"""Footnotes: the parser gathers them at the end of a file; a card needs its own."""

from __future__ import annotations

import dataclasses

from generator.model import Node
from generator.reading.nodes import walk


def attach_footnotes(
    heading: tuple[Node, ...], nodes: tuple[Node, ...], footnotes: tuple[Node, ...]
) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """A heading and the blocks below it, with the notes both cite, numbered from 1, at the end."""
    by_id = {note.attrs["id"]: note for note in footnotes}
    references = (node for node in walk((*heading, *nodes)) if node.kind == "footnote_ref")
    cited = dict.fromkeys(node.attrs["id"] for node in references)
    labels = {id_: str(number) for number, id_ in enumerate(cited, 1)}
    if not labels:
        return heading, nodes
    notes = tuple(
        dataclasses.replace(by_id[id_], attrs={"label": label}) for id_, label in labels.items()
    )
    heading = tuple(_labelled(node, labels) for node in heading)
    nodes = tuple(_labelled(node, labels) for node in nodes)
    return heading, (*nodes, Node("footnotes", notes[0].place, notes))


def _labelled(node: Node, labels: dict[str, str]) -> Node:
    if node.kind == "footnote_ref":
        return dataclasses.replace(node, attrs={"label": labels[node.attrs["id"]]})
    if not node.children:
        return node
    children = tuple(_labelled(child, labels) for child in node.children)
    return dataclasses.replace(node, children=children)
