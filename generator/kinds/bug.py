"""`.bug`: what is wrong with this program?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

from generator.kinds.kind import (
    Kind,
    Nodes,
    Ran,
    Show,
    as_written,
    divide_at_rule,
    problem,
    visible_programs,
)
from generator.language import PYTHON
from generator.model import Card, Problem
from generator.model.walking import walk


def _divide(body: Nodes) -> tuple[Nodes, Nodes]:
    """Without a `---`, everything down to the first visible program is in front."""
    if any(node.kind == "rule" for node in body):
        return divide_at_rule(body)
    cut = next((i for i, node in enumerate(body, 1) if visible_programs([node])), 0)
    return body[:cut], body[cut:]


def _problems(card: Card) -> Iterator[Problem]:
    in_front, behind = visible_programs(card.front), visible_programs(card.back)
    if not in_front and not behind:
        message = "a `.bug` card needs a program that goes wrong"
        marked = PYTHON.fence()
        hint = f"write it as a {marked} fence, with raises=… if it fails, and the fix below it"
        yield problem(card, "bad-bug", message, hint)
    elif not in_front:
        message = "the program that goes wrong is below the `---`, so the front does not show it"
        hint = "move the `---` below that program, or remove it"
        yield problem(card, "bad-bug", message, hint, behind[0].place)
    elif not behind:
        message = "this `.bug` card shows what goes wrong but no fixed program"
        where = "below the `---`" if card.split else "below the first"
        hint = f"add the fixed program {where}, as a {PYTHON.fence()} fence"
        yield problem(card, "bad-bug", message, hint, in_front[-1].place)


def _predict_problems(card: Card) -> Iterator[Problem]:
    """The mend may be in words: the back begins with what comes out."""
    behind = visible_programs(card.back)
    if not visible_programs(card.front) or behind or not card.back:
        yield from _problems(card)


def _run_problems(card: Card, ran: Ran) -> Iterator[Problem]:
    """A problem if every program in front ran and none of them shows that it goes wrong."""
    programs = visible_programs(card.front)
    cells = [ran.cells[node.place] for node in programs if node.place in ran.cells]
    if not programs or len(cells) < len(programs):
        return
    if not any(cell.raised is not None or cell.outputs for cell in cells):
        message = "the bug is not visible: this program raises nothing and shows nothing"
        hint = "print what is wrong, or put a `---` below the program that shows it"
        yield problem(card, "bad-bug", message, hint, programs[0].place)


def _behind(card: Card, show: Show) -> tuple[Nodes, Nodes]:
    """The programs in front without what comes of them, which begins the back."""
    asked = tuple(node for node in walk(card.front) if node.fence is not None)
    return show(card.front, "code"), (*show(asked, "output"), *show(card.back))


BUG: Final = Kind(
    name="bug",
    front="everything down to the first program, which fails or misbehaves, with its real"
    " traceback",
    back="the rest, with the fixed program and its output",
    divide=_divide,
    problems=_problems,
    run_problems=_run_problems,
    sides=as_written,
)
BUG_PREDICT: Final = dataclasses.replace(
    BUG,
    name="bug.predict",
    front="the same without the traceback, or whatever comes out",
    back="what came out, then the rest: the fixed program with its output, or words",
    problems=_predict_problems,
    sides=_behind,
)
