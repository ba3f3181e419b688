"""What a program showed, in the parts that can be compared between runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.checking.endings import how_it_ended, is_whole
from generator.differing import first_differing, line_at
from generator.model import Cell, CellRun, Program, Raised, Run, Shown
from generator.rendering.shown_outputs import shown_outputs, shown_value
from generator.running.capture.screen import on_screen

# The number of library lines in a traceback changes with the library.
_LIBRARY_LINES: Final = re.compile(r"  … \d+ lines? in ")
NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Piece:
    """One output as a reader sees it. Of a picture only its presence is compared: its bytes change
    with every release of the library that draws it.
    """

    kind: str
    text: str = ""


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The first line in which two outcomes differ; "nothing" if one of them has ended."""

    said: str
    got: str


def pieces(shown: Sequence[Shown]) -> Pieces:
    """Outputs as a card shows them."""
    return tuple(
        Piece("image") if one.kind == "image" else Piece(one.kind, one.text) for one in shown
    )


def pieces_of(cell: Cell, ran: CellRun) -> Pieces:
    """What a cell shows; of an inline expression its value."""
    if cell.mode == "eval":
        return (Piece("value", shown_value(ran)),) if ran.outputs else ()
    return pieces(shown_outputs(ran))


def first_difference(said: Pieces, got: Pieces) -> Change | None:
    """The first line that differs, None where both show the same."""
    before, now = _lines(said), _lines(got)
    index = first_differing(before, now)
    if index is None:
        return None
    return Change(line_at(before, index, NOTHING), line_at(now, index, NOTHING))


def _lines(shown: Pieces) -> list[str]:
    lines: list[str] = []
    for piece in shown:
        if piece.kind == "image":
            lines.append("(a picture)")
            continue
        # Packages of earlier versions hold the raw output, with control characters.
        text = on_screen(piece.text).removesuffix("\n")
        kept = text.split("\n") if text else []
        if piece.kind == "error":
            kept = [line for line in kept if not _LIBRARY_LINES.match(line)]
        lines += kept
    return lines


def failure(program: Program, run: Run) -> str:
    """Why a program did not run to its end, in one line; "" where it did."""
    if run.ended == "finished" and is_whole(program, run):
        return ""
    raised = unexpected(program, run) if run.ended == "raised" else None
    return _last_line(raised.text) if raised else f"it {how_it_ended(program, run)}"


def unexpected(program: Program, run: Run) -> Raised | None:
    """The exception that ended a program, if one did."""
    for cell, ran in zip(program.cells, run.cells, strict=False):
        if ran.raised is not None and cell.raises is None:
            return ran.raised
    return None


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return lines[-1] if lines else "for no reason given"
