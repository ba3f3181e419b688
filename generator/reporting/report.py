"""The result of a check, card by card, independent of any format."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from generator.building.built import Built
from generator.building.built_chapter import BuiltChapter, CardFacts
from generator.checking.verdict import Status
from generator.comparing.changes import Changes
from generator.model import Environment, Place, Problem, Severity, TextEdit, has_errors
from generator.reading.source import located

FailOn = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class CardResult:
    """The result of one card in one language.

    `status` is "failed" also if the program passed but something else about the card is an error:
    a formula, an image, a twin. `reason` says why a card was not run, or not read. `seconds`
    is the wall clock of its program, `unread` how many claims were not read.
    """

    slug: str
    language: str
    path: str
    line: int
    status: Status
    reason: str = ""
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A check: all problems, a result for each card in study order, and what it took.

    `stray` are the problems that belong to no card. `environment` is None if nothing ran.
    `seconds` is wall clock, all told. A deck that could not be read has no name and no cards.
    `changes` are those since the lock, None where the deck has errors. `edits` are those that
    `accept` would make, by the places of the false claims; empty where nobody asked. `texts` stood
    for what is in files, by the paths of problems.
    """

    deck: str
    languages: tuple[str, ...]
    problems: tuple[Problem, ...]
    cards: tuple[CardResult, ...] = ()
    stray: tuple[Problem, ...] = ()
    environment: Environment | None = None
    seconds: float = 0.0
    ran: int = 0
    cached: int = 0
    changes: Changes | None = None
    edits: Mapping[Place, TextEdit] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def failed(self, fail_on: FailOn = "error") -> bool:
        """Whether a problem is as severe as `fail_on` or more."""
        return any(fails(problem, fail_on) for problem in self.problems)

    def absolute(self) -> Report:
        """The same report with absolute paths."""
        return dataclasses.replace(
            self,
            problems=absolute(self.problems),
            stray=absolute(self.stray),
            cards=tuple(
                dataclasses.replace(
                    card, path=_absolute(card.path), problems=absolute(card.problems)
                )
                for card in self.cards
            ),
            edits={_from_root(place): edit for place, edit in self.edits.items()},
            texts={_absolute(path): text for path, text in self.texts.items()},
        )

    def count(self, status: Status) -> int:
        """The number of cards with a status."""
        return sum(1 for card in self.cards if card.status == status)

    def severe(self, severity: Severity) -> int:
        """The number of problems of a severity."""
        return sum(1 for problem in self.problems if problem.severity == severity)


def fails(problem: Problem, fail_on: FailOn) -> bool:
    """Whether a problem makes a check fail."""
    return problem.severity == "error" or fail_on == "warning"


def absolute(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems with absolute paths of their places."""
    return tuple(
        dataclasses.replace(problem, place=_from_root(problem.place)) for problem in problems
    )


def _from_root(place: Place) -> Place:
    return dataclasses.replace(place, path=_absolute(place.path))


def _absolute(path: str) -> str:
    return located(path).as_posix()


def report_on(built: Built) -> Report:
    """The report on a deck that was read."""
    cards = _Cards(built.chapters)
    facts = [card for chapter in built.chapters for card in chapter.cards]
    of_card: dict[int, list[Problem]] = {id(card): list(card.problems) for card in facts}
    known = {(p.place, p.code) for found in of_card.values() for p in found}
    named: list[Problem] = []
    stray: list[Problem] = []
    for problem in built.problems:
        card = cards.of(problem)
        if card is not None:
            if problem not in of_card[id(card)]:
                of_card[id(card)].append(problem)
        elif (problem.place, problem.code) not in known:
            stray.append(problem)
        named.append(cards.name(problem, card))
    return Report(
        deck=built.config.name,
        languages=built.config.languages,
        problems=tuple(named),
        cards=tuple(_result(card, tuple(of_card[id(card)])) for card in facts),
        stray=tuple(stray),
        environment=_environment(facts),
        seconds=built.seconds,
        ran=built.programs(cached=False),
        cached=built.programs(cached=True),
        changes=built.changes,
        texts=built.texts,
    )


def report_unread(problems: Sequence[Problem], seconds: float = 0.0) -> Report:
    """The report on a deck that could not be read at all."""
    return Report("", (), tuple(problems), stray=tuple(problems), seconds=seconds)


class _Cards:
    """Finds the card that a problem belongs to by its place."""

    def __init__(self, chapters: Sequence[BuiltChapter]) -> None:
        self._chapters = {c.path: c.cards for c in chapters}
        self._lines = {c.path: [card.place.line for card in c.cards] for c in chapters}

    def of(self, problem: Problem) -> CardFacts | None:
        """The card in whose lines a problem stands; None for a problem of a whole file."""
        cards = self._chapters.get(problem.place.path, ())
        index = bisect_right(self._lines.get(problem.place.path, ()), problem.place.line)
        return cards[index - 1] if index else None

    def name(self, problem: Problem, card: CardFacts | None) -> Problem:
        """The problem with its card's slug."""
        if problem.card or card is None or not card.slug:
            return problem
        return dataclasses.replace(problem, card=card.slug)


def _result(card: CardFacts, problems: tuple[Problem, ...]) -> CardResult:
    status: Status = "failed" if has_errors(problems) else card.status
    return CardResult(
        slug=card.slug,
        language=card.language,
        path=card.place.path,
        line=card.place.line,
        status=status,
        reason=card.reason if status in ("not-run", "not-read") else "",
        seconds=card.seconds,
        problems=problems,
        unread=card.unread,
    )


def _environment(cards: Iterable[CardFacts]) -> Environment | None:
    """One environment for all runs: they share an interpreter, and each lists its imports.

    The sandbox is the weakest of all: a stronger one names more layers. The kinds of other machines
    are told together.
    """
    found = [card.environment for card in cards if card.environment is not None]
    if not found:
        return None
    packages = sorted({package for each in found for package in each.packages})
    first, sandbox = found[0], min((each.sandbox for each in found), key=len)
    machine = ", ".join(sorted({each.machine for each in found if each.machine}))
    return Environment(
        first.python, first.implementation, first.platform, tuple(packages), sandbox, machine
    )
