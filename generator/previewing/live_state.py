"""What is known of a deck at one moment, and what is different in the next."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from generator.checking.verdict import Status
    from generator.model import Problem, TextEdit
    from generator.rendering.anki_notes import AnkiNote

# Since deck.lock. None is not known: the lock cannot be read, or the card cannot be shown.
Changed = Literal["", "new", "changed"]


@dataclass(frozen=True, slots=True)
class LiveCard:
    """A card as it is shown now.

    `key` is "<language>/<slug>", of a card without a slug of its own
    "<language>/line:<path>:<line>". `place` is its `path` and `line`. `question` is plain text,
    `deck` the full name of its sub-deck with `::`.

    `status` is that of its verdict; "" while nobody knows, since its program has not run, or has
    run only once and not failed. `settled` is whether all of its runs are in: until then it is not
    verified, whatever it shows. `running` says that its program is under way, or waits, and what is
    shown is from before. `old` is a card of a deck that cannot be read any more.

    `note` is what Anki gets, None for a card that cannot be shown. `digest` covers all that is
    shown, and nothing of where it stands. `problems` are those that are about it.
    """

    key: str
    slug: str
    language: str
    path: str
    line: int
    question: str
    kind: str
    tags: tuple[str, ...] = ()
    deck: str = ""
    status: Status | Literal[""] = ""
    reason: str = ""
    changed: Changed | None = None
    running: bool = False
    settled: bool = True
    old: bool = False
    note: AnkiNote | None = None
    digest: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveChapter:
    """A Markdown file of a deck, with the keys of its cards in study order."""

    path: str
    language: str
    title: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Busy:
    """What is under way: whether files are being read, how many programs run or wait for the first
    time, how many of the others have further runs to come, and whether the deck is being looked at
    as a whole.
    """

    reading: bool = False
    running: int = 0
    settling: int = 0
    checking: bool = False

    def __bool__(self) -> bool:
        return self.reading or self.checking or bool(self.running or self.settling)


@dataclass(frozen=True, slots=True)
class LiveState:
    """A deck as it is shown now. `version` grows by one with each change.

    `cards` are all, by key, `chapters` those of each language in study order. `problems` are all of
    the deck, those of its cards included, in order; `edits` what `accept` would write, by the ids
    of problems (`problem_id`). `broken` says why the deck cannot be read; its cards are those of
    before then. `looked` is the last of the looks that were asked for and are done.
    """

    version: int = 0
    title: str = ""
    languages: tuple[str, ...] = ()
    chapters: tuple[LiveChapter, ...] = ()
    cards: Mapping[str, LiveCard] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()
    edits: Mapping[str, TextEdit] = field(default_factory=lambda: MappingProxyType({}))
    busy: Busy = Busy(reading=True)
    broken: str = ""
    looked: int = 0


@dataclass(frozen=True, slots=True)
class Delta:
    """What differs in the state of this `version` from the one before."""

    version: int
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    chapters_changed: bool = False
    problems_changed: bool = False
    busy: Busy = Busy()


def problem_id(problem: Problem) -> str:
    """A name for a problem in a state: 16 hexadecimal digits."""
    place = problem.place
    parts = (place.path, place.line, place.column, problem.code, problem.message, problem.card)
    return hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()


def delta_between(
    before: LiveState, after: LiveState, touched: Collection[str] | None = None
) -> Delta | None:
    """What differs between a state and the next, None if nothing does. `touched` are the keys of
    all cards that may differ, None if any may.
    """
    keys = after.cards.keys() if touched is None else touched
    changed = tuple(
        key
        for key in keys
        if (card := after.cards.get(key)) is not (was := before.cards.get(key))
        and card is not None
        and was != card  # most are the same object
    )
    removed = (
        tuple(key for key in before.cards if key not in after.cards) if touched is None else ()
    )
    heads = [(each.title, each.languages, each.chapters, each.broken) for each in (before, after)]
    problems = [(each.problems, each.edits) for each in (before, after)]
    delta = Delta(
        after.version,
        changed,
        removed,
        heads[0] != heads[1],
        problems[0] != problems[1],
        after.busy,
    )
    same = (before.busy, before.looked) == (after.busy, after.looked)
    anything = changed or removed or delta.chapters_changed or delta.problems_changed
    return delta if anything or not same else None
