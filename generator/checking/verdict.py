"""One card: its run against what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from generator.checking.agreement import agrees
from generator.checking.claims import (
    describe,
    false_before_raising,
    false_output,
    judged_comments,
    place_of_mismatch,
    unwatched_lines,
)
from generator.checking.endings import hint_of_ending, how_it_ended, is_whole
from generator.checking.foreseen import first_difference, unforeseen
from generator.checking.hints import crash_hint
from generator.checking.match_outcome import Mismatch
from generator.checking.match_raises import raises_matches, raises_name
from generator.checking.numbers import Tolerance
from generator.checking.ran_of import ran_of
from generator.checking.same_world import same_world_problems
from generator.checking.stated import quoted
from generator.checking.transcript import author_traceback, output_text, unparsed_line
from generator.kinds.kind import Ran
from generator.kinds.table import kind_of
from generator.model import (
    PART_MATCHES,
    CellRun,
    Claim,
    Environment,
    Fence,
    MatchName,
    Node,
    Place,
    Problem,
    Program,
    Raised,
    Run,
    Unread,
    has_errors,
)
from generator.running.programs.program import Plan

Status = Literal["verified", "not-run", "not-read", "failed", "no-code"]

# A card that cuts its output after some lines is a long card; one beyond this is a mistake.
FLOOD_LINES: Final = 10_000
_SOURCES: Final = {"fence": "`output` fence", "session": "session", "comment": "comment"}
_NO_RUN: Final = "the runner returned no run of it"
_NOT_READ: Final = "{} stated result{} not read"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a card. `reason` says why it was not run, or only in part; `unread` are
    the results stated on it that were not held against anything, told among its problems unless
    its author knows of them.
    """

    plan: Plan
    run: Run | None
    status: Status
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    unread: tuple[Unread, ...] = ()

    @property
    def ran(self) -> Ran:
        return ran_of(self.plan, self.run)


def judge(plan: Plan, run: Run | None, times: int = 1) -> Verdict:
    """Hold a card's run against its claims.

    A card counts as verified only where all of its code ran, as many `times` as was asked, and all
    that is stated on it was held against what came out. A program without a run is a problem,
    whoever lost it.
    """
    program = plan.program
    if run is None and program is not None:
        run = Run(program.id, "lost", (), Environment(""), detail=_NO_RUN)
    problems: tuple[Problem, ...] = ()
    unread: tuple[Unread, ...] = ()
    if run is not None and program is not None:
        judging = _Judge(plan, program, run, times)
        problems = tuple(judging.problems())
        unread = tuple(judging.unread)
        if plan.exercise is not None:
            from generator.checking.exercise_verdict import exercise_problems

            problems += tuple(exercise_problems(plan, plan.exercise, run, problems))
    if run is None or run.ended in ("finished", "raised"):
        problems += tuple(kind_of(plan.card).run_problems(plan.card, ran_of(plan, run)))
    problems += tuple(same_world_problems(plan))
    reason = next(iter(plan.skipped.values()), "")
    if has_errors(problems):
        status: Status = "failed"
    elif plan.skipped:
        status = "not-run"
    elif plan.program is None:
        status = "no-code"
    elif unread:
        status, reason = "not-read", _NOT_READ.format(len(unread), "" if len(unread) == 1 else "s")
    else:
        status = "verified"
    return Verdict(plan, run, status, problems, reason, unread)


