"""An audit as one JSON object, whose problems are those of a check's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from generator.auditing.document import Audited, Finding, JudgedClaim
from generator.auditing.summary import Summary
from generator.reporting.report_json import problem_json

SCHEMA: Final = 2
_READINGS: Final = {"alone": "alone", "needed": "after-needed", "all": "top-to-bottom"}
_TRUTHS: Final = {"true": "true", "false": "false", "varies": "varies", "none": "none",
                  "behind": "behind-a-crash", "unread": "not-read"}  # fmt: skip


def as_json(audited: Sequence[Audited]) -> str:
    """One object, in ASCII whatever it says, so that no terminal's encoding can break it."""
    summary = Summary.of(audited)
    found = {
        "schema": SCHEMA,
        "summary": {
            "blocks": summary.blocks,
            "run": summary.run,
            "crash": summary.crash,
            "left-out": summary.left_out,
            "vary": summary.vary,
            "stated-outputs": summary.claims,
            "true-claims": summary.true_claims,
            "false-claims": summary.false_claims,
            "varying-claims": summary.varying_claims,
            "behind-a-crash": summary.behind,
            "not-read": summary.unread,
            "problems": summary.problems,
            "known": summary.accepted,
            "text": str(summary),
        },
        "problems": [problem_json(problem) for each in audited for problem in each.problems],
        "blocks": [_block(each.path, finding) for each in audited for finding in each.findings],
        "elsewhere": [
            {"path": _text(each.path), **_claim(claim)} for each in audited for claim in each.claims
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=True)


def _block(path: str, finding: Finding) -> dict[str, Any]:
    outcome = finding.outcome
    return {
        "path": _text(path),
        "number": outcome.block.number,
        "line": outcome.block.place.line,
        "heading": _text(outcome.block.heading) or None,
        "kind": outcome.block.kind,
        "status": _status(finding),
        "reading": _READINGS[outcome.reading],
        "needed": list(outcome.needed) if outcome.reading == "needed" else [],
        "varies": finding.varies,
        "claims": [_claim(claim) for claim in finding.claims],
    }


def _status(finding: Finding) -> str:
    if finding.outcome.block.left_out:
        return "left out"
    return "runs" if finding.runs else "crashes"


def _claim(claim: JudgedClaim) -> dict[str, Any]:
    return {
        "line": claim.place.line,
        "column": claim.place.column,
        "said": _text(claim.said),
        "got": _text(claim.got),
        "status": _TRUTHS[claim.truth],
        "reading": _READINGS[claim.reading],
        "why": _text(claim.why),
    }


def _text(text: str) -> str:
    """Text without halves of characters: programs may print some, JSON may not hold them."""
    return text.encode("utf-8", "replace").decode("utf-8")
