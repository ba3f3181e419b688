"""The options of code that is only shown: what of it is hidden, and what has no effect there."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from generator.kinds.gaps import numbers_of
from generator.language import PYTHON
from generator.model import Blank, Node, Place, Problem
from generator.model.walking import walk
from generator.reading.attributes import AttributeSyntaxError, parse_attributes
from generator.reading.code_clozes import Marked
from generator.reading.fence_names import FenceInfo
from generator.reading.fence_options import KEY, MARKS, OPTIONS, ROLES, Options, take_option

_UNNUMBERED: Final = -1  # until all numbers of the card are known


def with_blanks(
    marked: Marked, info: FenceInfo, at: Place, report: Callable[[Problem], None], *, cloze: bool
) -> Marked:
    """Code with what `blank=` hides of it. `at` is the place of its options, `cloze` says whether
    its card may hide anything.
    """
    try:
        attributes, _ = parse_attributes(info.options)
    except AttributeSyntaxError:
        return marked  # of another tool, such as {1,3-5}
    options = Options(report)
    for each in attributes:
        name = each.key or each.value
        place = Place(at.path, at.line, at.column + each.start)
        if name == "blank" and each.kind == "pair" and cloze:
            take_option(options, each, place)
        elif name == "blank" and each.kind == "pair":
            message = "this card has a `blank` but is not marked `.cloze`"
            hint = "write {#slug .cloze} on the card's heading"
            report(Problem(place, "bad-options", message, hint))
        elif each.kind != "id" and name != KEY and name in (*MARKS, *OPTIONS):
            message = f"`{name}` has no effect here, as this code is not run"
            hint = f"remove it; what is to run is a fence {PYTHON.fence()}"
            if name in ROLES:
                message = f"`{name}` has no effect here, as this code is not Python"
                hint = f"the {name} of an exercise is a fence {PYTHON.fence(f'{{.{name}}}')}"
            report(Problem(place, "unknown-option", message, hint, severity="warning"))
    blanks = list(marked.blanks)
    for gap in options.blanks(marked.code):
        first, *also = gap.numbers or (_UNNUMBERED,)
        start = marked.code.find(gap.text)
        while start >= 0:
            end = start + len(gap.text)
            if all(end <= blank.start or start >= blank.end for blank in blanks):
                blanks.append(Blank(start, end, first, gap.hint, tuple(also)))
            start = marked.code.find(gap.text, end)
    blanks.sort(key=lambda blank: (blank.start, -blank.end))
    return dataclasses.replace(marked, blanks=tuple(blanks))


def is_key(info: FenceInfo) -> bool:
    """Whether code is marked as what a cheat sheet shows of its card."""
    try:
        attributes, _ = parse_attributes(info.options)
    except AttributeSyntaxError:
        return False
    return any(each.kind in ("class", "word") and each.value == KEY for each in attributes)


def number_blanks(nodes: tuple[Node, ...], question: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes of a card with a number for each text that `blank=` hides of code that is only
    shown: the next ones after those that are written.
    """
    every = tuple(walk((*question, *nodes)))
    if not any(blank.number == _UNNUMBERED for node in every for blank in node.blanks):
        return nodes
    return tuple(_numbered(nodes, {}, max((n for n in _written(every) if n > 0), default=0)))


def _written(nodes: Sequence[Node]) -> Iterator[int]:
    for node in nodes:
        if node.kind == "cloze":
            yield from numbers_of(node)
        for blank in node.blanks:
            yield from blank.numbers
        for gap in node.fence.blanks if node.fence is not None else ():
            yield from gap.numbers


def _numbered(
    nodes: Sequence[Node], numbers: dict[tuple[Place, str], int], last: int
) -> Iterator[Node]:
    """The nodes; `numbers` has those that were given, by the place and the text of the code."""
    for node in nodes:
        blanks = []
        for blank in node.blanks:
            if blank.number == _UNNUMBERED:
                key = (node.place, node.text[blank.start : blank.end])
                number = numbers.setdefault(key, last + len(numbers) + 1)
                blank = dataclasses.replace(blank, number=number)
            blanks.append(blank)
        children = tuple(_numbered(node.children, numbers, last))
        yield dataclasses.replace(node, children=children, blanks=tuple(blanks))
