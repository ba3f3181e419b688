"""The text of a note: its front matter, and its lines, each told whether it is code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from generator.importing.found import LeftOut
from generator.model import Place
from generator.reading.frontmatter import load_yaml
from generator.reading.source import LINE_END, Source

_FENCE: Final = re.compile(r"[ \t]*(?:[-*+>][ \t]+)*(`{3,}|~{3,})([^`]*)$")
_RULE: Final = "---"
LONGEST: Final = 4_000  # characters of a line in which marks are looked for
_TOML: Final = re.compile(
    r"(?P<key>[A-Za-z_][\w-]*)\s*=\s*(?P<quote>[\"'])(?P<value>.*)(?P=quote)\s*"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a note. `quiet` ones are code, a formula, a comment or very long: no mark in them
    counts.
    """

    number: int
    text: str
    quiet: bool = False

    @property
    def blank(self) -> bool:
        return not self.quiet and not self.text.strip()


@dataclass(frozen=True)
class Note:
    """A text as its tool reads it: what the front matter says, and the lines below it."""

    path: str
    lines: tuple[Line, ...]
    front: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()

    def place(self, line: Line, column: int = 1) -> Place:
        return Place(self.path, line.number, column)


def read_note(source: Source) -> Note:
    """The note that a text is. Front matter that cannot be read is a problem, and left out."""
    end = _end_of_front(source.lines)
    front, left_out = _front(source, end) if end else ({}, ())
    lines = tuple(_told(source.lines[end:], end + 1))
    return Note(source.path, lines, front, left_out)


def note_of(path: str, text: str) -> Note:
    """A text without front matter, which stands in a file whose lines are others."""
    return Note(path, tuple(_told(LINE_END.split(text), 1)))


def _end_of_front(lines: Sequence[str]) -> int:
    """How many lines the front matter has, 0 where there is none."""
    if not lines or lines[0].rstrip() != _RULE:
        return 0
    end = next((n + 1 for n, line in enumerate(lines[1:], 1) if line.rstrip() == _RULE), 0)
    inner = [line for line in lines[1 : end - 1] if line.strip()]
    # A rule above a first card is no front matter.
    return end if all(re.match(r"[\s#-]|[\"'\w][^:=]*\s?[:=]", line) for line in inner) else 0


def _front(source: Source, end: int) -> tuple[Mapping[str, Any], tuple[LeftOut, ...]]:
    text = "\n".join(source.lines[1 : end - 1])
    toml = [_TOML.fullmatch(line) for line in source.lines[1 : end - 1] if line.strip()]
    if toml and all(toml):
        return {each["key"]: each["value"] for each in toml if each is not None}, ()
    try:
        data = load_yaml(text)
    except yaml.YAMLError as error:
        said = getattr(error, "problem", None) or "it cannot be read"
        mark = getattr(error, "problem_mark", None)
        place = Place(source.path, (mark.line if mark else 0) + 2, (mark.column if mark else 0) + 1)
        reason = f"the front matter cannot be read: {said}; put text with `:` or `#` in quotes"
        return {}, (LeftOut(place, "", reason),)
    if not isinstance(data, dict):
        return {}, ()
    return {str(key): value for key, value in data.items()}, ()


def _told(lines: Sequence[str], first: int) -> Iterator[Line]:
    fence, formula, comment = "", False, False
    for number, line in enumerate(lines, first):
        found = _FENCE.match(line)
        if fence:
            yield Line(number, line, quiet=True)
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif comment:
            yield Line(number, line, quiet=True)
            comment = "-->" not in line
        elif formula:
            yield Line(number, line, quiet=True)
            formula = "$$" not in line
        elif found:
            fence = found[1]
            yield Line(number, line, quiet=True)
        else:
            if len(line) > LONGEST:
                yield Line(number, line, quiet=True)
                continue
            opened = line.lstrip().startswith("<!--") and "-->" not in line
            odd = line.count("$$") % 2 == 1
            comment, formula = opened, odd and not opened
            yield Line(number, line, quiet=opened or odd)
