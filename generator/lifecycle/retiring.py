"""Cards are taken out of a deck; the lock keeps that they were, for readers who still have them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any

from generator.accepting.lines import joined, split_lines
from generator.keeping.exclusive import exclusive
from generator.lifecycle.all_or_none import FileChange, amount, write_all
from generator.lifecycle.renaming import NoSuchSlugError
from generator.lifecycle.slug_links import CardNames, line_of, link_places
from generator.lifecycle.whole_text import ChapterText, DeckText, read_deck_text, twice
from generator.model import Card, Node, Place, Problem, ProblemsError
from generator.nearest import did_you_mean
from generator.reading.markdown import parse_markdown
from generator.writing.lock import Lock

COMMAND = "retire"


@dataclass(frozen=True, slots=True)
class Retiring:
    """The files to write, the lock last. `locked` are the names of the entries that are marked in
    it; `earlier` says of cards that were retired before, by slug, on which day.
    """

    files: tuple[FileChange, ...]
    locked: tuple[str, ...]
    earlier: Mapping[str, str]
    lock: Path


def propose_retirement(
    folder: str | Path, slugs: Collection[str], *, now: Callable[[], float] = time.time
) -> Retiring:
    """Work out what a deck would be without some cards, in all languages. Nothing is run.

    Of cards that are gone from the Markdown already, only the entries in the lock are marked.

    Raises NoSuchSlugError for a slug that no card has or had, ProblemsError where there is no
    deck, it cannot be read as a whole, or other cards need what would be taken out.
    """
    deck = read_deck_text(Path(folder), COMMAND)
    wanted = tuple(dict.fromkeys(slugs))
    uses = {slug: deck.uses(slug) for slug in wanted}
    names = {slug: [name for name in deck.lock.entries if _slug(name) == slug] for slug in wanted}
    for slug in wanted:
        if not uses[slug] and not names[slug]:
            hint = did_you_mean(slug, deck.slugs)
            raise NoSuchSlugError(f"no card has the slug `{slug}`: {hint}")
        doubled = twice(use for each in deck.chapters for use in each.uses if use.slug == slug)
        if doubled is not None:
            raise ProblemsError(doubled)
    parts = [_Part(each, wanted, _lines_of(each, wanted)) for each in deck.chapters]
    problems = [*_linked(deck, parts, wanted)]
    problems += [problem for part in parts if part.gone for problem in part.needed()]
    if problems:
        raise ProblemsError(*problems)
    files = [
        FileChange(part.each.path, part.each.data, part.new.encode("utf-8"), part.done())
        for part in parts
        if part.gone
    ]
    marked = [
        name for slug in wanted for name in names[slug] if deck.lock.entries[name].retired is None
    ]
    if marked:
        text = _marked(deck.lock, marked, int(now())).with_id().text().encode("utf-8")
        done = f"{amount(len(marked), 'entry', 'entries')} marked as retired"
        files.append(FileChange(deck.lock_path, deck.lock_data, text, done))
    earlier = {
        slug: _day(deck.lock, names[slug])
        for slug in wanted
        if not uses[slug] and not any(name in marked for name in names[slug])
    }
    return Retiring(tuple(files), tuple(marked), earlier, deck.lock_path)


def write_retirement(retiring: Retiring) -> None:
    """Write all files, or none. Raises ProblemsError."""
    with exclusive(f"deck {retiring.lock.absolute()}"):  # no build writes the lock meanwhile
        write_all(retiring.files, COMMAND)


def _slug(name: str) -> str:
    return name.partition("/")[2]


def _day(lock: Lock, names: Sequence[str]) -> str:
    when = min(lock.entries[name].retired or 0 for name in names)
    return datetime.fromtimestamp(when, UTC).date().isoformat()


def _marked(lock: Lock, names: Collection[str], now: int) -> Lock:
    entries = {
        name: replace(entry, retired=now) if name in names else entry
        for name, entry in lock.entries.items()
    }
    return replace(lock, entries=MappingProxyType(entries))


def _lines_of(each: ChapterText, slugs: Collection[str]) -> Set[int]:
    """The lines of the sections of some cards, counting from 1."""
    starts = {card.place.line for card in each.chapter.cards if card.slug in slugs}
    if not starts:
        return frozenset()
    bounds = [
        (token.map or [0])[0] + 1
        for token in parse_markdown(each.text)[0]
        if token.type == "heading_open" and token.level == 0 and token.tag in ("h1", "h2")
    ]
    last = len(split_lines(each.text)) + 1
    spans = zip(bounds, [*bounds[1:], last], strict=True)
    return {line for start, end in spans if start in starts for line in range(start, end)}


@dataclass(frozen=True, slots=True)
class _Part:
    """A chapter, and which of its lines are to be `gone`: the sections of the cards of `slugs`."""

    each: ChapterText
    slugs: Collection[str]
    gone: Set[int]

    @property
    def text(self) -> str:
        """What is left, without the byte order mark."""
        lines = split_lines(self.each.text)
        kept = [line for number, line in enumerate(lines, start=1) if number not in self.gone]
        if len(lines) in self.gone:  # a file ends with its last line that has something in it
            while kept and not kept[-1].text.strip():
                kept.pop()
        return joined(kept)

    @property
    def new(self) -> str:
        return self.each.mark + self.text

    def done(self) -> str:
        cards = [card for card in self.each.chapter.cards if card.slug in self.slugs]
        left = "" if len(cards) < len(self.each.chapter.cards) else "; no card is left in it"
        return f"{amount(len(cards), 'card')} taken out{left}"

    def needed(self) -> Iterator[Problem]:
        """What other cards would lack, such as a footnote that stands in the section."""
        after, problems = self.each.read_as(self.text)
        kept = [card for card in self.each.chapter.cards if card.slug not in self.slugs]
        if [card.slug for card in kept] != [card.slug for card in after.cards]:
            yield self._problem("the section cannot be told from the others")
            return
        for old, new in zip(kept, after.cards, strict=True):
            if _content(old) != _content(new):
                yield self._problem(f"without it the card `{old.slug}` would read otherwise")
        before = Counter((one.code, one.message) for one in self.each.problems())
        for problem in problems:
            if before[problem.code, problem.message] > 0:
                before[problem.code, problem.message] -= 1
            else:
                yield self._problem(f"without it, {problem.message}")

    def _problem(self, why: str) -> Problem:
        first = next(card for card in self.each.chapter.cards if card.slug in self.slugs)
        message = f"`{first.slug}` cannot be taken out here: {why}"
        hint = "mend that first; or take the card out by hand, then run this again for deck.lock"
        return Problem(first.place, "card-needed", message, hint, card=first.slug)


def _content(card: Card) -> tuple[Any, ...]:
    """What a card is, wherever it stands."""
    nodes = (card.question, card.front, card.back, card.reverse)
    fences = [(fence.code, fence.name) for fence in (*card.setup, *card.fences)]
    same = (card.slug, card.kind, card.tags, card.chapter, card.subdeck)
    return (*same, [list(map(_node, each)) for each in nodes], fences)


def _node(node: Node) -> tuple[Any, ...]:
    attrs = sorted((name, value) for name, value in node.attrs.items() if name != "id")
    return node.kind, node.text, attrs, [_node(child) for child in node.children]


def _linked(deck: DeckText, parts: Sequence[_Part], slugs: Collection[str]) -> Iterator[Problem]:
    """A problem for each link to one of the cards that would be left in the deck."""
    notes = {each.path.stem.casefold() for each in deck.chapters}
    for slug in slugs:
        files = {PurePath(use.place.path).name for use in deck.uses(slug).values()}
        card = CardNames(slug, files, is_note=slug in notes)
        for part in parts:
            text = part.each.text
            for line, column in (line_of(text, start) for start, _ in link_places(text, card)):
                if line not in part.gone:
                    place = Place(part.each.chapter.path, line, column)
                    message = f"this links to `{slug}`, which is to be taken out"
                    yield Problem(place, "card-needed", message, "reword it, or retire it, too")
