"""Programs without what their comments claim: a claim can change, and the run stays."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from generator.language import PYTHON
from generator.model import Cell, Program
from generator.reading.comments import without_claims

# Programs that read their own file could tell; they see it as it is.
READING = (
    "__file__",
    "argv",
    "getsource",
    "inspect",
    "linecache",
    "open(",
    "read_bytes",
    "read_text",
)


@lru_cache(maxsize=4096)
def unclaimed(program: Program) -> Program:
    """The program as it is run: with the text of the claims in its comments cut out.

    Lines and columns stay. Tracebacks show source lines, so that a run without this would hold
    claims that its key leaves out.
    """
    if any(word in cell.code for cell in program.cells for word in READING):
        return program
    return replace(program, cells=tuple(map(_unclaimed, program.cells)))


def _unclaimed(cell: Cell) -> Cell:
    if cell.mode == "eval" or PYTHON.comment not in cell.code:
        return cell
    return replace(cell, code=without_claims(cell.code))
