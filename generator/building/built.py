"""What a build gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from generator.model import DeckConfig, Problem, has_errors
from generator.running.run_options import RunOptions

if TYPE_CHECKING:
    from generator.building.built_chapter import BuiltChapter, Made
    from generator.checking.verdict import Status, Verdict
    from generator.comparing.changes import Changes
    from generator.reading.passed_over import PassedOver
    from generator.rendering.rendered import RenderedCard, RenderedDeck
    from generator.writing.lock import Lock


@dataclass(frozen=True, slots=True)
class Built:
    """A deck that was built or could have been: its chapters and all problems.

    `files` are those of the deck, in the output folder; empty where there were problems.
    `seconds` is wall clock, all told. `lock` is the deck's
    lock after this build, None where there were problems. `changes` are those since the lock that
    was there before; None where the cards have errors, so that nobody knows.
    `made` are the chapters that were made just now; every chapter with an error is among them.
    `passed_over` is what stands among the chapters and was not read. `texts` are those that stood
    for what is in files, by the paths of places in them.
    """

    config: DeckConfig
    options: RunOptions
    chapters: tuple[BuiltChapter, ...]
    problems: tuple[Problem, ...]
    files: tuple[Path, ...]
    seconds: float
    lock: Lock | None
    changes: Changes | None
    made: tuple[Made, ...]
    passed_over: tuple[PassedOver, ...]
    _cards: Callable[[BuiltChapter], Sequence[RenderedCard]] = field(repr=False)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts on the cards of the chapters that were made just now."""
        return tuple(verdict for made in self.made for verdict in made.verdicts)

    def rendered(self, language: str) -> RenderedDeck:
        """The cards of a language as the writers get them. Cards that cannot be shown are left
        out, and `problems` says why.
        """
        from generator.building.outputs import rendered_deck

        own = [chapter for chapter in self.chapters if chapter.language == language]
        return rendered_deck(self.config, language, own, self._cards)

    @property
    def failed(self) -> bool:
        return has_errors(self.problems)

    @property
    def cards(self) -> int:
        """The number of cards of all languages."""
        return sum(len(chapter.cards) for chapter in self.chapters)

    @property
    def sandboxes(self) -> frozenset[str]:
        """The levels at which programs ran."""
        cards = (card for chapter in self.chapters for card in chapter.cards)
        return frozenset(card.environment.sandbox for card in cards if card.environment)

    def programs(self, *, cached: bool) -> int:
        """The number of programs that ran now, or whose result is an earlier one."""
        wanted = "cached" if cached else "now"
        return sum(card.ran == wanted for chapter in self.chapters for card in chapter.cards)

    @property
    def unread(self) -> int:
        """The number of results that are stated in comments and were held against nothing."""
        return sum(card.unread for chapter in self.chapters for card in chapter.cards)

    def count(self, status: Status) -> int:
        """The number of cards with a status."""
        return sum(card.status == status for chapter in self.chapters for card in chapter.cards)
