"""`.typed`: the answer is typed and compared with the card's."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from generator.kinds.kind import Kind, Nodes, Ran, Show, no_answer, problem
from generator.model import Card, CellRun, Node, Problem
from generator.model.walking import walk

# About two lines on a phone; nobody recalls more than that.
MOST_TYPED: Final = 80
_HINT: Final = "start the answer with the text to type, as inline code"


def _candidates(card: Card) -> Iterator[Node]:
    """The candidates for the text to type, in order: inline code, inline expressions, and programs
    that show something. Footnotes do not count.
    """
    for node in walk(node for node in card.back if node.kind != "footnotes"):
        runs = node.fence is not None and not node.fence.hidden and node.fence.norun is None
        if node.kind in ("code", "value") or runs:
            yield node


def _problems(card: Card) -> Iterator[Problem]:
    yield from no_answer(card)
    if card.back and not any(_candidates(card)):
        message = "the answer of this `.typed` card has nothing to type"
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
        message = "the text to type is empty"
    elif node.place in ran.in_part or (node.fence is not None and node.fence.varies):
        message = "the text to type varies from run to run"
    elif "\n" in text:
        message = f"the text to type has {text.count(chr(10)) + 1} lines; the box has one"
        hint = "put the one word or number that counts first, as inline code"
    elif len(text) > MOST_TYPED:
        message = f"the text to type has {len(text)} characters; the limit is {MOST_TYPED}"
        hint = "ask for one name or number, and put it first as inline code"
    if message:
        yield problem(card, "bad-typed", message, hint, node.place)


def _nothing_to_type(card: Card, ran: Ran) -> Iterator[Problem]:
    """A problem if all candidates ran and showed nothing."""
    candidates = tuple(_candidates(card))
    cells = [ran.cells.get(node.place) for node in candidates]
    if candidates and all(cell is not None and cell.raised is None for cell in cells):
        message = "the programs of this `.typed` card show nothing to type"
        yield problem(card, "bad-typed", message, _HINT, candidates[0].place)


def _typed(card: Card, ran: Ran) -> str:
    """The text to type, on one line and stripped. Empty if its program was not run."""
    found = _to_type(card, ran)
    return found[1] if found is not None else ""


def _to_type(card: Card, ran: Ran) -> tuple[Node, str] | None:
    """The first candidate that shows something, and what it shows; None if there is none or it is
    not known.
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
    """The text as a keyboard can type it: no-break spaces become spaces."""
    return text.replace("\xa0", " ").strip()


def _failed(node: Node, cell: CellRun) -> bool:
    """Whether the cell raised an exception that its author did not expect."""
    return cell.raised is not None and (node.fence is None or node.fence.raises is None)


def _without_pictured(cell: CellRun) -> CellRun:
    """The cell without the text of values that the card shows in a richer form."""
    kept = tuple(
        output
        for output, after in pairwise((*cell.outputs, None))
        if output is not None and not (output.kind == "value" and after and after.rich)
    )
    return dataclasses.replace(cell, outputs=kept)


def _sides(card: Card, show: Show) -> tuple[Nodes, Nodes]:
    """What comments in front claim is told on the back."""
    programs = tuple(node for node in walk(card.front) if node.fence is not None)
    return show(card.front, "asked"), (*show(programs, "told"), *show(card.back))


TYPED: Final = Kind(
    name="typed",
    front="the question and a box to type in",
    back="what was typed against the first inline code, `{python}` value or output of the answer"
    f" (one line, up to {MOST_TYPED} characters)",
    problems=_problems,
    run_problems=_run_problems,
    sides=_sides,
    typed=_typed,
)
