"""Clozes in formulas: `$E = {{c1::mc^2}}$`."""

from __future__ import annotations

from generator.model import Node, Place
from generator.reading.cloze_spans import Span, cloze_spans, numbers_written, unmarked


def formula(kind: str, place: Place, text: str, attrs: dict[str, str] | None = None) -> Node:
    """The node of a formula whose TeX stands at `place`. Where it has clozes, they and what stands
    between them are its children.
    """
    spans = cloze_spans(text, "tex")
    if not spans:
        return Node(kind, place, text=text, attrs=attrs or {})
    children = _parts(text, spans, 0, len(text), place)
    return Node(kind, place, children, unmarked(text, spans)[0], attrs or {})


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
