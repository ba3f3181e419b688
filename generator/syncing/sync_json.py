"""A sync, planned or done, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from generator import __version__
from generator.model import Problem
from generator.reporting.report_json import problem_json
from generator.syncing.plan import Change, Plan
from generator.syncing.reconcile import Applied, Situation
from generator.syncing.side_by_side import Compared, side_by_side

SCHEMA: Final = 1


def sync_json(found: Situation | None, applied: Applied | None, problems: Sequence[Problem]) -> str:
    """One object: the plan of each language, what was applied, and all problems. `found` is None
    where there is no plan, `applied` where nothing was done.
    """
    content = {
        "schema": SCHEMA,
        "proofdeck": __version__,
        "profile": found.profile.name if found else None,
        "empty": found.empty if found else None,
        "languages": [_plan(plan) for plan in found.plans] if found else [],
        "applied": _applied(applied) if applied else None,
        "problems": [problem_json(problem) for problem in problems],
    }
    return json.dumps(content, indent=2, ensure_ascii=True)


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "language": plan.language,
        "deck": plan.deck,
        "notes": len(plan.holding.notes),
        "reviews": plan.holding.reviews,
        "prune": plan.prune,
        "note-types": list(plan.looks),
        "changes": [_change(change) for change in plan.changes if change.what != "same"],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "card": change.name,
        "guid": change.guid,
        "change": change.what.replace(" ", "-"),
        "note": change.held.id if change.held else None,
        "reviews": change.reviews,
        "blocked": change.blocked,
        "moves": {str(card.id): card.deck for card in change.moves},
        "deck": change.ours.deck if change.ours else None,
        "parts": [_part(part) for part in side_by_side(change)] if _differs(change) else [],
    }


def _differs(change: Change) -> bool:
    """Whether what a reader wrote is not what the deck has."""
    return change.what == "conflict" or change.keeps


def _part(part: Compared) -> dict[str, Any]:
    return {
        "field": part.field,
        "before": part.base,
        "deck": "".join(piece.text for piece in part.ours if piece.sign != "-"),
        "anki": "".join(piece.text for piece in part.theirs if piece.sign != "-"),
        "code": part.code,
    }


def _applied(applied: Applied) -> dict[str, Any]:
    return {
        "backups": [str(path) for path in applied.backups],
        "left": [change.name for plan in applied.left for change in plan.to_do()],
        "notes": applied.proof.notes,
        "reviews": applied.proof.reviews,
        "changed": list(applied.proof.faults),
        "reviewed-meanwhile": applied.proof.meanwhile,
    }
