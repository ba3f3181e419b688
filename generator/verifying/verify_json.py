"""What a package carries, and the results of verifying it, as JSON."""

from __future__ import annotations

import json
from typing import Any, Final

from generator import __version__
from generator.running import Facts
from generator.verifying.package import Package
from generator.verifying.verification import Result, Verified

SCHEMA: Final = 1


def untrusted_json(package: Package) -> str:
    """One object: the programs that would run; none did."""
    programs = [
        {
            "id": note.evidence.id,
            "env": dict(note.evidence.program.env),
            "cells": [cell.code for cell in note.evidence.program.cells],
        }
        for note in package.notes
        if note.evidence is not None
    ]
    return _dumps({**_head(package), "trusted": False, "programs": programs})


def verified_json(verified: Verified, facts: Facts) -> str:
    """One object: a result for each card, in the order of the package's notes."""
    return _dumps(
        {
            **_head(verified.package),
            "trusted": True,
            "python": facts.version,
            "summary": {
                "cards": len(verified.results),
                "true": verified.count("true"),
                "different": verified.count("different"),
                "does-not-run": verified.count("does not run"),
                "not-verifiable": verified.count("not verifiable"),
                "foreign": verified.package.foreign,
            },
            "cards": [_result(result) for result in verified.results],
        }
    )


def _head(package: Package) -> dict[str, Any]:
    return {"schema": SCHEMA, "proofdeck": __version__, "file": package.path}


def _result(result: Result) -> dict[str, Any]:
    difference = result.difference
    return {
        "id": result.name,
        "status": result.status.replace(" ", "-"),
        "reason": result.reason or None,
        "said": difference.said if difference else None,
        "got": difference.got if difference else None,
        "verified-with": list(result.verified),
    }


def _dumps(value: dict[str, Any]) -> str:
    # ASCII, so that no terminal's encoding can break it.
    return json.dumps(value, indent=2, ensure_ascii=True)
