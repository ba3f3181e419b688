"""The templates of the note types: what each side of a card shows of the fields of its note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from generator.model import NoteKind

# By kind of note, the stems of its templates' files in order: a card's ordinal is a place here,
# but for clozes, whose cards share one template.
STEMS: Final[Mapping[NoteKind, tuple[str, ...]]] = {
    "basic": ("question", "reverse"),
    "cloze": ("cloze",),
}
_MARK: Final = re.compile(r"\{\{(?P<sign>[#^/]?)(?P<what>[^{}]+)\}\}")
# Anki's rule, which knows neither attributes nor `&nbsp;`.
_NOTHING: Final = re.compile(r"(?:[ \t\n\v\f\r]|</?(?:br|div) ?/?>)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FieldMark:
    """A mark that a field stands for, such as `{{type:cloze:Text}}`, with its filters in order."""

    name: str
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What is shown where a field is filled, or if `negated` where it is empty."""

    name: str
    negated: bool
    parts: tuple[Part, ...]


Part = str | FieldMark | Section


@dataclass(frozen=True, slots=True)
class CardTemplate:
    """The two sides of a card: their HTML with marks for fields, and read."""

    front: str
    back: str

    @property
    def front_parts(self) -> tuple[Part, ...]:
        return _parts(self.front)

    @property
    def back_parts(self) -> tuple[Part, ...]:
        return _parts(self.back)


@cache
def card_template(stem: str) -> CardTemplate:
    """The template whose files begin with `stem`."""
    folder = files("generator.rendering").joinpath("anki")
    front = folder.joinpath(f"{stem}-front.html").read_text("utf-8")
    back = folder.joinpath(f"{stem}-back.html").read_text("utf-8")
    return CardTemplate(front.strip(), back.strip())


def is_blank(value: str) -> bool:
    """Whether Anki takes a field with this HTML for empty."""
    return _NOTHING.fullmatch(value) is not None


def shown_marks(parts: Sequence[Part], fields: Mapping[str, str]) -> Iterator[str | FieldMark]:
    """The text and the marks of a side that are shown with these fields, in order."""
    for part in parts:
        if not isinstance(part, Section):
            yield part
        elif is_blank(fields[part.name]) == part.negated:
            yield from shown_marks(part.parts, fields)


@cache
def _parts(template: str) -> tuple[Part, ...]:
    """Raises ValueError where sections do not nest."""
    parts: list[Part] = []
    around: list[tuple[re.Match[str], list[Part]]] = []
    at = 0
    for mark in _MARK.finditer(template):
        if mark.start() > at:
            parts.append(template[at : mark.start()])
        at = mark.end()
        what = mark["what"].strip()
        if mark["sign"] == "/":
            opening, outer = around.pop() if around else (mark, [])
            if opening["sign"] == "/" or opening["what"].strip() != what:
                raise ValueError(f"{mark[0]} closes no section that is open")
            parts, inner = outer, tuple(parts)
            parts.append(Section(what, opening["sign"] == "^", inner))
        elif mark["sign"]:
            around.append((mark, parts))
            parts = []
        else:
            *filters, name = what.split(":")
            parts.append(FieldMark(name, tuple(filters)))
    if around:
        raise ValueError(f"{around[-1][0][0]} is not closed")
    if at < len(template):
        parts.append(template[at:])
    return tuple(parts)
