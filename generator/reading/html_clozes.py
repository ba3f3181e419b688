"""Clozes in a block of HTML, which no parser of Markdown reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.reading.cloze_spans import Span, cloze_spans, numbers_written
from generator.reading.html_tags import TAG, Tag

CLOZE: Final = "{{c…::…}}"  # in place of the name of a tag, of which it can be none


@dataclass(frozen=True, slots=True)
class Mark:
    """What parts the text of HTML: a `tag`, or where a `cloze` begins; or where one ends."""

    start: int
    end: int
    tag: re.Match[str] | None = None
    cloze: Tag | None = None


def marks(text: str, *, clozes: bool) -> Iterator[Mark]:
    """The tags of HTML, and the marks of its clozes if they are asked for, in order."""
    found = [Mark(tag.start(), tag.end(), tag) for tag in TAG.finditer(text)]
    if not clozes or "{{c" not in text:
        yield from found
        return
    within = {at for tag in found for at in range(tag.start, tag.end)}
    for span in cloze_spans(text, "code"):
        if within.isdisjoint((span.start, span.stop, span.end - 1)):
            found.append(Mark(span.start, span.inner, cloze=_cloze(text, span)))
            found.append(Mark(span.stop, span.end))
    covered = 0
    for mark in sorted(found, key=lambda each: each.start):
        if mark.start >= covered:  # the rest stands in a hint
            yield mark
            covered = mark.end


def _cloze(text: str, span: Span) -> Tag:
    hint = "" if span.hint_at < 0 else text[span.hint_at + 2 : span.close].strip()
    return Tag(CLOZE, {"number": numbers_written(span.number), "hint": hint})
