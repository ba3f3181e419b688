"""A report as one JSON object; `report.schema.json` and docs/report-schema.md describe it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from generator import __version__
from generator.comparing.changes_json import changes_json
from generator.model import Place, Problem, TextEdit
from generator.reporting.extents import ends_of
from generator.reporting.report import CardResult, Report

SCHEMA: Final = 1
SCHEMA_FILE: Final = Path(__file__).with_name("report.schema.json")


def as_json(report: Report) -> str:
    """One object, in ASCII, so that no terminal's encoding can break it."""
    return json.dumps(report_object(report), indent=2, ensure_ascii=True)


def report_object(report: Report) -> dict[str, Any]:
    """The object itself, of values that `json` can write."""
    ends = ends_of(report.problems, report.texts)
    return {
        "schema": SCHEMA,
        "deck": _text(report.deck) or None,
        "summary": {
            "cards": len(report.cards),
            "verified": report.count("verified"),
            "not-run": report.count("not-run"),
            "not-read": report.count("not-read"),
            "failed": report.count("failed"),
            "no-code": report.count("no-code"),
            "errors": report.severe("error"),
            "warnings": report.severe("warning"),
            "claims-not-read": sum(card.unread for card in report.cards),
        },
        "problems": [
            _problem(problem, ends.get(problem), report.edits.get(problem.place))
            for problem in report.problems
        ],
        "cards": [_card(card) for card in report.cards],
        "changes": changes_json(report.changes) if report.changes else None,
        "environment": _environment(report),
        "timings": {
            "seconds": round(report.seconds, 3),
            "programs-run": report.ran,
            "from-cache": report.cached,
        },
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem in the form of all JSON reports: see docs/report-schema.md."""
    return {
        "path": _text(problem.place.path),
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": _text(problem.message),
        "hint": _text(problem.hint),
        "card": _text(problem.card) or None,
        "detail": _text(problem.detail),
    }


def _problem(problem: Problem, end: Place | None, edit: TextEdit | None) -> dict[str, Any]:
    claimed = edit if problem.code == "false-claim" else None
    return problem_json(problem) | {
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
        "edit": _edit(claimed) if claimed else None,
    }


def _edit(edit: TextEdit) -> dict[str, Any]:
    return {
        "line": edit.start.line,
        "column": edit.start.column,
        "end_line": edit.end.line,
        "end_column": edit.end.column,
        "text": edit.text,
    }


def _card(card: CardResult) -> dict[str, Any]:
    return {
        "id": _text(card.slug) or None,
        "language": card.language,
        "status": card.status,
        "reason": _text(card.reason) or None,
        "claims-not-read": card.unread,
        "path": _text(card.path),
        "line": card.line,
    }


def _environment(report: Report) -> dict[str, Any]:
    found = report.environment
    elsewhere = {"machine": found.machine} if found and found.machine else {}
    return elsewhere | {
        "proofdeck": __version__,
        "python": found.python if found else None,
        "implementation": found.implementation if found else None,
        "platform": found.platform if found else None,
        "packages": dict(found.packages) if found else {},
        "sandbox": found.sandbox if found else None,
    }


def _text(text: str) -> str:
    """Text without lone surrogates: file names may hold some, JSON may not."""
    return text.encode("utf-8", "replace").decode("utf-8")
