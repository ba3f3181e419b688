"""How a block fared → what is to be said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from generator.auditing.advice import advice
from generator.auditing.block_claims import judge_claims
from generator.auditing.document import Block, Document, Finding, JudgedClaim, Outcome
from generator.auditing.fate import is_sound, last_raised, summary
from generator.checking.causes import UNKNOWN
from generator.checking.endings import how_it_ended
from generator.checking.transcript import author_traceback, unparsed_line
from generator.model import Difference, Place, Problem, Program, Raised

_LENGTH: Final = 160  # characters of an output within a message


def judge(outcome: Outcome, document: Document, timeout: float) -> Finding:
    """The finding on one block; problems stand where a reader would mend them."""
    runs = is_sound(outcome)
    claims = tuple(judge_claims(outcome))
    problems = [] if runs else [_crash(outcome, document, timeout)]
    problems += [_false(claim) for claim in claims if claim.truth == "false"]
    varying = outcome.differences if runs else ()
    problems += [_variation(outcome.block, each) for each in varying[:1]]
    return Finding(outcome, runs, bool(varying), claims, tuple(problems))


def _false(claim: JudgedClaim) -> Problem:
    got = quote(claim.got) if claim.got else "nothing"
    message = f"says {quote(claim.said)}, but {got} came out"
    return Problem(claim.place, "false-claim", message, "state what comes out, or mend the code")


# --- crashes --------------------------------------------------------------------------


def _crash(outcome: Outcome, document: Document, timeout: float) -> Problem:
    block, run = outcome.block, outcome.run
    hint = advice(outcome, document)
    if run is None:
        return Problem(block.place, "crash", f"this cannot be run: {block.broken}", hint)
    after = f" after {numbered(outcome.needed)} too" if outcome.needed else ""
    place, detail = block.place, ""
    raised = last_raised(run)
    match run.ended:
        case "raised" if raised is not None:
            why = summary(raised)
            place = _place(outcome, raised)
            starts = [
                piece.line
                for number in (*outcome.needed, block.number)
                for piece in document.blocks[number - 1].pieces
            ]
            detail = author_traceback(raised, place.path, tuple(starts))
        case _:
            limits = Program("", "", (), timeout=timeout)
            why = f"it {how_it_ended(limits, run)}"
            detail = run.detail if run.ended in ("lost", "forged") else ""
    return Problem(place, "crash", f"crashes{after}: {why}", hint, detail=detail)


def _place(outcome: Outcome, raised: Raised) -> Place:
    """The line of the block that an exception came through last, or that is no Python."""
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
    lines = piece.code.split("\n")
    if not 1 <= line <= len(lines):  # the text of an error can name any
        return outcome.block.place
    text = lines[line - 1]
    indent = len(text) - len(text.lstrip())
    return Place(outcome.block.place.path, piece.line + line - 1, piece.margin + indent + 1)


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
