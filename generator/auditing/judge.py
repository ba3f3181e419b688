"""How a block fared → what is to be said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from generator.auditing.advice import advice
from generator.auditing.block_claims import in_both, in_order_run, judge_claims
from generator.auditing.document import (
    PICTURE,
    Block,
    Document,
    Finding,
    JudgedClaim,
    Outcome,
)
from generator.auditing.fate import crash_of, is_sound, last_raised, summary
from generator.auditing.settle import Settled
from generator.checking.causes import UNKNOWN
from generator.checking.endings import how_it_ended
from generator.checking.transcript import author_traceback, unparsed_line
from generator.model import CellRun, Difference, Place, Problem, Program, Raised
from generator.running.programs.luck import seeds

_LENGTH: Final = 160  # characters of an output within a message
_READ: Final = (
    "put what the code above prints into an `output` fence right below it, or say that it is "
    "something else"
)
# Since NumPy 2 the repr of a number says of which type it is.
_TYPED_NUMBER: Final = re.compile(r"\bnp\.\w+\(([^()]*)\)")
_TYPED: Final = "NumPy 2 shows the type of a number with its value"
_WHERE: Final = {"alone": "", "needed": "", "all": " after everything above"}


def judge(settled: Settled, document: Document, timeout: float) -> Finding:
    """The finding on one block; problems stand where a reader would mend them."""
    first, whole = settled.first, settled.whole
    if first.block.left_out:
        return Finding(first, runs=False)
    notebook = document.kind == "notebook"
    above = [document.blocks[number - 1].code for number in whole.needed] if whole else []
    seeded = any(map(seeds, above))
    outcome = first if notebook else _main(first, whole, seeded=seeded)
    runs = is_sound(outcome)
    claims = tuple(_claims(first, whole, notebook=notebook, seeded=seeded))
    problems = [] if runs or outcome.block.kind != "code" else [_crash(outcome, document, timeout)]
    problems += [_false(claim, notebook=notebook) for claim in claims if claim.truth == "false"]
    problems += [not_read(claim) for claim in claims if claim.truth == "unread"]
    varying = _varying(outcome, claims) if runs else ()
    problems += [_variation(outcome.block, each) for each in varying[:1]]
    return Finding(outcome, runs, bool(varying), claims, tuple(problems))


def _main(first: Outcome, whole: Outcome | None, *, seeded: bool) -> Outcome:
    """The outcome that says how a block fares; `seeded` says whether a block above it seeds."""
    if whole is None or not is_sound(whole):
        return first
    if not is_sound(first):
        return whole
    # What an earlier block seeds does not vary for whoever runs that first.
    steady = first.differences and not whole.differences
    states = any(piece.stated or piece.outputs for piece in first.block.pieces)
    return whole if steady and seeded and states else first


def _claims(
    first: Outcome, whole: Outcome | None, *, notebook: bool, seeded: bool
) -> Iterator[JudgedClaim]:
    found = list(judge_claims(first))
    if whole is None:
        together = found
    else:
        join = in_order_run if notebook else partial(in_both, after=_after(first), seeded=seeded)
        pairs = zip(found, judge_claims(whole), strict=True)
        together = [join(one, other) for one, other in pairs]
    return (claim for claim in together if claim.truth != "none")


def _after(outcome: Outcome) -> str:
    return numbered(outcome.needed) if outcome.needed else "nothing"


def _varying(outcome: Outcome, claims: Sequence[JudgedClaim]) -> tuple[Difference, ...]:
    """The differences that no dots in the document allow for; the first on each line."""
    pieces = outcome.block.pieces
    true = {(claim.place, claim.said) for claim in claims if claim.truth == "true"}

    def is_open(found: Difference) -> bool:
        if found.cell >= len(pieces):
            return False
        stated = pieces[found.cell].outputs
        if not stated and found.cause == "an address in memory":
            return _is_value(found, outcome.cells[found.cell])
        return any((each.claim.place, each.claim.text) in true for each in stated)

    differences = reversed([each for each in outcome.differences if not is_open(each)])
    found = {(each.cell, each.line): each for each in differences}
    return tuple(found[place] for place in sorted(found))


def _is_value(found: Difference, cell: CellRun) -> bool:
    """Whether what differs is the value that a prompt shows, which nobody prints."""
    line = found.first.split("\n")[0]
    return not any(line in output.text for output in cell.outputs if output.kind == "stdout")


def _false(claim: JudgedClaim, *, notebook: bool) -> Problem:
    got = quote(claim.got) if claim.got else "nothing"
    where = "" if notebook else _WHERE[claim.reading]
    message = f"says {quote(claim.said)}, but {got} came out{where}"
    if claim.said == PICTURE:
        message = "a picture is stored here, but none came out"
    typed = _TYPED if _TYPED_NUMBER.sub(r"\1", claim.got).strip() == claim.said.strip() else ""
    hint = "; ".join(filter(None, (claim.why, typed, "state what comes out, or fix the code")))
    return Problem(claim.place, "false-claim", message, hint)


def not_read(claim: JudgedClaim) -> Problem:
    """The problem of a stated output that could not be checked."""
    message = f"{quote(claim.said)} looks like an output but is not checked: {claim.why}"
    got = claim.got.strip()
    if got not in ("", "None", claim.said.strip()) and quote(claim.got) not in claim.why:
        message += f" ({quote(claim.got)})"
    return Problem(claim.place, "claim-not-read", message, _READ, severity="warning")


# --- crashes --------------------------------------------------------------------------


def _crash(outcome: Outcome, document: Document, timeout: float) -> Problem:
    block, run = outcome.block, outcome.run
    hint = advice(outcome, document)
    if run is None:
        why = block.broken or "a block above it ended the program"
        return Problem(block.place, "crash", f"this cannot be run: {why}", hint)
    after = f" after {numbered(outcome.needed)} too" if outcome.reading == "needed" else ""
    place, detail = block.place, ""
    # What ended it before the block was reached may be the module of a docstring.
    raised = crash_of(outcome) or (None if outcome.cells else last_raised(run))
    match run.ended:
        case "raised" | "finished" if raised is not None:
            why = summary(raised)
            place = _place(outcome, raised)
            before = [
                piece.line
                for number in (*outcome.needed, block.number)
                for piece in document.blocks[number - 1].pieces
            ]
            starts = [*(piece.line for piece in block.given), *before]
            detail = author_traceback(raised, place.path, tuple(starts))
        case _:
            limits = Program("", "", (), timeout=timeout)
            why = f"it {how_it_ended(limits, run)}"
            detail = run.detail if run.ended in ("lost", "forged") else ""
    return Problem(place, "crash", f"crashes{after}: {why}", hint, detail=detail)


def _place(outcome: Outcome, raised: Raised) -> Place:
    """The line of the block that an exception came through last, or that is no Python."""
    given = outcome.block.given
    if not outcome.cells:
        above = [
            given[frame.cell].line + frame.line - 1
            for frame in raised.frames
            if frame.cell is not None
            and 0 <= frame.cell < len(given)
            and _is_line(frame.line, given[frame.cell].code)
        ]
        if above:
            return replace(outcome.block.place, line=above[-1], column=1)
    own = [
        (frame.cell - outcome.offset, frame.line)
        for frame in raised.frames
        if frame.cell is not None and frame.cell >= outcome.offset
    ]
    unparsed = unparsed_line(raised)
    if unparsed is not None:
        own.append((len(outcome.cells) - 1, unparsed))
    pieces = outcome.block.pieces
    if not own or not 0 <= own[-1][0] < len(pieces):
        return outcome.block.place
    index, line = own[-1]
    piece = pieces[index]
    if not _is_line(line, piece.code):
        return outcome.block.place
    text = piece.code.split("\n")[line - 1]
    indent = len(text) - len(text.lstrip())
    return Place(outcome.block.place.path, piece.line + line - 1, piece.margin + indent + 1)


def _is_line(line: int, code: str) -> bool:
    """Whether code has a line of that number: the text of an error, and a runner, can name any."""
    return 1 <= line <= code.count("\n") + 1


# --- variation ------------------------------------------------------------------------


def _variation(block: Block, found: Difference) -> Problem:
    pieces = block.pieces[found.cell : found.cell + 1]
    line = pieces[0].line + found.line - 1 if pieces and found.line else block.place.line
    place = replace(block.place, line=line)
    first, second = _apart(found.first, found.second)
    known = (found.cause, found.hint) != UNKNOWN
    cause = f" ({found.cause})" if known else ""
    message = f"varies from run to run{cause}: {quote(first)}, then {quote(second)}"
    return Problem(place, "varies", message, found.hint if known else "", severity="warning")


def _apart(first: str, second: str) -> tuple[str, str]:
    """The first lines that differ."""
    lines = zip(first.split("\n"), second.split("\n"), strict=False)
    return next(((one, other) for one, other in lines if one != other), (first, second))


# --- words ----------------------------------------------------------------------------


def quote(text: str) -> str:
    """Text as a message shows it: on one line, not too long."""
    shown = " ⏎ ".join(line.rstrip() for line in text.strip("\n").split("\n"))
    if not shown.strip():
        return "nothing"
    return f"`{shown}`" if len(shown) <= _LENGTH else f"`{shown[: _LENGTH - 1]}…`"


def numbered(numbers: tuple[int, ...]) -> str:
    """`block 1`, `blocks 1 and 2`, `blocks 1, 2 and 3`."""
    *most, last = map(str, numbers)
    return f"blocks {', '.join(most)} and {last}" if most else f"block {last}"
