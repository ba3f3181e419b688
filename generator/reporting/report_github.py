"""A report as workflow commands, which GitHub shows beside the lines they are about.

The escapes are those of `@actions/core`, packages/core/src/command.ts: `%`, CR and LF in a
message; in a property also `:` and `,`.
"""

from __future__ import annotations

from generator.model import Problem
from generator.reporting.report import Report


def as_github(report: Report) -> str:
    """A line for each problem; empty where there is none."""
    return "\n".join(_command(problem) for problem in report.problems)


def _command(problem: Problem) -> str:
    title = f"{problem.card}: {problem.code}" if problem.card else problem.code
    properties = {
        "file": problem.place.path,
        "line": str(problem.place.line),
        "col": str(problem.place.column),
        "title": title,
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = "\n".join(filter(None, (problem.message, problem.hint)))
    return f"::{problem.severity} {listed}::{_message(text)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
