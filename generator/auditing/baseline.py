"""Findings that are known: an audit fails on new ones only."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from generator.auditing.document import Audited
from generator.auditing.pages.json_lines import read_json
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path, read_source

_MOST: Final = 64 * 1024 * 1024  # bytes
# What of a message may change though the finding is the same: where other blocks stand, what came
# out this time.
_BLOCKS: Final = re.compile(r" after blocks? [\d, and]+(?: too)?|block \d+ \(line \d+\)")
_CAME_OUT: Final = re.compile(r", but .* came out.*$|: `.*$", re.DOTALL)
_KINDS: Final = ("false-claim", "varies")

_Key = tuple[str, str, str]


class Baseline:
    """The findings of an earlier report: each is known as often as it occurs there, on whatever
    line of its file.
    """

    def __init__(self, known: Counter[_Key]) -> None:
        self._left = known

    def accept(self, audited: Audited) -> Audited:
        """What was found in a file, without the problems that are known; they are counted."""
        count = 0

        def new(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
            nonlocal count
            found = []
            for problem in problems:
                key = _key(problem.place.path, problem.code, problem.message)
                if self._left[key]:
                    self._left[key] -= 1
                    count += 1
                else:
                    found.append(problem)
            return tuple(found)

        findings = tuple(
            replace(finding, problems=new(finding.problems)) for finding in audited.findings
        )
        unread = new(audited.unread)
        return replace(audited, findings=findings, unread=unread, accepted=count)


def read_baseline(path: Path) -> Baseline:
    """Read a report that `audit --format json` wrote. Raises ProblemsError where it is none."""
    text = read_source(path, most=_MOST).text
    try:
        report = read_json(text)
    except ValueError as error:
        raise _refused(path, str(error)) from None
    problems = report.get("problems") if isinstance(report, dict) else None
    if not isinstance(problems, list):
        raise _refused(path, "it has no list of `problems`")
    return Baseline(Counter(key for each in problems if (key := _key_of(each)) is not None))


def _refused(path: Path, why: str) -> ProblemsError:
    hint = "make one: proofdeck audit … --format json > known.json"
    message = f"this is not an audit report: {why}"
    return ProblemsError(Problem(Place(display_path(path)), "bad-baseline", message, hint))


def _key_of(problem: Any) -> _Key | None:
    if not isinstance(problem, dict):
        return None
    path, code, message = (problem.get(name) for name in ("path", "code", "message"))
    if not (isinstance(path, str) and isinstance(code, str) and isinstance(message, str)):
        return None
    return _key(path, code, message)


def _key(path: str, code: str, message: str) -> _Key:
    message = _BLOCKS.sub("", message)
    if code in _KINDS:
        message = _CAME_OUT.sub("", message)
    return path, code, message
