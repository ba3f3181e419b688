"""What a card hides: the numbers of its clozes, and where its code is blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.model import Blank, Card, Fence, Gap, Node, Place
from generator.model.walking import walk


def numbers_in(written: str) -> tuple[int, ...]:
    """The numbers of a cloze, which are `written` with commas between: in order and once each."""
    return tuple(sorted({int(number) for number in written.split(",")}))


def numbers_of(cloze: Node) -> tuple[int, ...]:
    """The numbers of the cards that hide a cloze."""
    return numbers_in(cloze.attrs["number"])


def blanks_of(card: Card) -> Mapping[Place, tuple[Blank, ...]]:
    """By the place of its fence, what of a program is hidden. Texts without a number of their own
    are numbered on from the clozes and blanks that have one.
    """
    nodes = tuple(walk((*card.question, *card.front, *card.back)))
    written = [n for node in nodes if node.kind == "cloze" for n in numbers_of(node)]
    written += [number for node in nodes for blank in node.blanks for number in blank.numbers]
    written += [n for fence in card.fences for gap in fence.blanks for n in gap.numbers]
    number = max(written, default=0)
    found: dict[Place, tuple[Blank, ...]] = {}
    for fence in card.fences:
        blanks: list[Blank] = []
        for gap in sorted(fence.blanks, key=lambda gap: gap.start < 0):
            numbers = gap.numbers
            if not numbers:
                number += 1
                numbers = (number,)
            blanks += _blanks(fence, gap, numbers, blanks)
        found[fence.place] = tuple(sorted(blanks, key=lambda blank: (blank.start, -blank.end)))
    return found


def _blanks(
    fence: Fence, gap: Gap, numbers: tuple[int, ...], taken: list[Blank]
) -> Iterator[Blank]:
    first, *also = numbers
    if gap.start >= 0:
        yield Blank(gap.start, gap.start + len(gap.text), first, gap.hint, tuple(also))
        return
    start = fence.code.find(gap.text)
    while start >= 0:
        end = start + len(gap.text)
        if all(end <= blank.start or start >= blank.end for blank in taken):
            yield Blank(start, end, first, gap.hint, tuple(also))
        start = fence.code.find(gap.text, end)
