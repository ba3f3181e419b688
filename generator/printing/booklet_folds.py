"""Which pages of a booklet lie where on its sheets, so that folding puts them in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PAGES_OF_A_SHEET: Final = 4

# A stapler and a fold take twenty sheets. Thicker booklets are sewn or glued from thinner
# signatures.
_MOST_STAPLED: Final = 20
_USUAL: Final = 8

# Inner sheets of a signature stick out by their thickness, and a cut takes that from their outer
# margins. In fewer sheets than these nobody sees it.
_CREEPS: Final = 9
_THICKNESS: Final = 0.1  # millimetres, of paper of 80 g/m²


@dataclass(frozen=True, slots=True)
class FoldedSheet:
    """The pages, from 1, of one sheet that lies on its side: on the left and on the right of its
    front, and of its back once it is turned over its short edge. None is blank. Each page is moved
    towards the fold by `creep` millimetres.
    """

    front: tuple[int | None, int | None]
    back: tuple[int | None, int | None]
    creep: float = 0.0


def signature_sizes(sheets: int, most: int = 0) -> tuple[int, ...]:
    """How many sheets are folded into each other, at most `most` of them, or what is usual if that
    is 0: all, up to 20, else no more than 8. Sizes differ by one at most.
    """
    most = most or (sheets if sheets <= _MOST_STAPLED else _USUAL)
    count = -(-sheets // most) if sheets else 0
    return tuple(sheets // count + (place < sheets % count) for place in range(count))


def folded_sheets(pages: int, most: int = 0, *, rtl: bool = False) -> tuple[FoldedSheet, ...]:
    """The sheets of a booklet of so many pages, signature by signature, each from the outside in.
    Blank pages at the end fill the last. One that reads from the right is bound there.
    """
    found = []
    before = 0

    def page(number: int) -> int | None:
        return number if number <= pages else None

    for size in signature_sizes(-(-pages // PAGES_OF_A_SHEET), most):
        last = before + PAGES_OF_A_SHEET * size
        for inner in range(size):
            first = before + 2 * inner
            front = (page(last - 2 * inner), page(first + 1))
            back = (page(first + 2), page(last - 2 * inner - 1))
            if rtl:
                front, back = front[::-1], back[::-1]
            creep = inner * _THICKNESS if size >= _CREEPS else 0.0
            found.append(FoldedSheet(front, back, creep))
        before = last
    return tuple(found)
