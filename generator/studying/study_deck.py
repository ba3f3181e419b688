"""What is studied: the cards of a deck or of packages, as they are at one moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from generator.model import Media
    from generator.scheduling.card_key import CardKey
    from generator.scheduling.study_values import DueCard


class Look(Protocol):
    """How the cards of a note look."""

    @property
    def fields(self) -> Mapping[str, str]:
        """The HTML of the note's fields by their names."""

    def question(self, ordinal: int) -> str:
        """What a card asks, in one line of plain text."""

    def page(
        self, ordinal: int, *, back: bool, night: bool, phone: bool, base: str, font: str
    ) -> str:
        """A side as a page for a frame, without a script. The names of its files are below the
        address `base`; `font` is that of the formulas. Raises NotShownError.
        """

    def media(self, name: str) -> Media | None:
        """A file that its cards show, None where there is none."""


@dataclass(frozen=True, slots=True)
class StudyCard:
    """A card to be studied. `id` is its name in the deck, `language/slug`, or that of its note in a
    package. `path` and `line` are where it is written, "" and 0 if nobody knows. `last_good` says
    why the card does not hold now; it is then shown as it was when it last did.
    """

    due: DueCard
    id: str
    look: Look
    path: str = ""
    line: int = 0
    last_good: str = ""

    @property
    def key(self) -> CardKey:
        return self.due.key

    @property
    def question(self) -> str:
        return self.look.question(self.due.key.ordinal)


@dataclass(frozen=True, slots=True)
class NotStudied:
    """A card that cannot be studied, and why; `path` and `line` as of a StudyCard."""

    id: str
    why: str
    question: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class StudyDeck:
    """All cards by key, in the order of the deck, and its `chapters` in theirs.

    `left_out` are the cards that cannot be studied. `broken` says why the deck cannot be read, if
    so; its cards are those of before. `notices` are what else a learner has to know. `loading` says
    that it is still being read, `waiting` how many cards wait for the first time for their
    programs. `titles` are those of its languages.
    """

    title: str = ""
    languages: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    cards: Mapping[CardKey, StudyCard] = field(default_factory=lambda: MappingProxyType({}))
    left_out: tuple[NotStudied, ...] = ()
    broken: str = ""
    notices: tuple[str, ...] = ()
    loading: bool = False
    waiting: int = 0
    titles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def reading(self) -> bool:
        """Whether more cards may come."""
        return self.loading or self.waiting > 0

    def title_in(self, language: str) -> str:
        """What it is called in a language; "" stands for all of them."""
        titles = dict.fromkeys(self.titles.values())
        alone = next(iter(titles)) if len(titles) == 1 else self.title
        return self.titles.get(language, alone)


class StudySource(Protocol):
    """Where a study deck comes from."""

    @property
    def deck(self) -> StudyDeck:
        """The deck as it is now; from any thread."""

    def subscribe(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Have `callback` called when the deck is another one; returns what ends that."""
