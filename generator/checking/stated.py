"""Comment claims against what their lines printed, were worth or raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from generator.checking.match_outcome import Got, Match, Mismatch, refused
from generator.checking.matches import match_named
from generator.checking.stated_values import (
    Kind,
    compare,
    is_dtype_of,
    is_far_off,
    is_meant,
    is_misspelt,
    is_nearly,
    is_shape_of,
)
from generator.model import CellRun, Claim, Note, Unread
from generator.reading.literals import is_literal
from generator.running.capture.screen import CONTROLS, on_screen

# How authors put what several passes of a line printed.
_JOINTS: Final = ("\n", ", ", " ", "; ")
_NOTHING: Final = "this line never ran, or prints nothing and has no value"
_EMPTY: Final = "this line printed nothing and has no value"
_NOT_RAISED: Final = "this line raised nothing"
_UNMARKED: Final = ("bare", "faint", "words")
_OF_SINGLE_VALUES: Final = ("shape", "dtype")

# "none": a comment without a mark that states nothing after all.
Truth = Literal["true", "false", "unread", "none"]


@dataclass(frozen=True, slots=True)
class JudgedComment:
    """What became of a claim in a comment. `got` is what came out, as far as one thing did.

    A false one has a `mismatch`, which says where it parts from that; one that is not read is
    `unread`, with what is wrong with it, and how to write it.
    """

    claim: Claim
    truth: Truth
    got: str = ""
    mismatch: Mismatch | None = None
    unread: Unread | None = None


def judge_comments(
    claims: Sequence[Claim], cell: CellRun, match: Match, unwatched: frozenset[int] = frozenset()
) -> list[JudgedComment]:
    """Each claim, and whether it holds.

    A claim is about what its code printed; where it printed nothing, about its value; where that is
    None, about the value of what it changed. Code that ran several times bears out a claim that
    states all passes in order, joined by line ends, commas, semicolons or spaces, or one that every
    pass bears out by itself. `match` is the fence's; a form such as `# shape: …` brings its own.

    Code without a note never ran. Neither that nor a value of None makes a claim true, except the
    claim `None`. What the cell raised is what came last out of each line that it passed through:
    `# => ValueError: …`. Of the lines `unwatched` no notes can be taken.
    """
    return [_Judge(claim, cell, match, unwatched).judged() for claim in claims]


def quoted(text: str | None) -> str:
    """A line in backticks, cut where it is long."""
    shown = (text or "").strip()
    if not shown:
        return "an empty line"
    return f"`{shown}`" if len(shown) <= 80 else f"`{shown[:79]}…`"


@dataclass(frozen=True, slots=True)
class Pass:
    """Something that came out of the code one time that it ran."""

    kind: Kind
    got: Got


def passes_of(claim: Claim, cell: CellRun) -> list[Pass]:
    """What came out of the code that a claim in a comment is about, each time that it ran."""
    return _Judge(claim, cell, match_named("exact"), frozenset()).passes()


class _Judge:
    def __init__(
        self, claim: Claim, cell: CellRun, match: Match, unwatched: frozenset[int]
    ) -> None:
        self._claim = claim
        self._cell = cell
        self._match = match if claim.match is None else match_named(claim.match)
        self._unwatched = unwatched
        here = (claim.about, claim.column)
        self._notes = [note for note in cell.notes if (note.line, note.column) == here]

    def judged(self) -> JudgedComment:
        claim = self._claim
        if any(note.kind == "more" for note in self._notes):
            return self._unread("its line ran too often", "state a result after the loop")
        errors, told = self._errors(), self._told()
        if claim.says == "nothing":
            return self._nothing(told, errors)
        if not told and not errors:
            return self._silent()
        passes = self.passes()
        mismatch = self._compared(passes)
        got = "\n".join(each.got.text for each in passes)
        if mismatch is None:
            return JudgedComment(claim, "true", got)
        if all(self._is_none(note) for note in told) and not errors:
            mismatch = refused(claim.text, "", _EMPTY)
            if claim.sure in _UNMARKED:
                return JudgedComment(claim, "none", got)
        elif claim.says == "error" and not errors:
            mismatch = refused(claim.text, "", _NOT_RAISED)
        return self._refuted(passes, mismatch, got)

    def passes(self) -> list[Pass]:
        """What is held against the claim."""
        told = [Pass(_kind(n), Got(self._shown(n), n.structure)) for n in self._told()]
        return told + [Pass("error", Got(text)) for text in self._errors()]

    # --- what came out ------------------------------------------------------------------

    def _errors(self) -> list[str]:
        """What left the code as an exception."""
        found = [note.text for note in self._notes if note.kind == "error"]
        raised = self._cell.raised
        if found or raised is None:
            return found
        own = [frame for frame in raised.frames if frame.cell is not None]
        # The outermost frame is that of the cell itself; others may be in earlier ones' functions.
        failed = any(f.line == self._claim.about for f in own if f.cell == own[0].cell)
        return [raised.text] if failed else []

    def _shown(self, note: Note) -> str:
        """What was printed as a terminal shows it, unless the claim has what commands one."""
        if note.kind != "print" or CONTROLS.search(self._claim.whole or self._claim.text):
            return note.text
        text = on_screen(note.text)
        return text if "\t" in self._claim.text else text.expandtabs()

    def _told(self) -> list[Note]:
        claim = self._claim
        if claim.named:
            return [note for note in self._notes if note.name == claim.names[0]]
        own = [note for note in self._notes if not note.name and note.kind != "error"]
        told = [note for note in own if note.kind == "print"] or own
        if told and all(self._is_none(note) for note in told) and claim.text.strip() != "None":
            for name in claim.names:
                changed = [note for note in self._notes if note.name == name]
                if changed:
                    return changed
        return told

    @staticmethod
    def _is_none(note: Note) -> bool:
        return note.kind == "value" and note.text in ("", "None")

    def _compared(self, passes: Sequence[Pass]) -> Mismatch | None:
        claim = self._claim
        each = [compare(claim, one.got, one.kind, self._match) for one in passes]
        if claim.says == "result":
            # A repr may be "None", or empty, without being that of None.
            each = [
                found or (refused(claim.text, "", _EMPTY) if _shows_nothing(one) else None)
                for found, one in zip(each, passes, strict=True)
            ]
        if not any(each):
            return None
        if claim.says == "error" and any(one.kind == "error" for one in passes):
            errors = zip(each, passes, strict=True)
            return next((found for found, one in errors if one.kind == "error" and found), None)
        first = next(filter(None, each))
        if claim.match in _OF_SINGLE_VALUES or claim.says == "rounded":
            return first
        if len(passes) == 1 and not claim.before:
            return first
        kinds = {one.kind for one in passes}
        kind: Kind = "print" if kinds == {"print"} else "value"
        joined = [
            compare(claim, Got(joint.join(one.got.text for one in passes)), kind, self._match)
            for joint in _JOINTS
        ]
        if claim.before:
            joined.append(compare(claim, Got(self._all_printed(passes)), "print", self._match))
        if not all(joined):
            return None
        # What one pass came to says more than what all of them do, if they came to the same.
        alike = len({one.got.text for one in passes}) == 1 and not claim.before
        return first if alike else joined[-1] if claim.before else next(filter(None, joined))

    def _all_printed(self, passes: Sequence[Pass]) -> str:
        """What the prints above printed, and then this one."""
        above = [
            note.text
            for spot in self._claim.before
            for note in self._cell.notes
            if (note.line, note.column) == spot and note.kind == "print"
        ]
        return "\n".join((*above, *(one.got.text for one in passes)))

    # --- verdicts -----------------------------------------------------------------------

    def _silent(self) -> JudgedComment:
        """Nothing is known of the code."""
        claim = self._claim
        if claim.sure in _UNMARKED:
            return JudgedComment(claim, "none")
        if claim.about in self._unwatched:
            why = "its function is compiled from source here, so its lines cannot be observed"
            return self._unread(why, "state what comes out where the function is called")
        if claim.named:
            why = f"`{claim.names[0]}` has no value after its line"
            return self._unread(why, "state the value of a name that its line sets")
        if claim.sure == "loose":
            return self._unread("its line never ran", "state what comes out of a line that runs")
        return JudgedComment(claim, "false", mismatch=refused(claim.text, "", _NOTHING))

    def _nothing(self, told: Sequence[Note], errors: Sequence[str]) -> JudgedComment:
        claim = self._claim
        printed = [note.text for note in told if note.kind == "print"]
        if errors or printed:
            got = (*printed, *errors)[0]
            why = "" if got.strip() else "an empty line came out"
            return JudgedComment(claim, "false", got, refused(claim.text, got, why))
        if all(self._is_none(note) for note in told):
            return JudgedComment(claim, "true")
        hint = "say that it prints nothing, and state its value"
        return self._unread(f"the line has a value, {quoted(told[0].text)}", hint)

    def _refuted(self, passes: Sequence[Pass], mismatch: Mismatch, got: str) -> JudgedComment:
        claim = self._claim
        bare = claim.sure in _UNMARKED
        if claim.says == "result" and (bare or any(one.kind == "value" for one in passes)):
            shapes = [is_shape_of(claim.text, one.got.structure) for one in passes]
            if all(shapes):
                return self._shape(got)
            if bare and None not in shapes:
                return self._unread_but(got, "which does not have this shape")
            dtypes = [is_dtype_of(claim.text, one.got.structure) for one in passes]
            if bare and None not in dtypes:
                if all(dtypes):
                    return JudgedComment(claim, "true", got)
                return self._unread_but(got, "which does not have this dtype")
        meant = claim.sure != "words" and all(is_meant(claim.text, one.got) for one in passes)
        if bare and claim.says != "error" and not meant:
            printed = " ".join(one.got.text for one in passes if one.kind == "print")
            if is_nearly(claim.text, printed):
                return self._unread_but(got, "and the comment may state no result")
            return JudgedComment(claim, "none", got)
        if claim.says == "rounded" and not all(is_far_off(claim.text, one.got) for one in passes):
            return self._unread_but(got, "which is close, but does not round to it")
        plain = claim.sure == "loose" and (
            (claim.named and is_literal(claim.text) and is_literal(got))
            or is_misspelt(claim.text, got)
        )
        if claim.sure in ("firm", "bare") or plain:
            return JudgedComment(claim, "false", got, mismatch)
        return self._unread_but(got, "and the comment may state no result")

    def _shape(self, got: str) -> JudgedComment:
        text = self._claim.text
        if self._claim.sure != "firm":
            return JudgedComment(self._claim, "true", got)
        why = "that is the shape of the value, not what it prints"
        return self._unread(why, f"write `# shape: {text}`", got)

    def _unread_but(self, got: str, why: str) -> JudgedComment:
        hint = "write what came out after the mark, and any words after a comma"
        if got and "\n" not in got:
            hint = f"write {quoted('# => ' + got)}, and any words after a comma"
        return self._unread(f"{quoted(got)} came out, {why}", hint, got)

    def _unread(self, why: str, hint: str, got: str = "") -> JudgedComment:
        if self._claim.sure in _UNMARKED and not got:
            return JudgedComment(self._claim, "none")
        text = self._claim.whole or self._claim.text
        unread = Unread(self._claim.place, text, why, hint)
        return JudgedComment(self._claim, "unread", got, unread=unread)


def _kind(note: Note) -> Kind:
    return "print" if note.kind == "print" else "value"


def _shows_nothing(one: Pass) -> bool:
    structure = one.got.structure
    none = structure is not None and structure.kind == "none"
    return one.kind == "value" and one.got.text in ("", "None") and not none
