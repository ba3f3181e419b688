"""An audit as a person reads it: block by block, and a line to quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.auditing.document import Audited, Finding, JudgedClaim
from generator.auditing.fate import crash_of, has_run
from generator.auditing.judge import numbered
from generator.auditing.summary import Summary
from generator.model import Problem

_MOST_NAMED = 4  # blocks that one goes on from


def as_text(audited: Sequence[Audited]) -> Iterator[str]:
    """The lines of the report, the last of which is the summary."""
    for each in audited:
        yield from file_text(each)
    yield str(Summary.of(audited))


def file_text(audited: Audited) -> Iterator[str]:
    """The lines on one file."""
    yield audited.path
    yield ""
    for problem in audited.unread:
        yield from _problem(problem)
        yield ""
    if not (audited.findings or audited.unread):
        yield "  no Python block, and no output that is stated of one"
        yield ""
    for finding in audited.findings:
        if finding.outcome.block.kind != "code" and not finding.claims:
            continue
        yield from _finding(finding)
        yield ""


def _finding(finding: Finding) -> Iterator[str]:
    block = finding.outcome.block
    heading = f"  {block.heading}" if block.heading else ""
    name = block.label or (f"block {block.number}" if block.kind == "code" else block.kind)
    yield f"{name}, line {block.place.line}{heading}"
    if block.left_out:
        yield f"  left out: {block.left_out}"
    elif finding.runs:
        yield f"  {_fared(finding)}"
    elif not finding.problems:
        known = crash_of(finding.outcome) is not None and not finding.outcome.crashing
        why = "crashes, as is known" if known else "not reached: a block that it builds on crashes"
        yield f"  {why}"
    for problem in finding.problems:
        yield from _problem(problem)


def _fared(finding: Finding) -> str:
    outcome = finding.outcome
    how = _after(finding)
    fails = any(cell.raised is not None for cell in outcome.cells) and len(outcome.cells) == 1
    ran = has_run(outcome) and crash_of(outcome) is None
    parts: list[str] = []
    if outcome.block.kind == "code":
        parts.append(f"runs {how}" if ran and not fails else f"fails {how}, as stated")
    proved = Counter(
        _reading(claim) if not outcome.block.label else ""
        for claim in finding.claims
        if claim.truth == "true"
    )
    for reading, number in proved.items():
        parts.append(f"{number} stated output{' is' if number == 1 else 's are'} true{reading}")
    behind = sum(claim.truth == "behind" for claim in finding.claims)
    if behind:
        parts.append(f"{behind} {'comes' if behind == 1 else 'come'} after a crash")
    if outcome.block.skipped:
        skipped = outcome.block.skipped
        parts.append(f"{skipped} prompt{' is' if skipped == 1 else 's are'} left out")
    return ", ".join(parts) if parts else "none of its stated outputs is known to be true"


def _after(finding: Finding) -> str:
    outcome = finding.outcome
    if outcome.block.label:
        return "in the order of the notebook"
    if outcome.reading == "all" or len(outcome.needed) > _MOST_NAMED:
        return "from top to bottom"
    return f"after {numbered(outcome.needed)}" if outcome.needed else "alone"


def _reading(claim: JudgedClaim) -> str:
    """In which reading a claim holds, where that is not the block's own."""
    return " from top to bottom" if claim.reading == "all" else ""


def _problem(problem: Problem) -> Iterator[str]:
    yield f"  {problem.place}: {problem.message}  [{problem.code}]"
    for part in problem.hint.split("; ") if problem.hint else ():
        yield f"    {part}"
