"""`.typed`: the answer is typed, and held against what the card says."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from generator.kinds.kind import Kind, Nodes, Ran, as_written, no_answer, problem
from generator.model import Card, CellRun, Node, Problem
from generator.model.walking import walk

# About as much as fits into one line of a phone, twice; more is not recalled but copied.
MOST_TYPED: Final = 80
_HINT: Final = "start the answer with what is to be typed, as inline code"


def _candidates(card: Card) -> Iterator[Node]:
    """What of the answer may be what is to be typed, in order: inline code, inline expressions,
    and programs, of which only those that show something count. Footnotes are no answer.
    """
    for node in walk(node for node in card.back if node.kind != "footnotes"):
        runs = node.fence is not None and not node.fence.hidden and node.fence.norun is None
        if node.kind in ("code", "value") or runs:
            yield node


def _problems(card: Card) -> Iterator[Problem]:
    yield from no_answer(card)
    if card.back and not any(_candidates(card)):
        message = "a `.typed` card has nothing in its answer that could be typed"
        hint = "start the answer with it as inline code: `torch.float32`"
        yield problem(card, "bad-typed", message, hint)


def _run_problems(card: Card, ran: Ran) -> Iterator[Problem]:
    found = _to_type(card, ran)
    if found is None:
        yield from _nothing_to_type(card, ran)
        return
    node, text = found
    message, hint = "", _HINT
    if not text:
        message = "what is to be typed is empty"
    elif node.place in ran.in_part or (node.fence is not None and node.fence.varies):
        message = "what is to be typed varies from run to run, so nobody can know it"
    elif "\n" in text:
        message = f"what is to be typed has {text.count(chr(10)) + 1} lines; the box has one"
        hint = "put the one word or number that counts first, as inline code"
    elif len(text) > MOST_TYPED:
        message = f"what is to be typed has {len(text)} characters; up to {MOST_TYPED} can be typed"
        hint = "ask for one name or number, and put it first as inline code"
    if message:
        yield problem(card, "bad-typed", message, hint, node.place)
    elif _codes(card.question) + _codes(card.front) == [text]:
        message = f"`{text}` is to be typed, and stands in the question"
        yield Problem(card.place, "given-away", message, "ask without it", "warning", card.slug)


def _nothing_to_type(card: Card, ran: Ran) -> Iterator[Problem]:
    """A problem where all that could be typed was run and showed nothing."""
    candidates = tuple(_candidates(card))
    cells = [ran.cells.get(node.place) for node in candidates]
    if candidates and all(cell is not None and cell.raised is None for cell in cells):
        message = "the programs of this `.typed` card show nothing that could be typed"
        yield problem(card, "bad-typed", message, _HINT, candidates[0].place)


def _typed(card: Card, ran: Ran) -> str:
    """On one line and without space around it. Empty where what was to be typed was not run: a
    card cannot ask for what nobody knows.
    """
    found = _to_type(card, ran)
    return found[1] if found is not None else ""


def _to_type(card: Card, ran: Ran) -> tuple[Node, str] | None:
    """The first of the candidates that shows something, and what it shows; None where that is
    not known, or where there is none.
    """
    for node in _candidates(card):
        if node.kind == "code":
            return node, _plain(node.text)
        cell = ran.cells.get(node.place)
        if cell is None or _failed(node, cell):
            return None
        text = _plain(ran.text(_without_pictured(cell)))
        if text or node.kind == "value":
            return node, text
    return None


def _plain(text: str) -> str:
    """The text as it can be typed: no keyboard has the space that does not break."""
    return text.replace("\xa0", " ").strip()


def _failed(node: Node, cell: CellRun) -> bool:
    """Whether an exception left the cell that its author did not expect."""
    return cell.raised is not None and (node.fence is None or node.fence.raises is None)


def _without_pictured(cell: CellRun) -> CellRun:
    """The cell without the text of values that a card shows in a richer form."""
    kept = tuple(
        output
        for output, after in pairwise((*cell.outputs, None))
        if output is not None and not (output.kind == "value" and after and after.rich)
    )
    return dataclasses.replace(cell, outputs=kept)


def _codes(nodes: Nodes) -> list[str]:
    return [node.text.strip() for node in walk(nodes) if node.kind == "code"]


TYPED: Final = Kind(
    name="typed",
    front="the question and a box to type in",
    back="what was typed against the first inline code, `{python}` value or output of the answer"
    f" (one line, up to {MOST_TYPED} characters)",
    problems=_problems,
    run_problems=_run_problems,
    sides=as_written,
    typed=_typed,
)
