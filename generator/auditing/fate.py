"""Whether a block came to a good end: by itself, or with the error that its document shows."""

from __future__ import annotations

from generator.auditing.document import Outcome, Piece
from generator.model import Raised, Run


def is_sound(outcome: Outcome) -> bool:
    """Whether nothing is wrong with the block's code, so that others may go on from it."""
    return has_run(outcome) or fails_as_shown(outcome)


def has_run(outcome: Outcome) -> bool:
    """Whether the block came to its end."""
    run = outcome.run
    return run is not None and (
        run.ended == "finished" or (run.ended == "exit" and run.status == 0)
    )


def fails_as_shown(outcome: Outcome) -> bool:
    """Whether the block fails, and its document says so."""
    run = outcome.run
    if run is None or run.ended != "raised":
        return False
    reached = outcome.block.pieces[: len(outcome.cells)]
    raised = last_raised(run)
    return bool(reached) and raised is not None and shows_failure(reached[-1], raised)


def last_raised(run: Run) -> Raised | None:
    """What its last cell raised."""
    return run.cells[-1].raised if run.cells else None


def shows_failure(piece: Piece, raised: Raised) -> bool:
    """Whether the document itself shows that this piece fails, and how."""
    if piece.failing:
        return True
    if piece.output is not None and shows(piece.output.claim.text, raised):
        return True
    own = [frame.line for frame in raised.frames if frame.cell is not None]
    return any(claim.about in own and names(claim.text, raised) for claim in piece.stated)


def shows(said: str, raised: Raised) -> bool:
    """Whether a stated output has the line that names an exception."""
    wanted = summary(raised)
    return any(line.strip() == wanted for line in said.split("\n"))


def names(said: str, raised: Raised) -> bool:
    """Whether what is stated is an exception's name, alone or with what it says."""
    return said.strip() in (summary(raised), raised.name, raised.qualified)


def summary(raised: Raised) -> str:
    """The line that names an exception and what it says; its message may go on below."""
    lines = raised.text.strip().split("\n")
    known = (raised.name, raised.qualified)
    return next((line for line in lines if line.startswith(known)), lines[-1]).rstrip()
