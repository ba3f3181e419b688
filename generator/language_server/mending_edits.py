"""Edits that surely mend a problem, beside those that `accept` would make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.across import locked_slugs
from generator.building.deck_files import LOCK_NAME
from generator.model import Place, Problem, TextEdit, Unslugged
from generator.nearest import suggestion
from generator.reading.missing_slugs import proposed_slugs, with_slug
from generator.reading.slugs import suggest_slug
from generator.reading.source import Source, located
from generator.stamping import stamped

if TYPE_CHECKING:
    from generator.building.built import Built
    from generator.building.built_chapter import Made

Mends = Callable[[Problem, Source | None, Place | None], Iterator["Mend"]]
_MISSPELT: Final = re.compile(
    r"unknown (?:kind|option|key|match) `\.?([^`]+)`|.* does not know `([^`]+)`"
)
_NO_KIND: Final = re.compile(r"(?:unknown kind `\.([^`]+)`|`\.([^`]+)` is no kind)")


@dataclass(frozen=True, slots=True)
class Mend:
    """Edits of one file that mend a problem together. Only one mend of a problem is `sure`."""

    title: str
    edits: tuple[TextEdit, ...]
    sure: bool = True


def mends_of(built: Built, made: Mapping[str, Made]) -> Mends:
    """Gives the mends of each problem of a deck. `made` are its new chapters by absolute path."""
    slugs = _Slugs(built, made)

    def mends(problem: Problem, source: Source | None, end: Place | None) -> Iterator[Mend]:
        if source is None:
            return
        match problem.code:
            case "no-slug":
                yield from slugs.mends(problem, source)
            case "bad-slug":
                yield from _better_slug(problem, source, end)
            case "unknown-option" | "unknown-kind" | "unknown-key" | "bad-value" | "bad-math":
                yield from respelt(problem, source)

    return mends


def respelt(problem: Problem, source: Source) -> Iterator[Mend]:
    """The word that its author misspelt, as it is spelt."""
    misspelt = _MISSPELT.match(problem.message)
    meant = suggestion(problem.hint)
    as_tag = _NO_KIND.match(problem.message)
    if misspelt and meant:
        word = misspelt[1] or misspelt[2]
        if edit := _replaced(problem.place, source, word, meant):
            yield Mend(f"Write `{meant}`", (edit,), sure=problem.code != "bad-math")
    if as_tag:
        word = as_tag[1] or as_tag[2]
        edit = _replaced(problem.place, source, f".{word}", f'tags="{word}"')
        if edit and " tags=" not in source.line(problem.place.line):
            yield Mend(f'Write `tags="{word}"`', (edit,), sure=not meant)


def _replaced(at: Place, source: Source, word: str, other: str) -> TextEdit | None:
    """Another word for the first that stands at a place or behind it on its line."""
    found = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])").search(
        source.line(at.line), at.column - 1
    )
    if found is None:
        return None
    start, end = (Place(at.path, at.line, column + 1) for column in found.span())
    return TextEdit(start, end, other)


def _better_slug(problem: Problem, source: Source, end: Place | None) -> Iterator[Mend]:
    """A slug that can be one, for one that cannot."""
    line, column = source.line(problem.place.line), problem.place.column
    word = line[column - 1 : end.column - 1] if end and end.line == problem.place.line else ""
    if word.startswith("#") and problem.message == f"`{word[1:]}` cannot be a slug":
        better = f"#{suggest_slug(word[1:])}"
        assert end is not None
        yield Mend(f"Write `{better}`", (TextEdit(problem.place, end, better),))


class _Slugs:
    """The slugs that `stamp` would write."""

    def __init__(self, built: Built, made: Mapping[str, Made]) -> None:
        self._built = built
        self._made = made
        self._proposed = cache(self._propose)

    def mends(self, problem: Problem, source: Source) -> Iterator[Mend]:
        edits = self._proposed(source)
        own = edits.get(problem.place.line)
        if own is None:
            return
        title, edit = own
        yield Mend(title, (edit,))
        if len(edits) > 1:
            every = tuple(edit for _, edit in edits.values())
            yield Mend(f"Write the slugs of all {len(edits):,} cards", every, sure=False)

    def _propose(self, source: Source) -> Mapping[int, tuple[str, TextEdit]]:
        """The edits of a file by line, each with what it does."""
        one = self._made.get(str(located(source.path)))
        if one is None or not one.read.unslugged:
            return {}
        folder = Path(self._built.config.folder)
        uses = [use for chapter in self._built.chapters for use in chapter.slugs]
        taken = locked_slugs(folder / LOCK_NAME)
        proposed = proposed_slugs(folder, self._built.chapters, uses, taken)
        wanted = {card: proposed[card.place] for card in one.read.unslugged}
        _, kept = stamped(source.text, one.read, wanted)
        return {card.place.line: _edit(card, slug) for card, slug in kept.items()}


def _edit(card: Unslugged, slug: str) -> tuple[str, TextEdit]:
    path, line = card.place.path, card.place.line
    end = Place(path, line, len(card.line) + 1)
    edit = TextEdit(Place(path, line), end, with_slug(card, slug))
    return f"Write the slug `{{#{slug}}}`", edit
