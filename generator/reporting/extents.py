"""Where what a problem is about ends in its file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.model import Place, Problem, ProblemsError
from generator.reading.config import FILE_NAME
from generator.reading.source import Source, read_source

_FENCE: Final = re.compile(r"(`{3,}|~{3,})[^`]*$|~{3,}.*$")
_MARGIN: Final = re.compile(r"[ \t>]*")
# Of these the first that stands at the place of a problem is what it is about.
_WHOLE: Final = re.compile(
    r"""
      \{\{c\d+::.*?\}\}             # a cloze
    | \{\#[^{}]*\}                  # a slug in its braces
    | (`+)(?!`).*?(?<!`)\1(?!`)    # code in a line
    | \$\$.*?\$\$ | \$[^$]+\$        # a formula
    | !?\[[^\[\]]*\]\([^()]*\)       # a link or an image
    | !?\[\[[^\[\]]*\]\]
    | <!--.*?--> | </?[A-Za-z][^<>]*>
    """,
    re.VERBOSE,
)
_WORD: Final = re.compile(
    r"""
      [\w.-]+=(?:"[^"]*"|'[^']*'|[^\s{}"']+)   # an option with its value
    | [.\#\\]?\w+(?:-\w+)*
    """,
    re.VERBOSE,
)


def source_of(path: str) -> Source | None:
    """The file of a problem; None if it cannot be read, or is a link out of its deck: a report must
    not show a stranger's deck what else this user can read.
    """
    file = Path(path)
    decks = (folder for folder in file.parents if os.path.lexists(folder / FILE_NAME))
    try:
        return read_source(file, folder=next(decks, file.parent))
    except ProblemsError:
        return None


def ends_of(
    problems: Iterable[Problem], texts: Mapping[str, str] = MappingProxyType({})
) -> Mapping[Problem, Place]:
    """The first place behind what each problem is about. Those whose file cannot be read, or has
    no such place, are left out. `texts` stand for what is in files, by the paths of problems.
    """
    sources: dict[str, Source | None] = {path: Source.of(path, texts[path]) for path in texts}
    ends: dict[Problem, Place] = {}
    for problem in problems:
        path = problem.place.path
        if path not in sources:
            sources[path] = source_of(path)
        source = sources[path]
        end = None if source is None else end_in(source, problem)
        if end is not None:
            ends[problem] = end
    return ends


def end_in(source: Source, problem: Problem) -> Place | None:
    """The first place behind what a problem is about, a whole fence or a part of a line; None
    where the file has no such place.
    """
    path, number, at = problem.place.path, problem.place.line, problem.place.column - 1
    line = source.line(number)
    if number > len(source.lines) or at > len(line):
        return None
    first = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    mark = _FENCE.match(line, at)
    if mark and problem.code != "false-claim" and not line[:at].strip(" \t>-*+0123456789.)"):
        return _end_of_fence(source, number, at) or Place(path, number, end + 1)
    if whole := _WHOLE.match(line, at):
        end = whole.end()
    elif at > first and problem.code != "false-claim" and (word := _WORD.match(line, at)):
        end = word.end()
    return Place(path, number, max(end, at) + 1)


def _end_of_fence(source: Source, opening: int, at: int) -> Place | None:
    """The place behind the closing line of a fence; None where there is none."""
    first = source.line(opening)
    run = re.match(r"`+|~+", first[at:])
    marks = run[0] if run else ""
    quotes = first[:at].count(">")
    for number in range(opening + 1, len(source.lines) + 1):
        line = source.line(number)
        margin = _MARGIN.match(line)
        inside = margin[0] if margin else ""
        if inside.count(">") < quotes:
            return None
        rest = line[len(inside) :].rstrip()
        deeper = _indent(inside) - _indent(first[:at])
        if deeper < 4 and len(rest) >= len(marks) and not rest.strip(marks[0]):
            return Place(source.path, number, len(line.rstrip()) + 1)
    return None


def _indent(margin: str) -> int:
    """The width of a margin behind its last `>`."""
    return len(margin.rpartition(">")[2].expandtabs(4))
