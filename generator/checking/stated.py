"""Comment claims against what their lines printed or were worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from generator.checking.match_dtype import dtype
from generator.checking.match_outcome import Got, Match, Mismatch, refused
from generator.checking.match_shape import shape
from generator.checking.matches import match_named
from generator.model import Claim, Note, Raised

# How authors put what several passes of a line printed.
_JOINTS: Final = ("\n", ", ", " ", "; ")
_NOTHING: Final = "nothing came out of this line: it never ran, or prints nothing and has no value"
_SHAPE: Final = "that is the shape of the value, not what it prints: write `# shape: {}`"
_TOO_OFTEN: Final = "this line ran too often to be held to it: state a result after the loop"
# From so many on, a running program may have left out further passes of a line.
_MOST_NOTES: Final = 100
_OF_SINGLE_VALUES: Final[tuple[Match, ...]] = (shape, dtype)


def judge_stated(
    claims: Sequence[Claim],
    notes: Sequence[Note],
    match: Match,
    raised: Raised | None = None,
) -> list[tuple[Claim, Mismatch]]:
    """The claims that do not hold, each with why.

    A claim is about what its line printed; where it printed nothing, about its value. A line
    that ran several times bears out a claim that states all passes in order, joined by line
    ends, commas, semicolons or spaces, or one that every pass bears out by itself. `match` is
    the fence's; a form such as `# shape: …` brings its own.

    A line without a note never ran, or is no expression and printed nothing. Neither it nor a
    value of None bears out a claim, but for the claim `None`. What the cell `raised` is what
    came last out of each line that it passed through: `# => ValueError: …`.
    """
    own = [frame for frame in raised.frames if frame.cell is not None] if raised else []
    # The outermost frame is that of the cell itself; others may be in functions of earlier ones.
    failed = {frame.line for frame in own if frame.cell == own[0].cell}
    found = []
    for claim in claims:
        held = match if claim.match is None else match_named(claim.match)
        passes = [note for note in notes if note.line == claim.about]
        error = raised.text if raised is not None and claim.about in failed else None
        if len(passes) > 2 and len(notes) >= _MOST_NOTES:
            found.append((claim, refused(claim.text, "", _TOO_OFTEN)))
            continue
        mismatch = _judge(claim.text, passes, error, held)
        if mismatch is not None:
            if claim.match is None and _are_shapes(claim.text, passes):
                mismatch = replace(mismatch, why=_SHAPE.format(claim.text))
            found.append((claim, mismatch))
    return found


def _judge(said: str, notes: Sequence[Note], error: str | None, match: Match) -> Mismatch | None:
    told = [note for note in notes if note.kind == "print"] or notes
    if error is None and not notes:
        return refused(said, "", _NOTHING)
    if error is None and all(_is_nothing(note, said) for note in told):
        return refused(said, "", "this line printed nothing and has no value")
    passes = [Got(note.text, note.structure) for note in told]
    if error is not None:
        passes.append(Got(error))
    if len(passes) == 1:
        return match(said, passes[0])
    each = [match(said, got) for got in passes]
    if not any(each):
        return None
    if match in _OF_SINGLE_VALUES:
        return next(filter(None, each))
    joined = [match(said, Got(joint.join(got.text for got in passes))) for joint in _JOINTS]
    if not all(joined):
        return None
    # What one pass came to says more than what all of them do, if they came to the same.
    alike = len({got.text for got in passes}) == 1
    return next(filter(None, each if alike else joined))


def _are_shapes(said: str, notes: Sequence[Note]) -> bool:
    """Whether a claim is the shape of arrays, stated as if that were what they print."""
    arrays = [note for note in notes if note.structure and note.structure.kind == "array"]
    return bool(arrays) and not any(shape(said, Got(n.text, n.structure)) for n in arrays)


def _is_nothing(note: Note, said: str) -> bool:
    if note.kind == "print":
        return False
    none = note.structure is not None and note.structure.kind == "none"
    return note.text in ("", "None") and not (none and said.strip() == "None")
