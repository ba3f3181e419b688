"""The templates of Anki's note types: what they show of a note's fields."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_MARK: Final = re.compile(r"\{\{\s*(?P<sign>[#^/]?)\s*(?P<name>[^{}]{1,500}?)\s*\}\}")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_ANSWER: Final = re.compile(r"<hr\b[^>]{0,200}\bid\s*=\s*[\"']?answer\b[^>]{0,200}>", re.IGNORECASE)
_EMPTY: Final = re.compile(r"(?:&nbsp;|\s|\xa0|</?(?:br|div)\b[^>]{0,200}>)*", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
# What a template may show beside fields.
_SPECIAL: Final = frozenset({"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag"})
_SILENT: Final = frozenset({"tts", "tts-voices", "kanji", "kana", "furigana", "edit"})
_DEEPEST: Final = 30
_MOST: Final = 200_000  # characters of a template


@dataclass(frozen=True, slots=True)
class Template:
    """A template: the HTML of its question and its answer, with marks for fields."""

    question: str
    answer: str

    @property
    def typed(self) -> bool:
        """Whether something is typed on its card."""
        return any("type" in filters for filters, _ in _fields(self.question))


@dataclass(frozen=True, slots=True)
class _Section:
    """The name of a field, and what stands here where it is empty (`negated`) or is not."""

    name: str
    negated: bool = False
    parts: list[_Part] = field(default_factory=list)


# Text, the filters and the name of a field, or a section.
_Part = str | tuple[tuple[str, ...], str] | _Section


def question_of(template: Template, fields: Mapping[str, str], losses: list[str]) -> str:
    """The HTML of a question; what is typed is left out of it."""
    return _rendered(template.question, fields, losses, typed=False)


def answer_of(template: Template, fields: Mapping[str, str], losses: list[str]) -> str:
    """The HTML of an answer without the question above it. Of a cloze its text is the question."""
    answer = _ANSWER.split(template.answer, maxsplit=1)[-1]
    return _rendered(answer, fields, losses, typed=True)


def cloze_field(template: Template) -> str:
    """The name of the field whose clozes count, "" where there is none."""
    return next((name for filters, name in _fields(template.question) if "cloze" in filters), "")


def _fields(template: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for found in _MARK.finditer(template[:_MOST]):
        if not found["sign"]:
            *filters, name = found["name"].split(":")
            yield tuple(each.strip().split(" ")[0] for each in filters), name.strip()


def _rendered(template: str, fields: Mapping[str, str], losses: list[str], *, typed: bool) -> str:
    root = _parsed(_COMMENT.sub("", template[:_MOST]))
    parts: list[str] = []
    _render(root.parts, fields, losses, parts, typed)
    return "".join(parts)


def _parsed(template: str) -> _Section:
    root = _Section("")
    stack = [root]
    at = 0
    for found in _MARK.finditer(template):
        stack[-1].parts.append(template[at : found.start()])
        at = found.end()
        name = found["name"]
        if found["sign"] in ("#", "^"):
            section = _Section(name, found["sign"] == "^")
            stack[-1].parts.append(section)
            if len(stack) < _DEEPEST:
                stack.append(section)
        elif found["sign"] == "/":
            if len(stack) > 1:
                stack.pop()
        else:
            *filters, field_name = name.split(":")
            named = tuple(each.strip().split(" ")[0] for each in filters)
            stack[-1].parts.append((named, field_name.strip()))
    root.parts.append(template[at:])
    return root


def _render(
    nodes: Sequence[_Part],
    fields: Mapping[str, str],
    losses: list[str],
    parts: list[str],
    typed: bool,
) -> None:
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, _Section):
            empty = _EMPTY.fullmatch(fields.get(node.name, "")) is not None
            if empty == node.negated:
                _render(node.parts, fields, losses, parts, typed)
        else:
            filters, name = node
            parts.append(_value(filters, name, fields, losses, typed))


def _value(
    filters: tuple[str, ...], name: str, fields: Mapping[str, str], losses: list[str], typed: bool
) -> str:
    if name not in fields:
        if name in _SPECIAL - {"FrontSide"}:
            losses.append("tags and names of decks that its template shows")
        return ""
    value = fields[name]
    for each in reversed(filters):
        if each == "type":
            value = value if typed and "cloze" not in filters else value * ("cloze" in filters)
        elif each == "text":
            value = _TAG.sub("", value)
        elif each == "hint":
            title = html.escape(name)
            value = f"<details><summary>{title}</summary>{value}</details>" if value else ""
        elif each in ("tts", "tts-voices"):
            losses.append("text that Anki reads aloud")
            value = ""
        elif each in _SILENT:
            losses.append("readings of characters (furigana), which stand in brackets")
        elif each != "cloze":
            losses.append(f"what the filter `{each}` of a template does")
    return value
