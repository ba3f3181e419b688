"""A report as the page that GitHub shows for a run (`$GITHUB_STEP_SUMMARY`).

GitHub shows ten annotations of a kind for each step. This page has every problem. It is an HTML
table, which Markdown takes as it is, because all that an author or a program wrote can be escaped
there, while a `|` or a backtick would break a table of Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final
from urllib.parse import quote

from generator import __version__
from generator.counted import counted
from generator.model import Problem
from generator.reporting.report import Report

# GitHub refuses a page above 1 MiB, and then shows nothing of it.
LARGEST: Final = 960 * 1024  # bytes
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_COUNTED: Final = ("verified", "not-run", "not-read", "failed", "no-code")


def as_summary(report: Report, source: str = "", *, largest: int = LARGEST) -> str:
    """Markdown of at most about `largest` bytes that ends with a newline.

    `source` is the address below which the files of the working folder are shown, such as
    https://github.com/OWNER/REPO/blob/COMMIT; without it places are text. Rows for which there is
    no room are counted in the last one.
    """
    parts = [f"### {_heading(report)}\n\n", _counts(report)]
    if report.problems:
        parts.append(_problems(report, source, largest - _size("".join(parts)) - 1024))
    parts.append(_environment(report))
    return "".join(parts) + "\n"


def _heading(report: Report) -> str:
    deck = f"<code>{_text(report.deck)}</code>" if report.deck else "the deck"
    errors, warnings = report.severe("error"), report.severe("warning")
    found = [counted(errors, "error")] if errors else []
    found += [counted(warnings, "warning")] if warnings else []
    return f"Proofdeck: {deck}: {', '.join(found) or 'no problems'}"


def _counts(report: Report) -> str:
    if not report.cards:
        return ""
    head = "".join(f"<th>{status.replace('-', ' ')}</th>" for status in ("cards", *_COUNTED))
    counts = (len(report.cards), *(report.count(status) for status in _COUNTED))
    row = "".join(f"<td>{count}</td>" for count in counts)
    return f"<table>\n<tr>{head}</tr>\n<tr>{row}</tr>\n</table>\n\n"


def _problems(report: Report, source: str, room: int) -> str:
    # Errors first, as they are what stops the build; each kind in the order of the files.
    ordered = sorted(report.problems, key=lambda problem: problem.severity != "error")
    rows = ["<table>\n<tr><th></th><th>place</th><th>card</th><th>problem</th></tr>\n"]
    left = room
    for number, problem in enumerate(ordered):
        row = _row(problem, source)
        left -= _size(row)
        if left < 0:
            more = counted(len(ordered) - number, "more problem")
            rows.append(f'<tr><td colspan="4">{more}: see the log</td></tr>\n')
            break
        rows.append(row)
    return "".join((*rows, "</table>\n\n"))


def _row(problem: Problem, source: str) -> str:
    told = [f"{_marked(problem.message)} <b>[{_text(problem.code)}]</b>"]
    if problem.hint:
        told.append(f"<br>hint: {_marked(problem.hint)}")
    if problem.detail:
        told.append(f"<pre>{_text(problem.detail)}</pre>")
    card = f"<code>{_text(problem.card)}</code>" if problem.card else ""
    cells = (problem.severity, _place(problem, source), card, "".join(told))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _place(problem: Problem, source: str) -> str:
    place = problem.place
    text = f"<code>{_text(place.path)}:{place.line}:{place.column}</code>"
    path = place.path.encode("utf-8", "replace").decode()
    if not source or path.startswith(("/", "../")):  # no file of the repository
        return text
    # Without `plain` GitHub shows a Markdown file rendered, which has no lines.
    address = f"{source}/{quote(path)}?plain=1#L{place.line}"
    return f'<a href="{escape(address)}">{text}</a>'


def _environment(report: Report) -> str:
    words = [f"Proofdeck {__version__}"]
    found = report.environment
    if found:
        words.append(f"{found.implementation} {found.python} on {found.platform}")
        words += [" ".join(package) for package in found.packages]
        words.append(f"sandbox {found.sandbox}")
        if found.machine:
            words.append(f"on other machines: {found.machine}")
    return f"<sub>{_text(', '.join(words))}</sub>\n"


def _marked(text: str) -> str:
    """Words of ours: what stands in backticks is code."""
    return "".join(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    end = 0
    for match in _CODE.finditer(text):
        yield _text(text[end : match.start()])
        yield f"<code>{_text(match[2])}</code>"
        end = match.end()
    yield _text(text[end:])


def _text(text: str) -> str:
    """Text as HTML without line ends: an empty line would end the HTML, and begin Markdown."""
    printable = "".join(
        character
        if character.isprintable() or character in "\n\t"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
    return escape(printable).replace("\n", "&#10;")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
