r"""The clozes of a field as Anki shows them on the sides of its cards.

Clozes nest. What follows `::` in the text of a cloze is its hint. In `\(…\)` and `\[…\]` no tags
are left, since MathJax could not read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(r"\{\{c(?P<numbers>[0-9,]+)::|\}\}")
_MOST: Final = 65_535  # of a cloze's numbers; a higher one is no number
_DEEPEST: Final = 10  # clozes within each other
_NAMED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
# Of Latin-1 only letters and digits of ASCII stand as they are; beyond it, all does.
_ATTRIBUTE: Final = {
    code: _NAMED.get(chr(code), f"&#x{code:02X};")
    for code in range(256)
    if not (chr(code).isascii() and chr(code).isalnum())
}
_MATHJAX: Final = re.compile(r"(\\[(\[])(.*?)(\\[\])])", re.DOTALL)
# What is no text in a field, as Anki has it.
TAG: Final = re.compile(
    r"<!--.*?-->|<style.*?>.*?</style>|<script.*?>.*?</script>|<.*?>", re.DOTALL | re.IGNORECASE
)


@dataclass(slots=True)
class _Cloze:
    numbers: tuple[int, ...]
    parts: list[str | _Cloze] = field(default_factory=list)
    hint: str | None = None


def cloze_side(html: str, number: int, *, answer: bool) -> str:
    """A field on the card of cloze `number`: its clozes hidden, or shown on the answer. Empty where
    the field has no such cloze.
    """
    parts = _read(html)
    if not _has(parts, number):
        return ""
    return _MATHJAX.sub(_without_tags, "".join(_shown(part, number, answer) for part in parts))


def has_cloze(html: str, number: int) -> bool:
    """Whether a field has a cloze of this number."""
    return _has(_read(html), number)


def hidden_by(html: str, number: int) -> str:
    """The HTML that cloze `number` hides, which is what its card has typed: several that differ
    with commas between.
    """
    found: list[str] = []
    _collect(_read(html), number, found)
    return ", ".join(found if len(set(found)) > 1 else found[:1])


def opened(html: str) -> str:
    """A field with all of its clozes open, and no mark of them."""
    return "".join(part if isinstance(part, str) else _plain(part) for part in _read(html))


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """The HTML that a cloze hides, its hint, and the HTML between the part before and this one."""

    html: str
    hint: str
    between: str


def hidden_parts(html: str) -> Iterator[tuple[int, HiddenPart]]:
    """What the clozes of a field hide, in order, by each of their numbers."""
    waiting: list[str | _Cloze] = list(reversed(_read(html)))
    between: list[str] = []
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            between.append(part)
            continue
        for number in part.numbers:
            yield number, HiddenPart(_plain(part), part.hint or "", "".join(between))
            between.clear()
        waiting += reversed(part.parts)


def _collect(parts: Sequence[str | _Cloze], number: int, found: list[str]) -> None:
    for part in parts:
        if isinstance(part, _Cloze):
            if number in part.numbers:
                found.append(_plain(part))
            _collect(part.parts, number, found)


def _plain(cloze: _Cloze) -> str:
    return "".join(part if isinstance(part, str) else _plain(part) for part in cloze.parts)


def _read(html: str) -> list[str | _Cloze]:
    parts: list[str | _Cloze] = []
    stack: list[_Cloze] = []
    at = 0

    def add(text: str) -> None:
        if not stack:
            parts.append(text)
        elif text:
            shown, mark, hint = text.partition("::")
            stack[-1].parts.append(shown)
            if mark:
                stack[-1].hint = hint

    for token in _TOKEN.finditer(html):
        numbers = _numbers(token["numbers"]) if token["numbers"] else ()
        if token["numbers"] and not numbers:
            continue  # part of the text around it
        add(html[at : token.start()])
        at = token.end()
        if numbers:
            if len(stack) < _DEEPEST:  # Anki shows nothing of a deeper mark
                stack.append(_Cloze(numbers))
        elif stack:
            closed = stack.pop()
            (stack[-1].parts if stack else parts).append(closed)
        else:
            add(token[0])
    add(html[at:])
    return parts  # Anki shows nothing of what is left open


def _numbers(written: str) -> tuple[int, ...]:
    numbers = {int(each) for each in written.split(",") if each and len(each) < 100}
    return tuple(sorted(number for number in numbers if number <= _MOST))


def _has(parts: Sequence[str | _Cloze], number: int) -> bool:
    clozes = [part for part in parts if isinstance(part, _Cloze)]
    return any(number in one.numbers or _has(one.parts, number) for one in clozes)


def _shown(part: str | _Cloze, number: int, answer: bool) -> str:
    if isinstance(part, str):
        return part
    inside = "".join(_shown(each, number, answer) for each in part.parts)
    ordinal = f'data-ordinal="{",".join(map(str, part.numbers))}"'
    if number not in part.numbers:
        return f'<span class="cloze-inactive" {ordinal}>{inside}</span>'
    if answer:
        return f'<span class="cloze" {ordinal}>{inside}</span>'
    hidden = f'data-cloze="{inside.translate(_ATTRIBUTE)}"'
    hint = "..." if part.hint is None else part.hint
    return f'<span class="cloze" {hidden} {ordinal}>[{hint}]</span>'


def _without_tags(formula: re.Match[str]) -> str:
    return f"{formula[1]}{TAG.sub('', formula[2])}{formula[3]}"
