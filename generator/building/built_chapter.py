"""What is known of a chapter once it has been checked and rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from generator.model import has_errors

if TYPE_CHECKING:
    from generator.checking.twins import Twin
    from generator.checking.verdict import Status, Verdict
    from generator.model import Chapter, Environment, NoteKind, Place, Problem, Unslugged
    from generator.model.paper import Rare
    from generator.reading.chapter_files import SlugUse
    from generator.rendering.rendered import RenderedCard

# Warnings that are errors with --strict.
_STRICT: Final = ("claim-not-read", "not-run-language", "math")


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A card without its Markdown.

    `status` and `problems` are those of its verdict, `reason` says why it was not run or not
    read, `unread` how many results stated on it were held against nothing. `ran` is "cached"
    where its result is an earlier one, "" where it has no program. `seconds` is the wall clock of
    its program, `provenance` its entry in the file of provenance.
    """

    slug: str
    language: str
    place: Place
    status: Status
    reason: str
    ran: Literal["", "now", "cached"]
    seconds: float
    environment: Environment | None
    problems: tuple[Problem, ...]
    provenance: Mapping[str, Any]
    twin: Twin
    unread: int = 0


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What the lock needs to know about a note; see `AnkiNote`."""

    id: str
    slug: str
    language: str
    notetype: NoteKind
    digest: str
    place: Place
    deck: str = ""
    number: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class BuiltChapter:
    """A Markdown file of a deck after its programs ran and its cards were rendered.

    `problems` are all that are about this file alone, those of its cards' verdicts included;
    `unslugged` are the cards that need a slug, which is chosen with all others of the deck.
    `parts` are the titles in it, each with the number of its cards.
    `content` stands for all of its rendered cards: equal contents, equal cards. `rare` are the
    characters that no font of ours can print; the system may have one that can.
    """

    path: str
    language: str
    title: str
    parts: tuple[tuple[str, int], ...] = ()
    cards: tuple[CardFacts, ...] = ()
    slugs: tuple[SlugUse, ...] = ()
    unslugged: tuple[Unslugged, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[NoteFacts, ...] = ()
    content: str = ""
    rare: tuple[Rare, ...] = ()

    @property
    def failed(self) -> bool:
        return bool(self.unslugged) or has_errors(self.problems)

    def strict(self) -> BuiltChapter:
        """The chapter, with errors for what is stated and not read, or written and not run."""
        if not any(problem.code in _STRICT for problem in self.problems):
            return self
        cards = (replace(card, problems=_strictly(card.problems)) for card in self.cards)
        return replace(self, problems=_strictly(self.problems), cards=tuple(cards))


def _strictly(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(
        replace(problem, severity="error") if problem.code in _STRICT else problem
        for problem in problems
    )


@dataclass(frozen=True, slots=True)
class Needs:
    """What a chapter was made from beside its own text: by path, a digest of each file (None
    for one that was looked for and not there); by requirement, why it did not hold (None where
    it did).
    """

    files: tuple[tuple[str, str | None], ...] = ()
    requirements: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A chapter that was made just now: its cards as the writers need them, its Markdown as it
    was `read`, and the verdicts on its cards.
    """

    chapter: BuiltChapter
    rendered: tuple[RenderedCard, ...]
    read: Chapter
    verdicts: tuple[Verdict, ...]
    needs: Needs = Needs()
