"""What nodes hold, at any depth."""

from __future__ import annotations

from collections.abc import Iterable

from generator.model.written import Node


def walk(nodes: Iterable[Node]) -> Iterable[Node]:
    """The nodes and all below them, in reading order."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def plain_text(nodes: Iterable[Node]) -> str:
    """What is left of inline nodes without their marks."""
    parts: list[str] = []
    for node in nodes:
        match node.kind:
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case _ if node.children:
                parts.append(plain_text(node.children))
            case _:
                parts.append(node.text)
    return "".join(parts)
