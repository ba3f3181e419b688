"""What a card says in Markdown, before and after, where that is short enough for a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from generator.last_net import net
from generator.model import Place, Problem
from generator.reading.chapter import read_chapter
from generator.reading.source import Source

_BRACES: Final = re.compile(r"\s*\{[^{}]*\}\s*#*\s*$")
_HEADING: Final = re.compile(r"^\s{0,3}#{1,6}\s+")
_MOST_PLACES: Final = 3  # that differ
_MOST_LINES: Final = 4000  # of a card; more are not compared
_LONGEST: Final = 100  # characters of a side
_AROUND: Final = 24  # characters kept beside a difference


@dataclass(frozen=True, slots=True)
class Reworded:
    """A place where a card differs: its text `old` and `new`; one of them may be ""."""

    old: str
    new: str


def card_texts(path: str, text: str, language: str) -> dict[str, tuple[str, ...]] | None:
    """The lines of each card of a chapter by its name, `language/slug`. None where the chapter
    cannot be read.
    """
    source = Source.of(path, text.removeprefix("\ufeff"))
    ignored: list[Problem] = []
    with net(ignored.append, Place(path), "comparing this chapter"):
        chapter, uses = read_chapter(source, language, ignored.append)
        slugs = {place.line: slug for slug, place in uses}
        unslugged = (card.place.line for card in chapter.unslugged)
        starts = sorted({*slugs, *unslugged})
        ends = [line - 1 for line in (*starts[1:], len(source.lines) + 1)][: len(starts)]
        return {
            f"{language}/{slugs[start]}": source.lines[start - 1 : end]
            for start, end in zip(starts, ends, strict=True)
            if start in slugs
        }
    return None


def rewordings(old: Sequence[str], new: Sequence[str]) -> tuple[Reworded, ...]:
    """The places where two texts of a card differ; none if they are many or long."""
    before, after = _said(old), _said(new)
    if max(len(before), len(after)) > _MOST_LINES:
        return ()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    places: list[Reworded] = []
    for what, i, j, m, n in matcher.get_opcodes():
        if what != "equal":
            places += _lines(before[i:j], after[m:n])
    if len(places) > _MOST_PLACES or any(
        max(len(each.old), len(each.new)) > _LONGEST for each in places
    ):
        return ()
    return tuple(places)


def _said(lines: Sequence[str]) -> list[str]:
    """The lines without what no reader sees: braces of the heading, margins, empty lines."""
    first = _HEADING.sub("", _BRACES.sub("", lines[0])) if lines else ""
    return [line.strip() for line in (first, *lines[1:]) if line.strip()]


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Reworded]:
    if len(old) == len(new):
        for before, after in zip(old, new, strict=True):
            yield _narrowed(before, after)
    else:
        yield Reworded(" ".join(old), " ".join(new))


def _narrowed(old: str, new: str) -> Reworded:
    """A long line without most of what is the same on both sides."""
    if max(len(old), len(new)) <= _LONGEST:
        return Reworded(old, new)
    same = range(min(len(old), len(new)))
    start = next((n for n in same if old[n] != new[n]), len(same))
    rest = range(len(same) - start)
    end = next((n for n in rest if old[-1 - n] != new[-1 - n]), len(rest))
    first = _border(old, max(start - _AROUND, 0), forward=False)
    last = min(len(old), len(old) - end + _AROUND)
    last = _border(old, last, forward=True)
    cut = len(old) - last
    ahead, behind = "…" if first else "", "…" if cut else ""
    return Reworded(
        f"{ahead}{old[first:last]}{behind}",
        f"{ahead}{new[first : len(new) - cut]}{behind}",
    )


def _border(text: str, at: int, *, forward: bool) -> int:
    """The border of a word at or near a character; there where words have no spaces."""
    for step in range(12):
        here = at + step if forward else at - step
        if here <= 0 or here >= len(text):
            return min(max(here, 0), len(text))
        if text[here - 1].isspace() or text[here].isspace():
            return here
    return at
