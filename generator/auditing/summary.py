"""An audit in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from generator.auditing.document import Audited
from generator.model import Problem


@dataclass(frozen=True, slots=True)
class Summary:
    """How many blocks there are, and what became of them and of the outputs that are stated.

    `left_out` counts blocks and prompts that are marked as not to be run; `blocks` has none of
    them. `vary` are blocks of which something varies, `varying_claims` the stated outputs that do.
    `failures` are the problems that speak against a file, `accepted` those that were known before.
    """

    blocks: int
    run: int
    crash: int
    left_out: int
    vary: int
    claims: int
    true_claims: int
    false_claims: int
    varying_claims: int
    behind: int
    unread: int
    problems: int
    failures: int
    accepted: int

    @classmethod
    def of(cls, audited: Iterable[Audited]) -> Summary:
        """The summary of some files together."""
        files = list(audited)
        findings = [finding for each in files for finding in each.findings]
        claims = [claim for finding in findings for claim in finding.claims]
        claims += [claim for each in files for claim in each.claims]
        truths = Counter(claim.truth for claim in claims)
        listings = [each for each in findings if each.outcome.block.kind == "code"]
        blocks = [each for each in listings if not each.outcome.block.left_out]
        runs = sum(finding.runs for finding in blocks)
        return cls(
            blocks=len(blocks),
            run=runs,
            crash=len(blocks) - runs,
            left_out=len(listings) - len(blocks) + sum(f.outcome.block.skipped for f in listings),
            vary=sum(finding.varies for finding in findings),
            claims=len(claims),
            true_claims=truths["true"],
            false_claims=truths["false"],
            varying_claims=truths["varies"],
            behind=truths["behind"],
            unread=truths["unread"],
            problems=sum(len(each.problems) for each in files),
            failures=sum(_fails(problem) for each in files for problem in each.problems),
            accepted=sum(each.accepted for each in files),
        )

    def __str__(self) -> str:
        run, crash = _count(self.run, "runs", "run"), _count(self.crash, "crashes", "crash")
        parts = [run, crash, *([f"{self.left_out} left out"] if self.left_out else [])]
        stated = _count(self.claims, "stated output", "stated outputs")
        return (
            f"{_count(self.blocks, 'block', 'blocks')}: {', '.join(parts)}; "
            f"of {stated} {_count(self.true_claims, 'is', 'are')} true, "
            f"{self.false_claims} false, {_count(self.varying_claims, 'varies', 'vary')}, "
            f"{_count(self.behind, 'comes', 'come')} after a crash, "
            f"{self.unread} could not be read"
            + (
                f"; {_count(self.accepted, 'finding is', 'findings are')} known"
                * bool(self.accepted)
            )
        )


def _fails(problem: Problem) -> bool:
    """Whether a problem speaks against its file: what could not be read does not."""
    return problem.severity == "error" or problem.code == "varies"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
