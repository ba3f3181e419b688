"""Marks what is wrong with a card at its place in a side that is shown.

A side is what Anki gets, and knows nothing of lines of Markdown. So a problem of a line of code is
looked for by the text of that line, one of an output by what came out, one of the heading in the
question. A problem of anything else has no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from importlib.resources import files
from typing import Final

from generator.model import Problem
from generator.previewing.live_state import problem_id
from generator.reading.source import Source

_PRE: Final = re.compile(r'<pre class="(code|output [\w-]+)"><code>(.*?)</code></pre>', re.DOTALL)
_QUESTION: Final = re.compile(r'<div class="question"')
_TAG: Final = re.compile(r"<[^<>]*>")
_FENCE: Final = re.compile(r"[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})\s*\{?([\w+-]*)")
_MARGIN: Final = re.compile(r"[\s>]*")
_CLAIM: Final = "output"  # the word of fences that say what comes out


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a `<pre>`: where it starts in the document, where what follows it starts."""

    start: int
    after: int
    text: str


@dataclass(frozen=True, slots=True)
class _Block:
    code: bool
    lines: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class _Fence:
    """A fence in the Markdown: the numbers of its opening and its closing line, and its word."""

    opening: int
    closing: int
    word: str


def with_marks(
    document: str, problems: Iterable[Problem], source: Source, first: int, *, back: bool = True
) -> str:
    """The document with a mark at each line that a problem is about. `first` is the line of the
    card's heading in `source`. A mark has the id `problem-` with `problem_id`. Only the `back` has
    a mark at code with an output that is not shown.
    """
    blocks = tuple(_blocks(document))
    inserted: list[tuple[int, str]] = []
    for problem in problems:
        if (line := _line_of(problem, blocks, source, first, back)) is not None:
            inserted.append((line.start, _stripe(problem)))
            inserted.append((line.after, _words(problem, problem_id(problem))))
        elif problem.place.line == first and (question := _QUESTION.search(document)):
            inserted.append((question.start(), _words(problem, problem_id(problem))))
    if not inserted:
        return document
    parts: list[str] = []
    at = 0
    for place, mark in sorted(inserted, key=lambda each: each[0]):
        parts += document[at:place], mark
        at = place
    marked = "".join((*parts, document[at:]))
    return marked.replace("</head>", f"<style>{_css()}</style></head>", 1)


def _stripe(problem: Problem) -> str:
    return f'<span class="proofdeck-stripe proofdeck-{problem.severity}"></span>'


def _words(problem: Problem, name: str) -> str:
    sign = "✗" if problem.severity == "error" else "!"
    words = f"{sign} {escape(problem.message)}"
    classes = f"proofdeck-mark proofdeck-{problem.severity}"
    return f'<span class="{classes}" id="problem-{name}">{words}</span>'


@cache
def _css() -> str:
    return files("generator.serving").joinpath("side_marks.css").read_text("utf-8")


def _blocks(document: str) -> Iterator[_Block]:
    for found in _PRE.finditer(document):
        lines: list[_Line] = []
        start = found.start(2)
        for raw in found[2].split("\n"):
            end = start + len(raw)
            lines.append(_Line(start, end + 1, unescape(_TAG.sub("", raw)).rstrip()))
            start = end + 1
        last = lines[-1]
        lines[-1] = _Line(last.start, found.end(2), last.text)
        yield _Block(found[1] == "code", tuple(lines))


def _line_of(
    problem: Problem, blocks: Sequence[_Block], source: Source, first: int, back: bool
) -> _Line | None:
    number = problem.place.line
    fences = tuple(_fences(source, first))
    own = next((each for each in fences if each.opening <= number <= each.closing), None)
    if own is None:
        return None
    if own.word == _CLAIM:
        return _of_output(problem, blocks) or _after_code(blocks, source, fences, own, back)
    number = max(number, own.opening + 1)
    return _of_code(blocks, source, fences, number)


def _of_output(problem: Problem, blocks: Sequence[_Block]) -> _Line | None:
    """Where an output differs from what the card says, by what came out."""
    said = problem.detail.split("\n")
    came_out = [line[2:].rstrip() for line in said if line[:1] in (" ", "+")]
    differs = next((at for at, line in enumerate(said) if line[:1] in ("-", "+")), None)
    if differs is None or not came_out:
        return None
    at = min(sum(line[:1] in (" ", "+") for line in said[:differs]), len(came_out) - 1)
    for block in blocks:
        texts = [line.text for line in block.lines]
        if block.code or len(texts) < len(came_out):
            continue
        for start in range(len(texts) - len(came_out) + 1):
            if texts[start : start + len(came_out)] == came_out:
                return block.lines[start + at]
    return None


def _after_code(
    blocks: Sequence[_Block],
    source: Source,
    fences: Sequence[_Fence],
    claim: _Fence,
    back: bool,
) -> _Line | None:
    """The first line of the output below the code that a claim stands below; on the back the last
    line of that code if it has none.
    """
    above = [each for each in fences if each.closing < claim.opening and each.word != _CLAIM]
    if not above or above[-1].closing - above[-1].opening < 2:
        return None
    last = _of_code(blocks, source, fences, above[-1].closing - 1)
    if last is None:
        return None
    below = (block for block in blocks if block.lines[0].start > last.start)
    found = next(below, None)
    if found is not None and not found.code:
        return found.lines[0]
    return last if back else None


def _of_code(
    blocks: Sequence[_Block], source: Source, fences: Sequence[_Fence], number: int
) -> _Line | None:
    """The line of code that a line of the Markdown is shown as: of several with the same text the
    one that has as many of them before it.
    """
    text = _plain(source.line(number))
    before = sum(
        _plain(source.line(line)) == text
        for each in fences
        if each.word != _CLAIM
        for line in range(each.opening + 1, min(each.closing, number))
    )
    same = [line for block in blocks if block.code for line in block.lines
            if text and line.text.strip() == text]  # fmt: skip
    return same[min(before, len(same) - 1)] if same else None


def _plain(line: str) -> str:
    return _MARGIN.sub("", line, count=1).rstrip()


def _fences(source: Source, first: int) -> Iterator[_Fence]:
    """The fences of a card, up to the next heading of its level or the file's end."""
    number = first
    while number < len(source.lines):
        number += 1
        line = source.line(number)
        if re.match(r"#{1,2}\s", line):
            return
        opened = _FENCE.match(line)
        if opened is None:
            continue
        opening = number
        while number < len(source.lines):
            number += 1
            rest = _plain(source.line(number))
            if rest.startswith(opened[1]) and not rest.strip(opened[1][0]):
                break
        yield _Fence(opening, number, opened[2])