class _Judge:
    def __init__(self, plan: Plan, program: Program, run: Run, times: int) -> None:
        self._plan = plan
        self._run = run
        self._times = times
        self._program = program
        self._starts = tuple(cell.line for cell in program.cells)
        self.unread: list[Unread] = []

    def problems(self) -> Iterator[Problem]:
        for index, (origin, cell) in enumerate(
            zip(self._plan.origins, self._run.cells, strict=False)
        ):
            last = index == len(self._run.cells) - 1
            if last and self._run.ended not in ("finished", "raised"):
                break
            yield from self._flood(origin, cell)
            yield from self._differences(index, origin, cell)
            if isinstance(origin, Fence):
                yield from self._fence(index, origin, cell)
            elif cell.raised is not None:
                yield self._crash(index, origin.place, cell.raised)
        yield from self._ending()
        yield from self._confirmation()

    def _problem(
        self, place: Place, code: str, message: str, hint: str, detail: str = ""
    ) -> Problem:
        card = self._plan.card.slug
        return Problem(place, code, message, hint, card=card, detail=detail)

    def _fence(self, index: int, fence: Fence, cell: CellRun) -> Iterator[Problem]:
        raised = cell.raised
        if raised is not None and fence.role in ("tests", "bound") and fence.raises is None:
            return  # `exercise_problems` says what of it is wrong
        if raised is not None and fence.raises is None:
            yield self._crash(index, fence.place, raised)
        elif raised is not None and (wrong := raises_matches(fence.raises or "", raised)):
            hint = "name the error in raises=… if the card is about it"
            if raised.name.isidentifier():
                hint = f"write raises={raised.name} if that is the error the card is about"
            yield self._crash_problem(index, fence.place, raised, "wrong-exception", wrong, hint)
        elif raised is None and fence.raises is not None:
            message = f"this should raise {raises_name(fence.raises)}, but raised nothing"
            hint = "remove `raises`, or fix the program so that it fails as the card says"
            yield self._problem(fence.place, "no-exception", message, hint)
        else:
            yield from self._claims(fence, cell)
            return
        for claim, mismatch in false_before_raising(
            fence, cell, unwatched_lines(fence, self._program)
        ):
            yield self._false(claim, mismatch)

    def _claims(self, fence: Fence, cell: CellRun) -> Iterator[Problem]:
        mismatch = false_output(fence, cell)
        if fence.claim is not None and mismatch is not None:
            yield self._false(fence.claim, mismatch, fence.match)
        judged = judged_comments(fence, cell, unwatched_lines(fence, self._program))
        for each in judged:
            if each.mismatch is not None:
                yield self._false(each.claim, each.mismatch)
        late = (each.unread for each in judged if each.unread is not None)
        unread = sorted((*fence.unread, *late), key=lambda each: each.place)
        self.unread += unread
        if not fence.lenient:
            yield from map(self._not_read, unread)
        elif not unread:
            message = "`unread` is not needed here: every result stated in this program was checked"
            hint = "remove `unread`"
            yield replace(
                self._problem(fence.place, "unread-unneeded", message, hint), severity="warning"
            )
        if fence.agrees:
            yield from self._agreement(fence, cell)

    def _false(self, claim: Claim, mismatch: Mismatch, match: MatchName | None = None) -> Problem:
        hint = f"correct the {_SOURCES[claim.source]}, or the program"
        if match not in PART_MATCHES:
            hint += "; `proofdeck accept` writes what came out"
        diff = "" if claim.source == "comment" else mismatch.diff
        place = place_of_mismatch(claim, mismatch)
        return self._problem(place, "false-claim", describe(mismatch), hint, diff)

    def _not_read(self, unread: Unread) -> Problem:
        message = f"{quoted(unread.text)} is not read: {unread.why}"
        found = self._problem(unread.place, "claim-not-read", message, unread.hint)
        return replace(found, severity="warning")

    def _agreement(self, fence: Fence, cell: CellRun) -> Iterator[Problem]:
        """The last value of a fence against that of the fence it names."""
        cells = zip(self._plan.origins, self._run.cells, strict=False)
        named = [c for o, c in cells if isinstance(o, Fence) and o.name == fence.agrees]
        hint = "end both programs with the value to compare"
        if not named or cell.value is None or named[0].value is None:
            message = f"one of the programs has no last value to compare with `{fence.agrees}`"
            yield self._problem(fence.place, "disagreement", message, hint)
            return
        tolerance = Tolerance.of(fence.tol, fence.atol)
        found = agrees(named[0].value, cell.value, tolerance)
        if found is not None:
            message = f"the value differs from that of `{fence.agrees}`: {found.message}"
            hint = (
                "fix one of the programs, or allow for rounding with tol=…, near zero with atol=…"
            )
            yield self._problem(fence.place, "disagreement", message, hint)

    def _crash(self, index: int, place: Place, raised: Raised) -> Problem:
        told = author_traceback(raised, place.path, self._starts, index)
        message = f"this program fails: {told.strip().split(chr(10))[-1]}"
        return self._crash_problem(index, place, raised, "crash", message, crash_hint(raised))

    def _crash_problem(
        self, index: int, place: Place, raised: Raised, code: str, message: str, hint: str
    ) -> Problem:
        unparsed = unparsed_line(raised)
        own = [(f.cell, f.line) for f in raised.frames if f.cell is not None]
        if own and 0 <= own[-1][0] < len(self._plan.origins):
            place = self._code_place(*own[-1])
        elif unparsed is not None:
            place = self._code_place(index, unparsed)
        detail = author_traceback(raised, place.path, self._starts, index)
        return self._problem(place, code, message, hint, detail)

    def _code_place(self, cell: int, line: int) -> Place:
        """The place in the Markdown of a line of a cell's code, counting from 1."""
        origin = self._plan.origins[cell]
        if not isinstance(origin, Fence):
            return origin.place
        lines = origin.code.split("\n")
        if not origin.code or not 1 <= line <= len(lines):
            return origin.place
        indent = len(lines[line - 1]) - len(lines[line - 1].lstrip())
        return Place(origin.place.path, self._starts[cell] + line - 1, origin.indent + indent + 1)

    def _flood(self, origin: Fence | Node, cell: CellRun) -> Iterator[Problem]:
        dropped = sum(output.dropped for output in cell.outputs)
        if dropped > FLOOD_LINES:
            message = f"this program prints too much: {dropped} more lines than a card can show"
            hint = "print less: a card has room for a few lines"
            yield self._problem(origin.place, "flood", message, hint)

    def _differences(self, index: int, origin: Fence | Node, cell: CellRun) -> Iterator[Problem]:
        """A problem for each difference between the runs that the author did not foresee."""
        own = [found for found in self._run.differences if found.cell == index]
        for found in unforeseen(origin, own, cell):
            first, second = first_difference(found.first, found.second)
            message = f"this varies from run to run ({found.cause}): {first}, then {second}"
            part = isinstance(origin, Fence) and origin.role  # of an exercise, which must not vary
            hint = found.hint if part else f"{found.hint}; or mark the fence `varies`"
            place = self._code_place(index, found.line) if found.line else origin.place
            detail = f"- {found.first}\n+ {found.second}".replace("\n", "\n  ")
            yield self._problem(place, "varies", message, hint, detail)

    def _ending(self) -> Iterator[Problem]:
        run, origins = self._run, self._plan.origins
        if run.ended in ("finished", "raised") and (is_whole(self._program, run) or not origins):
            return
        code = "forged" if run.ended in ("finished", "raised") else run.ended
        index = min(max(len(run.cells) - 1, 0), len(origins) - 1)
        place = origins[index].place if origins else self._plan.card.place
        message = f"this program {how_it_ended(self._program, run)}"
        detail = "".join(output_text(o) for o in run.cells[-1].outputs) if run.cells else ""
        if code in ("forged", "lost"):
            detail = run.detail if code == "lost" else ""
        yield self._problem(place, code, message, hint_of_ending(code, run), detail)

    def _confirmation(self) -> Iterator[Problem]:
        """A problem where the program finished, but ran fewer times than asked."""
        run = self._run
        if run.ended not in ("finished", "raised") or self._program.varies:
            return
        if run.times >= self._times:
            return
        message = "this program ran only once, so its result is not confirmed"
        hint = "build again; if it happens again, please report it"
        if run.detail == "timeout":
            message = "this program ran out of time in one of its two runs"
            hint = "make it smaller, or give it more time with timeout=… on its fence"
        yield self._problem(self._plan.origins[0].place, "unconfirmed", message, hint)
