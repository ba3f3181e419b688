"""`provenance.json`: where, with what, and from which program each card was verified.

docs/provenance.md describes it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from generator import __version__
from generator.model import CellRun, Environment, Output, Program, Raised, Run

if TYPE_CHECKING:
    from generator.check import Checked
    from generator.checking.verdict import Verdict
    from generator.running.plan import Plan

SCHEMA: Final = 1
FILE_NAME: Final = "provenance.json"


def provenance_json(checked: Checked) -> str:
    """The file's text. It holds no times: equal programs, results and environments give equal
    bytes.
    """
    languages = checked.deck.config.languages
    cards: dict[str, list[dict[str, Any]]] = {language: [] for language in languages}
    for verdict in checked.verdicts:
        cards.setdefault(verdict.plan.card.language, []).append(_card(verdict))
    content = {
        "schema": SCHEMA,
        "proofdeck": __version__,
        "deck": checked.deck.config.name,
        "cards": cards,
    }
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


def _card(verdict: Verdict) -> dict[str, Any]:
    plan, run = verdict.plan, verdict.run
    card: dict[str, Any] = {"id": plan.card.slug, "status": verdict.status}
    if verdict.status == "not-run":
        card["reason"] = verdict.reason
    if plan.program is not None:
        card["program"] = program_digest(plan.program)
    if run is not None:
        card["output"] = output_digest(plan, run)
        card["environment"] = _environment(run.environment)
    return card


def _environment(found: Environment) -> dict[str, Any]:
    return {
        "python": found.python,
        "implementation": found.implementation,
        "platform": found.platform,
        "packages": dict(sorted(found.packages)),
        "sandbox": found.sandbox,
    }


def program_digest(program: Program) -> str:
    """Of the code and how it runs; not of where it stands or what it may cost."""
    cells = [[cell.mode, cell.raises, cell.code] for cell in program.cells]
    return _digest({"cells": cells, "env": sorted(program.env)})


def output_digest(plan: Plan, run: Run) -> str:
    """Of all that came out, save of fences whose output legitimately varies."""
    varies = [getattr(origin, "varies", False) for origin in plan.origins]
    cells = [None if free else _ran(ran) for free, ran in zip(varies, run.cells, strict=False)]
    return _digest({"ended": run.ended, "cells": cells})


def _ran(ran: CellRun) -> dict[str, Any]:
    return {
        "outputs": [_output(output) for output in ran.outputs],
        "raised": _raised(ran.raised) if ran.raised else None,
    }


def _output(output: Output) -> list[Any]:
    data = hashlib.blake2b(output.data, digest_size=32).hexdigest() if output.data else ""
    return [output.kind, output.text, data, output.dropped]


def _raised(raised: Raised) -> list[Any]:
    own = [[frame.cell, frame.line] for frame in raised.frames if frame.cell is not None]
    return [raised.qualified, raised.text, own]


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "blake2b:" + hashlib.blake2b(text.encode("ascii"), digest_size=32).hexdigest()
