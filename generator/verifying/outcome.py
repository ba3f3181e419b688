"""What a program showed, as far as two runs of it can be compared."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.model import Cell, CellRun, Program, Raised, Run, Shown
from generator.rendering.shown import shown_outputs

# How many lines of a library an error passes through is that library's own business.
_LIBRARY_LINES: Final = re.compile(r"  … \d+ lines? in ")
NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Piece:
    """One output as a reader sees it. A picture has no text: its bytes change with every
    release of what draws it, so that only its being there is compared.
    """

    kind: str
    text: str = ""


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first line in which two outcomes differ; "nothing" where one has come to its end."""

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
        return (Piece("value", ran.outputs[-1].text),) if ran.outputs else ()
    return pieces(shown_outputs(ran))


def first_difference(said: Pieces, got: Pieces) -> Difference | None:
    """The first line that differs, None where both show the same."""
    before, now = _lines(said), _lines(got)
    for old, new in zip(before, now, strict=False):
        if old != new:
            return Difference(old, new)
    if len(before) == len(now):
        return None
    shorter = min(len(before), len(now))
    return Difference(
        before[shorter] if len(before) > shorter else NOTHING,
        now[shorter] if len(now) > shorter else NOTHING,
    )


def _lines(shown: Pieces) -> list[str]:
    lines: list[str] = []
    for piece in shown:
        if piece.kind == "image":
            lines.append("(a picture)")
            continue
        text = piece.text.removesuffix("\n")
        kept = text.split("\n") if text else []
        if piece.kind == "error":
            kept = [line for line in kept if not _LIBRARY_LINES.match(line)]
        lines += kept
    return lines


def failure(program: Program, run: Run) -> str:
    """Why a program did not run to its end, in one line; "" where it did."""
    match run.ended:
        case "finished":
            return "" if len(run.cells) == len(program.cells) else "it did not run to its end"
        case "raised":
            raised = unexpected(program, run)
            return _last_line(raised.text) if raised else "it raised an exception"
        case "timeout":
            return f"it did not end within {program.timeout:g} seconds"
        case "memory":
            return f"it needs more than {program.memory / 2**20:g} MiB of memory"
        case "disk":
            return "it fills its scratch folder"
        case "processes":
            return "it starts more processes than it may"
        case "exit":
            return f"it ended the process itself, with exit status {run.status}"
        case "signal":
            return f"it was killed by {_signal_name(run.status)}"
        case "forged":
            return f"it speaks for the worker that runs it: {_last_line(run.detail)}"
        case _:
            return f"it could not be run: {_last_line(run.detail)}"


def unexpected(program: Program, run: Run) -> Raised | None:
    """The exception that ended a program, if one did."""
    for cell, ran in zip(program.cells, run.cells, strict=False):
        if ran.raised is not None and cell.raises is None:
            return ran.raised
    return None


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return lines[-1] if lines else "for no reason given"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
