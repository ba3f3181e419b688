"""Clozes in formulas: `$E = {{c1::mc^2}}$`."""

from __future__ import annotations

import re
from typing import Final

from generator.model import Node, Place
from generator.reading.cloze_spans import Span, cloze_spans, numbers_written

# What takes what follows as its argument: of Anki's `[...]` it would take the bracket alone.
_GROUP: Final = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_TAKES: Final = re.compile(
    rf"(?:[\^_]|\\[A-Za-z]+\*?|\\[a-z]*(?:frac|binom|set|stackrel)\s*{_GROUP})\s*\Z"
)
_SIZES: Final = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?|begin|end|hline)\s*\Z")
# What does not survive in braces of its own.
_OPEN: Final = re.compile(r"(?<!\\)&|\\\\|\\(?:left|right|middle|begin|end)(?![A-Za-z])")
_OPERATOR: Final = re.compile(r"\s*(?:[-+=<>*/,;:]|\\(?:[lg]eq?|neq?|in|to|cdot|times|pm))\s*")
_DEEPEST: Final = 8  # more is nothing that anyone would read


def formula(kind: str, place: Place, text: str, attrs: dict[str, str] | None = None) -> Node:
    """The node of a formula whose TeX stands at `place`. Where it has clozes, they and what stands
    between them are its children.
    """
    spans = cloze_spans(text, "tex")
    if not spans or _depth(spans) > _DEEPEST:
        return Node(kind, place, text=text, attrs=attrs or {})
    children = _parts(text, spans, 0, len(text), place)
    return Node(kind, place, children, _whole(children), attrs or {})


def _depth(spans: tuple[Span, ...]) -> int:
    """How many clozes are within each other."""
    open_ends: list[int] = []
    deepest = 0
    for span in spans:
        while open_ends and open_ends[-1] <= span.start:
            open_ends.pop()
        open_ends.append(span.end)
        deepest = max(deepest, len(open_ends))
    return deepest


def _whole(parts: tuple[Node, ...]) -> str:
    """The formula without the marks of its clozes."""
    return "".join(
        part.text
        if part.kind == "tex"
        else f"{{{_whole(part.children)}}}"
        if part.attrs.get("group")
        else _whole(part.children)
        for part in parts
    )


def _parts(
    text: str, spans: tuple[Span, ...], start: int, end: int, place: Place
) -> tuple[Node, ...]:
    parts: list[Node] = []
    at = start
    for span in spans:
        if span.start < at or span.end > end:
            continue  # of an outer cloze, or within the one before
        parts += _tex(text, at, span.start, place)
        inside = _parts(text, spans, span.inner, span.stop, place)
        hint = text[span.hint_at + 2 : span.close].strip() if span.hint_at >= 0 else ""
        attrs = {"number": numbers_written(span.number), "hint": hint}
        if _grouped(_whole(tuple(parts)), _whole(inside)):
            attrs["group"] = "true"
        parts.append(Node("cloze", _place(text, span.start, place), inside, attrs=attrs))
        at = span.end
    return (*parts, *_tex(text, at, end, place))


def _tex(text: str, start: int, end: int, place: Place) -> tuple[Node, ...]:
    if start >= end:
        return ()
    return (Node("tex", _place(text, start, place), text=text[start:end]),)


def _place(text: str, at: int, place: Place) -> Place:
    before = text[:at]
    lines = before.count("\n")
    column = at - before.rfind("\n") if lines else place.column + at
    return Place(place.path, place.line + lines, column)


def _grouped(before: str, answer: str) -> bool:
    """Whether the command before a cloze is to take all of it: `x^{{c1::2}}`."""
    if not _TAKES.search(before) or _SIZES.search(before):
        return False
    return not _OPEN.search(answer) and not _OPERATOR.fullmatch(answer)
