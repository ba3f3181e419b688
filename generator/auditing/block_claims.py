"""Stated outputs of a block against what came out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.auditing.copied_outputs import (
    holds,
    is_alike,
    is_near,
    nothing_came_out,
    shown,
)
from generator.auditing.document import JudgedClaim, Outcome, Piece, Stated, Truth
from generator.auditing.fate import has_run, is_crash, names, summary
from generator.checking.claims import exact_or_dotted
from generator.checking.stated import judge_comments
from generator.model import CellRun, Claim, Difference

_NOT_REACHED: Final = "the program ended before this line"
_CUT: Final = "its cell has commands that only run in a notebook"
_VARIES: Final = re.compile(r"# *(?:may vary|random\b|varies|output may|will vary|not? exact)")
_MAY_VARY: Final = "its remark says that it may vary"
_LIKE: Final = "the text says that the output may differ"
_UNSURE: Final = "it may not be an output: nothing marks it as one, and it is unlike what came out"
_NOTHING: Final = "nothing came out of the code above it"
_NO_VALUE: Final = "its line never ran, or has no value and prints nothing"
_OTHER_ORDER: Final = "it holds in the order in which the cells were last run"
_ALONE_ONLY: Final = "it holds after {}, but not after all blocks above"


def judge_claims(outcome: Outcome) -> Iterator[JudgedClaim]:
    """What became of each output that the block states, in order: one verdict for each.

    A claim that fails is false only where every run came out the same; otherwise it states
    something that varies.
    """
    run = outcome.run
    cells: tuple[CellRun, ...] = outcome.cells
    # What a program had printed when it was stopped says nothing of what comes out.
    if run is not None and not has_run(outcome) and run.ended not in ("raised", "finished"):
        ended_here = outcome.offset + len(cells) == len(run.cells)
        cells = cells[:-1] if ended_here else cells
    for index, piece in enumerate(outcome.block.pieces):
        cell = cells[index] if index < len(cells) else None
        varying = [each for each in outcome.differences if each.cell == index]
        for judged in _of_piece(piece, cell, varying):
            yield replace(judged, reading=outcome.reading)


def _of_piece(
    piece: Piece, cell: CellRun | None, varying: Sequence[Difference]
) -> Iterator[JudgedClaim]:
    for claim in piece.stated:
        yield _behind(claim) if cell is None else _comment(claim, piece, cell, varying)
    for stated in piece.outputs:
        yield _behind(stated.claim) if cell is None else _output(stated, piece, cell, varying)
    for each in piece.unread:
        yield JudgedClaim(each.place, each.said, "", "unread", each.why)


def _behind(claim: Claim) -> JudgedClaim:
    return JudgedClaim(claim.place, claim.text, "", "behind", _NOT_REACHED)


# --- claims in comments ---------------------------------------------------------------


def _comment(
    claim: Claim, piece: Piece, cell: CellRun, varying: Sequence[Difference]
) -> JudgedClaim:
    raised = cell.raised
    if raised is not None and names(claim.text, raised):
        return JudgedClaim(claim.place, claim.text, summary(raised), "true")
    (judged,) = judge_comments([claim], cell, exact_or_dotted)
    got, crashed = judged.got, raised is not None and not piece.failing
    if crashed and claim.says != "error" and _raised(claim, cell):
        return _behind(claim)
    if got in ("", "None") and judged.truth != "true":
        if crashed and judged.truth != "none":
            return _behind(claim)
        truth: Truth = "none" if judged.truth == "none" else "unread"
        return JudgedClaim(claim.place, claim.text, got, truth, _NO_VALUE)
    if judged.truth == "none":
        return JudgedClaim(claim.place, claim.text, got, "none")
    if any(_differs(got, each) for each in varying):
        return JudgedClaim(claim.place, claim.text, got, "varies")
    why = judged.unread.why if judged.unread is not None else ""
    return JudgedClaim(claim.place, claim.text, got, judged.truth, why)


def _raised(claim: Claim, cell: CellRun) -> bool:
    """Whether the code that a claim is about raised something."""
    spot = claim.about, claim.column
    return any(note.kind == "error" and (note.line, note.column) == spot for note in cell.notes)


def _differs(text: str, found: Difference) -> bool:
    """Whether this text is what differed: a difference starts where the text begins."""
    size = found.first.count("\n") + 1
    lines = text.split("\n")
    return any("\n".join(lines[at : at + size]) == found.first for at in range(len(lines)))


# --- outputs beside the code ----------------------------------------------------------


def _output(
    stated: Stated, piece: Piece, cell: CellRun, varying: Sequence[Difference]
) -> JudgedClaim:
    claim = stated.claim
    raised = cell.raised
    got = shown(stated, cell)
    if raised is not None and piece.optional and not piece.failing:
        why = f"its code raises {summary(raised)}"
        return JudgedClaim(claim.place, claim.text, got, "unread", why)
    if is_crash(piece, cell) and not holds(stated, cell):
        return _behind(claim)
    own = [each for each in varying if stated.part in ("all", "error") or _differs(got, each)]
    if own:
        covered = holds(stated, cell) and all(holds(stated, _otherwise(cell, e)) for e in own)
        return JudgedClaim(claim.place, claim.text, got, "true" if covered else "varies")
    if holds(stated, cell):
        return JudgedClaim(claim.place, claim.text, got, "true")
    if _is_none(stated, cell):
        return JudgedClaim(claim.place, claim.text, "", "none")
    why = _doubt(stated, cell)
    return JudgedClaim(claim.place, claim.text, got, "unread" if why else "false", why)


def _otherwise(cell: CellRun, found: Difference) -> CellRun:
    """The cell as it came out another time, as far as a difference tells."""
    outputs = tuple(
        replace(output, text=output.text.replace(found.first, found.second, 1))
        for output in cell.outputs
    )
    return replace(cell, outputs=outputs)


def _is_none(stated: Stated, cell: CellRun) -> bool:
    """Whether a text that does not hold is no output at all."""
    if stated.certainty == "prose":
        return not is_alike(stated.claim.text, cell)
    return stated.certainty in ("maybe", "other") and nothing_came_out(cell)


def _doubt(stated: Stated, cell: CellRun) -> str:
    """Why a stated output that does not hold need not be false; empty where it is."""
    if stated.form == "cell" and stated.certainty == "loose":
        return _CUT
    if stated.form in ("session", "ipython", "cell"):
        return _MAY_VARY if _VARIES.search(stated.claim.text) else ""
    if nothing_came_out(cell):
        return _NOTHING
    if stated.certainty == "loose":
        return _LIKE
    if stated.certainty in ("sure", "prose") or is_near(stated.claim.text, cell):
        return ""
    return _UNSURE


# --- readings -------------------------------------------------------------------------


def in_order_run(first: JudgedClaim, run: JudgedClaim) -> JudgedClaim:
    """What holds of an output of a notebook whose cells were last run in another order."""
    if first.truth == "false" and run.truth == "true":
        return replace(first, why=_OTHER_ORDER)
    return first


def in_both(first: JudgedClaim, whole: JudgedClaim, after: str, *, seeded: bool) -> JudgedClaim:
    """The verdict on a claim that was judged twice: in a program of what its block needs, which
    `after` names, and in one of all blocks above, which may have `seeded` what is drawn.

    A claim has to hold for readers who run everything from top to bottom; one that holds for its
    block alone is true as well.
    """
    if whole.truth == "behind" or (first.truth == "varies" and not seeded):
        return first
    if first.truth == "true" and (first.reading == "alone" or whole.truth == "true"):
        return first
    if whole.truth == "true" or first.truth in ("behind", "unread"):
        return whole
    if whole.truth == "unread":
        return first
    if first.truth == "true":
        return replace(whole, why=_ALONE_ONLY.format(after))
    return whole if first.truth == "false" and first.reading != "alone" else first
