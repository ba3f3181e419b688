"""Footnotes: the parser gathers them at the end of a file; a card needs its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator

from markdown_it.token import Token

from generator.model import Node, Problem
from generator.model.walking import walk
from generator.reading.bounds import MOST_NOTES


class Footnotes:
    """The notes of a file, by the number that the parser gives each."""

    def __init__(self, notes: tuple[Node, ...], report: Callable[[Problem], None]) -> None:
        self._report = report
        self._notes = {note.attrs["id"]: note for note in notes}

    def attach(
        self, heading: tuple[Node, ...], nodes: tuple[Node, ...]
    ) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
        """A heading and the blocks below it, with the notes both cite, numbered from 1, at the
        end, and the notes that these cite in turn.
        """
        cited = list(_cited((*heading, *nodes)))
        labels: dict[str, str] = {}
        for id_ in cited:  # grows while it is gone through
            if id_ in labels or id_ not in self._notes:
                continue
            if len(labels) == MOST_NOTES:
                message = f"a card cites more than {MOST_NOTES} footnotes, this one among them"
                hint = "cite fewer; those that a footnote cites count, too"
                self._report(Problem(self._notes[id_].place, "too-much", message, hint))
                break
            labels[id_] = str(len(labels) + 1)
            cited += _cited([self._notes[id_]])
        if not labels:
            return heading, nodes
        notes = tuple(
            dataclasses.replace(_labelled(self._notes[id_], labels), attrs={"label": label})
            for id_, label in labels.items()
        )
        heading = tuple(_labelled(node, labels) for node in heading)
        nodes = tuple(_labelled(node, labels) for node in nodes)
        return heading, (*nodes, Node("footnotes", notes[0].place, notes))


def _cited(nodes: Iterable[Node]) -> Iterator[str]:
    return (node.attrs["id"] for node in walk(nodes) if node.kind == "footnote_ref")


def _labelled(node: Node, labels: dict[str, str]) -> Node:
    if node.kind == "footnote_ref":
        return dataclasses.replace(node, attrs={"label": labels.get(node.attrs["id"], "")})
    if not node.children:
        return node
    children = tuple(_labelled(child, labels) for child in node.children)
    return dataclasses.replace(node, children=children)


def split_footnotes(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """The document, and the notes that the parser gathers at its end."""
    for index, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            return tokens[:index], tokens[index + 1 : -1]
    return tokens, []
