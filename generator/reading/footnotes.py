"""Footnotes: the parser gathers them at the end of a file; a card needs its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from generator.model import Node
from generator.reading.nodes import walk


def attach_footnotes(
    cited_in: Iterable[Node], nodes: tuple[Node, ...], footnotes: tuple[Node, ...]
) -> tuple[Node, ...]:
    """`nodes` with the notes that `cited_in` refers to at their end, numbered from 1."""
    by_id = {note.attrs["id"]: note for note in footnotes}
    cited = dict.fromkeys(n.attrs["id"] for n in walk(cited_in) if n.kind == "footnote_ref")
    labels = {id_: str(number) for number, id_ in enumerate(cited, 1)}
    if not labels:
        return nodes
    notes = tuple(
        dataclasses.replace(by_id[id_], attrs={"label": label}) for id_, label in labels.items()
    )
    place = notes[0].place
    return (*(_labelled(node, labels) for node in nodes), Node("footnotes", place, notes))


def _labelled(node: Node, labels: dict[str, str]) -> Node:
    if node.kind == "footnote_ref":
        return dataclasses.replace(node, attrs={"label": labels[node.attrs["id"]]})
    if not node.children:
        return node
    children = tuple(_labelled(child, labels) for child in node.children)
    return dataclasses.replace(node, children=children)
