"""An audit as one JSON object, whose problems are those of a check's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from generator.auditing.document import Audited, Finding, JudgedClaim
from generator.auditing.summary import Summary
from generator.reporting.report_json import problem_json

SCHEMA: Final = 1


def as_json(audited: Sequence[Audited]) -> str:
    """One object, in ASCII whatever it says, so that no terminal's encoding can break it."""
    summary = Summary.of(audited)
    found = {
        "schema": SCHEMA,
        "summary": {
            "blocks": summary.blocks,
            "run": summary.run,
            "crash": summary.crash,
            "stated-outputs": summary.claims,
            "false-claims": summary.false_claims,
            "vary": summary.vary,
            "problems": summary.problems,
            "text": str(summary),
        },
        "problems": [problem_json(problem) for each in audited for problem in each.problems],
        "blocks": [_block(each.path, finding) for each in audited for finding in each.findings],
    }
    return json.dumps(found, indent=2, ensure_ascii=True)


def _block(path: str, finding: Finding) -> dict[str, Any]:
    outcome = finding.outcome
    return {
        "path": _text(path),
        "number": outcome.block.number,
        "line": outcome.block.place.line,
        "heading": _text(outcome.block.heading) or None,
        "status": "runs" if finding.runs else "crashes",
        "needed": list(outcome.needed),
        "varies": finding.varies,
        "claims": [_claim(claim) for claim in finding.claims],
    }


def _claim(claim: JudgedClaim) -> dict[str, Any]:
    return {
        "line": claim.place.line,
        "column": claim.place.column,
        "said": _text(claim.said),
        "got": _text(claim.got),
        "status": claim.truth,
    }


def _text(text: str) -> str:
    """Text without halves of characters: programs may print some, JSON may not hold them."""
    return text.encode("utf-8", "replace").decode("utf-8")
