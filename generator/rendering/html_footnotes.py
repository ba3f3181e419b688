"""Footnotes: at the end of their side, numbered across both sides of a card."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from generator.model import Node
from generator.rendering.directions import text_direction
from generator.rendering.html import blocks_to_html, directed, footnote_label
from generator.rendering.html_context import HtmlContext


def take_footnotes(nodes: Iterable[Node]) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Top-level block nodes without their footnotes, and the footnotes."""
    text: list[Node] = []
    notes: list[Node] = []
    for node in nodes:
        match node.kind:
            case "footnotes":
                notes.extend(node.children)
            case "footnote":
                notes.append(node)
            case _:
                text.append(node)
    return tuple(text), tuple(notes)


def number_footnotes(notes: Iterable[Node], start: int = 1) -> Mapping[str, int]:
    """The number of each footnote by its label."""
    labels = dict.fromkeys(footnote_label(note) for note in notes)
    return {label: number for number, label in enumerate(labels, start)}


def footnotes_html(notes: Sequence[Node], *, context: HtmlContext) -> str:
    """A numbered list, or "" without notes."""
    direction = text_direction(notes, context.language)
    inside = dataclasses.replace(context, direction=direction)
    items = "".join(
        f'<li value="{context.footnotes[footnote_label(note)]}">'
        f"{blocks_to_html(note.children, context=inside)}</li>"
        for note in notes
    )
    html = f'<ol class="footnotes">{items}</ol>' if items else ""
    return html if direction == context.direction else directed(html, direction)
