"""What came out of the programs of cards, and of one by itself, as values that `json` can write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from generator.checking.endings import how_it_ended
from generator.checking.transcript import transcript, unparsed_line
from generator.checking.verdict import Verdict
from generator.model import Cell, CellRun, Difference, Fence, Node, Note, Program, Raised, Run

_SHOWN: Final = ("html", "svg", "png")
_MOST_VALUES: Final = 200  # of a cell


def cards_json(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Of each card with a program, what it did: how it ended, and what each fence printed."""
    return [
        {"card": verdict.plan.card.slug or None, "line": verdict.plan.card.place.line}
        | _run_json(verdict.plan.program, verdict.run, verdict.plan.origins)
        for verdict in verdicts
        if verdict.plan.program is not None and verdict.run is not None
    ]


def run_json(program: Program, run: Run) -> dict[str, Any]:
    """What a program by itself did."""
    return _run_json(program, run, ())


def _run_json(program: Program, run: Run, origins: Sequence[Fence | Node]) -> dict[str, Any]:
    whole = run.ended in ("finished", "raised")
    # What holds the tests of an exercise against their bounds is no code of its author's.
    ours = {at for at, each in enumerate(origins) if getattr(each, "role", "") == "bound"}
    return {
        "ended": run.ended,
        "why": "" if whole else _text(how_it_ended(program, run)),
        "seconds": round(run.seconds, 3),
        "times": run.times,
        "cells": [
            _cell_json(cell, ran, run.differences, index)
            for index, (cell, ran) in enumerate(zip(program.cells, run.cells, strict=False))
            if index not in ours
        ]
        if run.ended != "forged"
        else [],
    }


def _cell_json(
    cell: Cell, ran: CellRun, differences: Sequence[Difference], index: int
) -> dict[str, Any]:
    notes = _telling(ran.notes)
    own = {(each.first, each.cause): each for each in reversed(differences) if each.cell == index}
    return {
        "line": cell.line,
        "code": _text(cell.code) if cell.mode == "eval" else None,
        "output": _text(transcript(ran, traceback=False)),
        "values": [
            {
                "line": cell.line + note.line - 1,
                "kind": note.kind,
                "name": note.name or None,
                "text": _text(note.text),
            }
            for note in notes[:_MOST_VALUES]
        ],
        "values-left-out": max(len(notes) - _MOST_VALUES, 0),
        "error": _error_json(ran.raised, cell, index) if ran.raised else None,
        "varies": [_difference_json(each) for each in reversed(own.values())],
        "pictures": sum(output.kind in _SHOWN for output in ran.outputs),
    }


def _telling(notes: Sequence[Note]) -> list[Note]:
    """The notes without a None beside what its line printed or changed."""
    more = {each.line for each in notes if each.kind != "more" and not _is_none(each)}
    return [
        each for each in notes if each.kind != "more" and not (_is_none(each) and each.line in more)
    ]


def _is_none(note: Note) -> bool:
    return note.kind == "value" and not note.name and note.text == "None"


def _error_json(raised: Raised, cell: Cell, index: int) -> dict[str, Any]:
    unparsed = unparsed_line(raised)
    lines = [frame.line for frame in raised.frames if frame.cell == index]
    lines += [unparsed] if unparsed is not None else []
    return {
        "type": _text(raised.name),
        "text": _text(raised.text),
        "line": cell.line + lines[-1] - 1 if lines else None,
    }


def _difference_json(difference: Difference) -> dict[str, Any]:
    return {
        "first": _text(difference.first),
        "second": _text(difference.second),
        "cause": _text(difference.cause),
        "hint": _text(difference.hint),
    }


def _text(text: str) -> str:
    """Text without halves of characters: programs may print some, JSON may not hold them."""
    return text.encode("utf-8", "replace").decode("utf-8")
