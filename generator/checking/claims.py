"""The claims of one fence against what came out of it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.checking.match_outcome import Got, Match, Mismatch
from generator.checking.matches import match_named
from generator.checking.stated import judge_stated
from generator.checking.transcript import transcript
from generator.model import CellRun, Claim, Fence, Place, Structure
from generator.running.capture.screen import CONTROLS


def false_claims(fence: Fence, cell: CellRun) -> Iterator[tuple[Claim, Mismatch]]:
    """The claims of a fence that do not hold, each with why."""
    match = match_named(fence.match, fence.tol, fence.atol)
    if fence.claim is not None:
        mismatch = _whole_output(fence.claim, cell, match)
        if mismatch is not None:
            yield fence.claim, mismatch
    lines = match if fence.match in ("close", "ellipsis") else match_named("exact")
    yield from judge_stated(fence.stated, cell.notes, lines, cell.raised)


def place_of_mismatch(claim: Claim, mismatch: Mismatch) -> Place:
    """The line of a claim that is false."""
    if claim.source == "comment":
        return claim.place
    return Place(claim.place.path, claim.place.line + 1 + mismatch.line, claim.place.column)


def describe(mismatch: Mismatch) -> str:
    """What is wrong with a claim, in one sentence."""
    if mismatch.why:
        said = f"the card says {quoted(mismatch.said)}: " if mismatch.said else ""
        return said + mismatch.why
    if mismatch.said is None:
        return f"the card leaves out what comes next: {quoted(mismatch.got)}"
    if mismatch.got is None:
        return f"the card says {quoted(mismatch.said)}, and nothing more came out"
    return f"the card says {quoted(mismatch.said)}, but {quoted(mismatch.got)} came out"


def quoted(text: str | None) -> str:
    """A line in backticks, cut where it is long."""
    shown = (text or "").strip()
    if not shown:
        return "an empty line"
    return f"`{shown}`" if len(shown) <= 80 else f"`{shown[:79]}…`"


def _whole_output(claim: Claim, cell: CellRun, match: Match) -> Mismatch | None:
    structure = _only_value(cell)
    # A claim states what a terminal shows in the end, unless it has what commands a terminal.
    raw = CONTROLS.search(claim.text) is not None
    mismatch = match(claim.text, Got(_spaced(claim, transcript(cell, raw=raw)), structure))
    if mismatch is not None and cell.raised is not None:
        # The claim may leave the traceback out and state only what was raised.
        text = _spaced(claim, transcript(cell, traceback=False, raw=raw))
        return match(claim.text, Got(text, structure))
    return mismatch


def _spaced(claim: Claim, text: str) -> str:
    """The text with its tabs as a terminal shows them, where the claim has none."""
    return text if "\t" in claim.text else text.expandtabs()


def _only_value(cell: CellRun) -> Structure | None:
    """The structure of the one thing that a cell showed; None where it showed several."""
    texts = [output for output in cell.outputs if output.kind in ("stdout", "stderr", "value")]
    if len(texts) != 1:
        return None
    if texts[0].kind == "value":
        return cell.value
    printed = [note for note in cell.notes if note.kind == "print"]
    if printed and printed[-1].text.rstrip() == texts[0].text.rstrip():
        return printed[-1].structure
    return None
