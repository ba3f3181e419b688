"""A report as JUnit XML: a suite for each language, a test case for each card.

The attributes are those that Jenkins' junit-10.xsd knows. A problem that belongs to no card is
a test case of its own, in the suite of its file's language or in one named "deck".
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from typing import Final

from generator.model import Problem
from generator.reporting.report import CardResult, FailOn, Report, fails

DECK_SUITE: Final = "deck"
# What XML 1.0 cannot hold even escaped, and CR, which every reader turns into LF.
_FORBIDDEN: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(report: Report, fail_on: FailOn = "error") -> str:
    """The XML document. Problems less severe than `fail_on` are output of a test that passed."""
    root = ET.Element("testsuites", name=_text(report.deck or "proofdeck"))
    languages = {card.path: card.language for card in report.cards}
    suites: dict[str, list[ET.Element]] = {language: [] for language in report.languages}
    for card in report.cards:
        suites[card.language].append(_card_case(card, fail_on))
    for problem in report.stray:
        suite = languages.get(problem.place.path, DECK_SUITE)
        suites.setdefault(suite, []).append(_stray_case(problem, fail_on))
    for name, cases in suites.items():
        suite_element = ET.SubElement(root, "testsuite", name=_text(name))
        _count(suite_element, cases)
        suite_element.extend(cases)
    _count(root, [case for cases in suites.values() for case in cases])
    root.set("time", f"{report.seconds:.3f}")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _count(element: ET.Element, cases: Sequence[ET.Element]) -> None:
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", "0")
    element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def _card_case(card: CardResult, fail_on: FailOn) -> ET.Element:
    name = card.slug or f"(no slug, line {card.line})"
    case = _case(card.path, name, card.seconds)
    failures = [problem for problem in card.problems if fails(problem, fail_on)]
    if failures:
        _failure(case, failures)
    elif card.status in ("not-run", "not-read"):
        ET.SubElement(case, "skipped", message=_text(card.reason))
    _output(case, [problem for problem in card.problems if problem not in failures])
    return case


def _stray_case(problem: Problem, fail_on: FailOn) -> ET.Element:
    place = problem.place
    case = _case(place.path, f"{problem.code} at {place.line}:{place.column}", 0.0)
    if fails(problem, fail_on):
        _failure(case, [problem])
    else:
        _output(case, [problem])
    return case


def _case(path: str, name: str, seconds: float) -> ET.Element:
    return ET.Element("testcase", classname=_text(path), name=_text(name), time=f"{seconds:.3f}")


def _failure(case: ET.Element, problems: Sequence[Problem]) -> None:
    """One element for all problems: readers show only the first element."""
    first = problems[0]
    failure = ET.SubElement(case, "failure", message=_text(first.message), type=first.code)
    failure.text = _paragraphs(problems)


def _output(case: ET.Element, problems: Sequence[Problem]) -> None:
    if problems:
        ET.SubElement(case, "system-out").text = _paragraphs(problems)


def _paragraphs(problems: Iterable[Problem]) -> str:
    return _text("\n\n".join(_paragraph(problem) for problem in problems))


def _paragraph(problem: Problem) -> str:
    hint = f"hint: {problem.hint}" if problem.hint else ""
    head = f"{problem.place}: {problem.severity}: {problem.message} [{problem.code}]"
    return "\n".join(filter(None, (head, problem.detail, hint)))


def _text(text: str) -> str:
    """Text with each character that XML cannot hold written as a Python escape."""
    return _FORBIDDEN.sub(
        lambda found: found[0].encode("unicode_escape", "backslashreplace").decode("ascii"), text
    )
