"""What Markdown cells of a notebook state: no kernel runs their code, and neither does an audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from generator.auditing.assemble import assembled
from generator.auditing.document import Block, Unread
from generator.auditing.pages.markdown_page import markdown_page
from generator.model import Place, ProblemsError
from generator.reading.source import Source

_WHY: Final = "it is in a Markdown cell, whose code is not run: move the code to a code cell"
_MARKS: Final = ("`", ">>>", "~~~", "    ")  # without any of which there is no code
_MOST: Final = 50  # of a cell


def stated_in_markdown(path: str, lines: Sequence[tuple[str, int]]) -> Iterator[Unread]:
    """The outputs that a cell states. `lines` are its own, each with its line in the file."""
    text = "\n".join(line for line, _ in lines)
    if not any(mark in text for mark in _MARKS):
        return
    try:
        document = assembled(markdown_page(Source.of(path, text)))
    except ProblemsError as error:  # it is nested too deeply
        for problem in error.problems:
            yield Unread(_place(problem.place, lines), problem.message, _WHY)
        return
    found = [each for block in document.blocks for each in _stated(block)]
    for place, said in [*found, *((each.place, each.said) for each in document.unread)][:_MOST]:
        yield Unread(_place(place, lines), said, _WHY)


def _stated(block: Block) -> Iterator[tuple[Place, str]]:
    for piece in block.pieces:
        for claim in piece.stated:
            if claim.sure in ("firm", "loose"):
                yield claim.place, claim.text
        for output in piece.outputs:
            if output.certainty in ("sure", "loose"):
                yield output.claim.place, output.claim.text
        for unread in piece.unread:
            yield unread.place, unread.said


def _place(place: Place, lines: Sequence[tuple[str, int]]) -> Place:
    return Place(place.path, lines[min(max(place.line, 1), len(lines)) - 1][1])
