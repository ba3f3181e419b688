"""Whether a block came to a good end: by itself, or with the error that its document shows."""

from __future__ import annotations

from typing import Final

from generator.auditing import tracebacks
from generator.auditing.document import Outcome, Piece
from generator.model import CellRun, Raised, Run

_LACKING: Final = ("NameError", "ModuleNotFoundError", "ImportError")


def is_sound(outcome: Outcome) -> bool:
    """Whether nothing is wrong with the block's code, so that others may go on from it."""
    return has_run(outcome) or fails_as_shown(outcome)


def has_run(outcome: Outcome) -> bool:
    """Whether the block came to its end, with no exception but where its document shows one."""
    run = outcome.run
    if run is None:
        return False
    if outcome.reading != "all":
        ended = run.ended == "finished" or (run.ended == "exit" and run.status == 0)
        return ended and crash_of(outcome) is None
    pieces = outcome.block.pieces
    if len(outcome.cells) < len(pieces):
        return False
    if len(run.cells) == outcome.offset + len(pieces) and run.ended not in ("finished", "raised"):
        return False
    return crash_of(outcome) is None


def fails_as_shown(outcome: Outcome) -> bool:
    """Whether the block fails, and its document says so."""
    run = outcome.run
    if run is None or run.ended not in ("raised", "finished"):
        return False
    reached = outcome.block.pieces[: len(outcome.cells)]
    raised = crash_of(outcome)
    if not reached or raised is None:
        return False
    failed = next(
        number
        for number, (piece, cell) in enumerate(zip(reached, outcome.cells, strict=True))
        if is_crash(piece, cell)
    )
    return failed == len(outcome.block.pieces) - 1 and shows_failure(reached[failed], raised)


def crash_of(outcome: Outcome) -> Raised | None:
    """The first exception that a piece of the block raised though nothing shows that it does."""
    for piece, cell in zip(outcome.block.pieces, outcome.cells, strict=False):
        if is_crash(piece, cell):
            return cell.raised
    return None


def is_as_shown(outcome: Outcome) -> bool:
    """Whether a block is sound and each piece of it that is to fail raises what is shown."""
    return is_sound(outcome) and unlike_shown(outcome) is None


def unlike_shown(outcome: Outcome) -> Raised | None:
    """The first exception of a piece that is to raise another one."""
    for piece, cell in zip(outcome.block.pieces, outcome.cells, strict=False):
        if piece.failing and cell.raised is not None and not shows_failure(piece, cell.raised):
            return cell.raised
    return None


def is_crash(piece: Piece, cell: CellRun) -> bool:
    """Whether a piece raised what the document does not show, or failed before it could raise what
    is shown.
    """
    raised = cell.raised
    if raised is None or piece.optional:
        return False
    if not piece.failing:
        return True
    return raised.name in _LACKING and not (shows_failure(piece, raised) or _lacks(piece))


def _lacks(piece: Piece) -> bool:
    """Whether the document shows that a name or a module is missing."""
    stated = (tracebacks.read_exception(each.claim.text) for each in piece.outputs)
    return any(each is not None and each.text.startswith(_LACKING) for each in stated)


def last_raised(run: Run) -> Raised | None:
    """What its last cell raised."""
    return run.cells[-1].raised if run.cells else None


def shows_failure(piece: Piece, raised: Raised) -> bool:
    """Whether the document itself shows that this piece fails, and how."""
    for stated in piece.outputs:
        found = tracebacks.read_exception(stated.claim.text)
        detail = "+IGNORE_EXCEPTION_DETAIL" in stated.options
        if found is not None and tracebacks.is_exception(found.text, raised, name_only=detail):
            return True
    own = [frame.line for frame in raised.frames if frame.cell is not None]
    return any(claim.about in own and names(claim.text, raised) for claim in piece.stated)


def names(said: str, raised: Raised) -> bool:
    """Whether what is stated is an exception's name, alone or with what it says."""
    return said.strip() in (summary(raised), raised.name, raised.qualified)


def summary(raised: Raised) -> str:
    """The line that names an exception and what it says; its message may go on below."""
    return tracebacks.summary(raised.text, (raised.name, raised.qualified))
