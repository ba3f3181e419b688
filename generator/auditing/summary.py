"""An audit in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.auditing.document import Audited


@dataclass(frozen=True, slots=True)
class Summary:
    """How many blocks there are, and what became of them and of their claims."""

    blocks: int
    run: int
    crash: int
    claims: int
    false_claims: int
    vary: int
    problems: int

    @classmethod
    def of(cls, audited: Iterable[Audited]) -> Summary:
        files = list(audited)
        findings = [finding for each in files for finding in each.findings]
        claims = [claim for finding in findings for claim in finding.claims]
        runs = sum(finding.runs for finding in findings)
        return cls(
            blocks=len(findings),
            run=runs,
            crash=len(findings) - runs,
            claims=len(claims),
            false_claims=sum(claim.truth == "false" for claim in claims),
            vary=sum(finding.varies for finding in findings),
            problems=sum(len(each.problems) for each in files),
        )

    def __str__(self) -> str:
        blocks = _count(self.blocks, "block", "blocks")
        run, crash = _count(self.run, "runs", "run"), _count(self.crash, "crashes", "crash")
        stated = _count(self.false_claims, "stated output is", "stated outputs are")
        return f"{blocks}: {run}, {crash}; {stated} false; {_count(self.vary, 'varies', 'vary')}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
