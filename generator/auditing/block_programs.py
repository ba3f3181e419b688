"""Blocks of a document as programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from generator.auditing.document import Block
from generator.model import Cell, Program, Run
from generator.reading.comments import spots_of

RunAll = Callable[[Sequence[Program]], Sequence[Run]]


def block_program(
    path: str, block: Block, before: Sequence[tuple[Block, bool]], timeout: float
) -> Program:
    """A program of a block after others, each of which may raise, or not."""
    given = [Cell(piece.code, piece.line) for piece in block.given]
    cells = [cell for each, lenient in before for cell in cells_of(each, lenient=lenient)]
    own = cells_of(block, lenient=False)
    return Program(str(block.number), path, (*given, *cells, *own), timeout=timeout)


def whole_program(path: str, blocks: Sequence[Block], timeout: float) -> Program:
    """A program of blocks that may all raise: what each did until then is kept."""
    given = [Cell(piece.code, piece.line) for piece in blocks[0].given] if blocks else []
    cells = [cell for block in blocks for cell in cells_of(block, lenient=True)]
    number = blocks[-1].number if blocks else 0
    return Program(str(number), path, (*given, *cells), timeout=timeout)


def cells_before(block: Block, needed: Sequence[Block]) -> int:
    """How many cells stand before a block's own in its program."""
    return len(block.given) + sum(len(each.pieces) for each in needed)


def cells_of(block: Block, *, lenient: bool) -> Iterator[Cell]:
    """The pieces of a block as cells of a program."""
    for piece in block.pieces:
        notes = spots_of(piece.stated)
        may_raise = lenient or piece.failing or piece.optional
        yield Cell(piece.code, piece.line, raises="Exception" if may_raise else None, notes=notes)
