"""The claims of one fence against what came out of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from generator.checking.match_ellipsis import DOTS
from generator.checking.match_outcome import Got, Match, Mismatch
from generator.checking.matches import match_named
from generator.checking.stated import JudgedComment, judge_comments, quoted
from generator.checking.transcript import transcript
from generator.model import CellRun, Claim, Fence, Place, Program, Raised, Structure
from generator.reading.statements import read_statements
from generator.running.capture.screen import CONTROLS
from generator.running.worker.script.rewriter import reads_bytecode
from generator.syntax import parse_quietly


def false_claims(fence: Fence, cell: CellRun) -> Iterator[tuple[Claim, Mismatch]]:
    """The claims of a fence that do not hold, each with why."""
    mismatch = false_output(fence, cell)
    if fence.claim is not None and mismatch is not None:
        yield fence.claim, mismatch
    for each in judged_comments(fence, cell):
        if each.mismatch is not None:
            yield each.claim, each.mismatch


def false_output(fence: Fence, cell: CellRun) -> Mismatch | None:
    """Why the `output` fence of a fence does not hold; None where it does, or there is none."""
    if fence.claim is None:
        return None
    match = match_named(fence.match, fence.tol, fence.atol)
    return _whole_output(fence.claim, cell, match)


def judged_comments(
    fence: Fence, cell: CellRun, unwatched: frozenset[int] = frozenset()
) -> list[JudgedComment]:
    """What became of the claims in the comments of a fence, in order."""
    return judge_comments(fence.stated, cell, _of_lines(fence), unwatched)


def false_before_raising(
    fence: Fence, cell: CellRun, unwatched: frozenset[int]
) -> Iterator[tuple[Claim, Mismatch]]:
    """The false claims in comments, without those that the exception which ended the cell may have
    made false. What remains are claims about statements that had ended by then, outside of
    functions.
    """
    judged = judged_comments(fence, cell, unwatched)
    if cell.raised is not None:
        over = _last_line_over(fence, cell.raised)
        inside = {(each.first, each.column) for each in read_statements(fence.code) if each.inside}
        judged = [
            each
            for each in judged
            if each.claim.about <= over and (each.claim.about, each.claim.column) not in inside
        ]
    for each in judged:
        if each.mismatch is not None:
            yield each.claim, each.mismatch


def _last_line_over(fence: Fence, raised: Raised) -> int:
    """The last line of the statements that were over when a fence raised; 0 if none was."""
    own = [frame.line for frame in raised.frames if frame.cell is not None]
    tree = parse_quietly(fence.code)
    if tree is None or not own:
        return 0
    # The outermost frame is that of the cell itself.
    ends = [each.end_lineno or own[0] for each in tree.body]
    return max((end for end in ends if end < own[0]), default=0)


def unwatched_lines(fence: Fence, program: Program) -> frozenset[int]:
    """The lines of a fence of which no notes can be taken."""
    if not fence.stated or not any(reads_bytecode(cell.code) for cell in program.cells):
        return frozenset()
    return frozenset(each.first for each in read_statements(fence.code) if each.inside)


def _of_lines(fence: Fence) -> Match:
    """The match for single lines: where a fence states a part of its output, each line must still
    match whole.
    """
    if fence.match == "close":
        return match_named("close", fence.tol, fence.atol)
    return exact_or_dotted if fence.match == "ellipsis" else match_named("exact")


def exact_or_dotted(said: str, got: Got) -> Mismatch | None:
    """Every line the same, or but for what `...` stands for."""
    mismatch = match_named("exact")(said, got)
    return mismatch and (match_named("ellipsis")(said, got) if DOTS in said else mismatch)


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
        return f"the card says {quoted(mismatch.said)}, but nothing more came out"
    said, got = quoted(mismatch.said), quoted(mismatch.got)
    if _as_seen(said) == _as_seen(got):  # spaces, or signs that look like others
        said, got = f"`{mismatch.said!a}`", f"`{mismatch.got!a}`"
    return f"the card says {said}, but {got} came out"


def _as_seen(text: str) -> str:
    """The text without what nobody sees."""
    shown = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in shown if unicodedata.category(sign) not in ("Cf", "Cc"))


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
