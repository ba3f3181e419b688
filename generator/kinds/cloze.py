"""`.cloze`: text and code with parts hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.kinds.kind import Kind, Nodes, Show, problem
from generator.model import Card, Node, Place, Problem
from generator.model.walking import plain_text, walk

OPENING: Final = re.compile(r"\{\{c([1-9]\d{0,2})::")


def _problems(card: Card) -> Iterator[Problem]:
    nodes = _own_nodes(card)
    clozes = [node for node in nodes if node.kind == "cloze"]
    if not clozes and not any(fence.blanks for fence in card.fences):
        message = "a `.cloze` card needs something to hide"
        hint = 'mark it {{c1::like this}}, or hide code with blank="…" on its fence'
        yield problem(card, "empty-card", message, hint)
    for node in clozes:
        if not plain_text(node.children).strip():
            hint = "hints come after the answer: {{c1::answer::hint}}"
            yield problem(card, "bad-cloze", "this cloze hides nothing", hint, node.place)
    for node in nodes:
        opening = OPENING.search(node.text) if node.kind == "text" else None
        if opening:
            column = node.place.column + opening.start()
            place = Place(node.place.path, node.place.line, column)
            hint = "end it with `}}` in the same paragraph"
            yield problem(card, "bad-cloze", "this cloze is never closed", hint, place)


def stray_clozes(card: Card) -> Iterator[Problem]:
    """The problems of clozes and blanks on a card of another kind."""
    hint = f"write {{#{card.slug or 'slug'} .cloze}} on the card's heading"
    for node in _own_nodes(card):
        if node.kind == "cloze":
            message = "this card has a cloze but is not marked `.cloze`"
            yield problem(card, "bad-cloze", message, hint, node.place)
    for fence in card.fences:
        if fence.blanks:
            message = "this card has a `blank` but is not marked `.cloze`"
            yield problem(card, "bad-options", message, hint, fence.place)


def _own_nodes(card: Card) -> tuple[Node, ...]:
    """All nodes of a card except its footnotes, which are elsewhere in the file."""
    blocks = (node for node in (*card.front, *card.back) if node.kind != "footnotes")
    return tuple(walk((*card.question, *blocks)))


def _sides(card: Card, show: Show) -> tuple[Nodes, Nodes]:
    """Without a `---`, the text ends with the last thing that it hides."""
    if card.split:
        return show(card.front), show(card.back)
    end = 0
    for index, node in enumerate(card.back, 1):
        if any(n.kind == "cloze" or (n.fence and n.fence.blanks) for n in walk([node])):
            end = index
    return show((*card.back[:end], *card.front)), show(card.back[end:])


CLOZE: Final = Kind(
    name="cloze",
    front="text with `{{c1::answer::hint}}`, or code with a `blank=`",
    back="the same, open, then the rest",
    problems=_problems,
    sides=_sides,
    note="cloze",
)
