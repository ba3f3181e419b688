"""An audit as a person reads it: block by block, and a line to quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.auditing.document import Audited, Finding
from generator.auditing.fate import has_run
from generator.auditing.judge import numbered
from generator.auditing.summary import Summary
from generator.model import Problem


def as_text(audited: Sequence[Audited]) -> Iterator[str]:
    """The lines of the report, the last of which is the summary."""
    for each in audited:
        yield each.path
        yield ""
        for problem in each.unread:
            yield from _problem(problem)
            yield ""
        for finding in each.findings:
            yield from _finding(finding)
            yield ""
    yield str(Summary.of(audited))


def _finding(finding: Finding) -> Iterator[str]:
    block = finding.outcome.block
    heading = f"  {block.heading}" if block.heading else ""
    yield f"block {block.number}, line {block.place.line}{heading}"
    if finding.runs:
        yield f"  {_fared(finding)}"
    for problem in finding.problems:
        yield from _problem(problem)


def _fared(finding: Finding) -> str:
    needed = finding.outcome.needed
    how = f"after {numbered(needed)}" if needed else "alone"
    parts = [f"runs {how}" if has_run(finding.outcome) else f"fails {how}, as it says"]
    proved = sum(claim.truth == "true" for claim in finding.claims)
    if proved:
        parts.append(f"{proved} stated output{' is' if proved == 1 else 's are'} true")
    return ", ".join(parts)


def _problem(problem: Problem) -> Iterator[str]:
    yield f"  {problem.place}: {problem.message}  [{problem.code}]"
    for part in problem.hint.split("; ") if problem.hint else ():
        yield f"    {part}"
