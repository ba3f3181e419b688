"""Stated outputs of a block against what came out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from generator.auditing.document import JudgedClaim, Outcome, Stated, Truth
from generator.auditing.fate import has_run, names, shows, shows_failure, summary
from generator.checking.match_ellipsis import DOTS, ellipsis
from generator.checking.match_exact import exact
from generator.checking.match_outcome import Mismatch
from generator.checking.matches import match_named
from generator.checking.stated import judge_stated
from generator.checking.transcript import transcript
from generator.model import CellRun, Claim, Difference, Note, Output

_EXACT: Final = match_named("exact")


def judge_claims(outcome: Outcome) -> Iterator[JudgedClaim]:
    """What became of each output that the block states, in order.

    A claim that fails is false only where every run came out the same; else it states something
    that varies. Claims about code that was not reached are left out.
    """
    run = outcome.run
    # What a program had printed when it was stopped says nothing of what comes out.
    cut = run is not None and not has_run(outcome) and run.ended != "raised"
    whole = outcome.cells[:-1] if cut else outcome.cells
    for index, (piece, cell) in enumerate(zip(outcome.block.pieces, whole, strict=False)):
        varying = [each for each in outcome.differences if each.cell == index]
        for claim in piece.stated:
            yield _comment(claim, cell, varying)
        if piece.output is not None and (cell.raised is None or shows_failure(piece, cell.raised)):
            yield _output(piece.output, cell, varying)


# --- claims in comments ---------------------------------------------------------------


def _comment(claim: Claim, cell: CellRun, varying: Sequence[Difference]) -> JudgedClaim:
    raised = cell.raised
    if raised is not None and names(claim.text, raised):
        return JudgedClaim(claim.place, claim.text, summary(raised), "true")
    notes = [note for note in cell.notes if note.line == claim.about]
    told = _told(notes)
    got = "\n".join(note.text for note in told)
    if not any(note.kind == "print" or note.text != "None" for note in notes):
        # Authors write what an object has become beside a call that gives nothing back.
        truth: Truth = "unchecked"
    elif any(_differs(note.text, each) for note in told for each in varying):
        truth = "varies"
    else:
        truth = "true" if _stated(claim, notes) is None else "false"
    return JudgedClaim(claim.place, claim.text, got, truth)


def _differs(text: str, found: Difference) -> bool:
    """Whether it is this text that came out otherwise: a difference starts where it begins."""
    size = found.first.count("\n") + 1
    lines = text.split("\n")
    return any("\n".join(lines[at : at + size]) == found.first for at in range(len(lines)))


def _stated(claim: Claim, notes: Sequence[Note]) -> Mismatch | None:
    found = judge_stated([claim], notes, _EXACT)
    if not found or all(_is_text(note, claim.text) for note in _told(notes)):
        return None
    if DOTS in claim.text and not judge_stated([claim], notes, match_named("ellipsis")):
        return None
    return found[0][1]


def _told(notes: Sequence[Note]) -> list[Note]:
    """The prints of a line, or the values where it printed nothing."""
    printed = [note for note in notes if note.kind == "print"]
    return printed or list(notes)


def _is_text(note: Note, said: str) -> bool:
    """Whether a value is the very text that is stated, without the quotes of its repr."""
    structure = note.structure
    if note.kind != "value" or structure is None or structure.kind != "text":
        return False
    return structure.values == (said,)


# --- outputs below the code -----------------------------------------------------------


def _output(stated: Stated, cell: CellRun, varying: Sequence[Difference]) -> JudgedClaim:
    claim = stated.claim
    truth: Truth = "varies" if varying else "true" if _holds(stated, cell) else "false"
    return JudgedClaim(claim.place, claim.text, _forms(cell)[0], truth)


def _holds(stated: Stated, cell: CellRun) -> bool:
    said = stated.claim.text
    if cell.raised is not None and shows(said, cell.raised):
        return True
    forms = _forms(cell)
    if any(exact(said, got) is None for got in forms):
        return True
    if stated.loose and any(said.split() == got.split() for got in forms):
        return True
    return DOTS in said and any(ellipsis(said, got) is None for got in forms)


def _forms(cell: CellRun) -> list[str]:
    """What an author may have copied: all that a notebook shows, or what a script prints."""
    if cell.raised is not None:
        return [transcript(cell, traceback=False), transcript(cell)]
    shown = [output for output in cell.outputs if output.kind in ("stdout", "value")]
    printed = [output for output in shown if output.kind == "stdout"]
    return [_text(shown), transcript(cell), _text(printed)]


def _text(outputs: Sequence[Output]) -> str:
    return transcript(CellRun(tuple(outputs)))
