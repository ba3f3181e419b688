"""What a kind of card needs that only a run can tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from generator.checking.transcript import transcript
from generator.model import CellRun, Node, Place, Problem, Run
from generator.model.walking import walk
from generator.reading.sides import typing_candidates, visible_programs
from generator.running.plan import Plan

# About as much as fits into one line of a phone, twice; more is not recalled but copied.
MOST_TYPED: Final = 80


def kind_problems(plan: Plan, run: Run | None) -> Iterator[Problem]:
    """What is wrong with a card of its kind now that its program ran, as far as it did."""
    if run is not None and run.ended not in ("finished", "raised"):
        return
    match plan.card.kind:
        case "typed":
            yield from _typed(plan, run)
        case "bug":
            yield from _bug(plan, run)


def typed_answer(plan: Plan, run: Run | None) -> str:
    """What has to be typed on a `.typed` card, on one line and without space around it.

    Empty for other kinds, and where what was to be typed was not run: a card cannot ask for
    what nobody knows.
    """
    found = _to_type(plan, run) if plan.card.kind == "typed" else None
    return found[1] if found is not None else ""


def _to_type(plan: Plan, run: Run | None) -> tuple[Node, str] | None:
    """The first of the candidates that shows something, and what it shows; None where that is
    not known, or where there is none.
    """
    cells = _cells(plan, run)
    for node in typing_candidates(plan.card):
        if node.kind == "code":
            return node, _plain(node.text)
        cell = cells.get(node.place)
        if cell is None or _failed(node, cell):
            return None
        text = _plain(transcript(_without_pictured(cell)))
        if text or node.kind == "value":
            return node, text
    return None


def _plain(text: str) -> str:
    """The text as it can be typed: no keyboard has the space that does not break."""
    return text.replace("\xa0", " ").strip()


def _cells(plan: Plan, run: Run | None) -> Mapping[Place, CellRun]:
    cells = run.cells if run is not None else ()
    return {origin.place: cell for origin, cell in zip(plan.origins, cells, strict=False)}


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


def _typed(plan: Plan, run: Run | None) -> Iterator[Problem]:
    card = plan.card
    found = _to_type(plan, run)
    if found is None:
        yield from _nothing_to_type(plan, run)
        return
    node, text = found
    message = hint = ""
    if not text:
        message = "what is to be typed is empty"
        hint = "start the answer with what is to be typed, as inline code"
    elif node.fence is not None and node.fence.varies:
        message = "what is to be typed varies from run to run, so nobody can know it"
        hint = "start the answer with what is to be typed, as inline code"
    elif "\n" in text:
        message = f"what is to be typed has {text.count(chr(10)) + 1} lines; the box has one"
        hint = "put the one word or number that counts first, as inline code"
    elif len(text) > MOST_TYPED:
        message = f"what is to be typed has {len(text)} characters; up to {MOST_TYPED} can be typed"
        hint = "ask for one name or number, and put it first as inline code"
    if message:
        yield Problem(node.place, "bad-typed", message, hint, card=card.slug)
    elif _codes(card.question) + _codes(card.front) == [text]:
        message = f"`{text}` is to be typed, and stands in the question"
        hint = "ask without it"
        yield Problem(card.place, "given-away", message, hint, "warning", card.slug)


def _codes(nodes: tuple[Node, ...]) -> list[str]:
    return [node.text.strip() for node in walk(nodes) if node.kind == "code"]


def _nothing_to_type(plan: Plan, run: Run | None) -> Iterator[Problem]:
    """A problem where all that could be typed was run and showed nothing."""
    candidates = tuple(typing_candidates(plan.card))
    cells = _cells(plan, run)
    if candidates and all(
        node.place in cells and cells[node.place].raised is None for node in candidates
    ):
        message = "the programs of this `.typed` card show nothing that could be typed"
        hint = "start the answer with what is to be typed, as inline code"
        place = candidates[0].place
        yield Problem(place, "bad-typed", message, hint, card=plan.card.slug)


def _bug(plan: Plan, run: Run | None) -> Iterator[Problem]:
    """A problem where every program in front ran, and none of them shows that it goes wrong."""
    cells = _cells(plan, run)
    programs = visible_programs(plan.card.front)
    ran = [cells[node.place] for node in programs if node.place in cells]
    if programs and len(ran) == len(programs):
        if any(cell.raised is not None or cell.outputs for cell in ran):
            return
        message = "nothing is to be seen of the bug: this program neither raises nor shows anything"
        hint = "let it print what is wrong; or draw the line with `---` below the one that does"
        yield Problem(programs[0].place, "bad-bug", message, hint, card=plan.card.slug)
