"""A card of a live deck: what is shown of it, and what it waits for."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from generator.building.built_chapter import CardFacts
from generator.checking.twins import twin_of
from generator.model import Card, DeckConfig, Place, Problem, Program, Run
from generator.model.walking import plain_text
from generator.previewing.card_results import CardResult, card_result, planned, without_places
from generator.previewing.live_cards import changed_since, digest_of
from generator.previewing.live_runs import LiveRuns
from generator.previewing.live_state import LiveCard
from generator.rendering.anki_notes import AnkiNote
from generator.running.programs.program import Plan
from generator.writing.lock import Entry

PATIENCE: Final = 0.3  # seconds after which a card is shown as running
_ENDS: Final = ("finished", "raised")  # ways to end that are the program's alone


@dataclass
class Desk:
    """What all cards of a deck are worked on with: its `config`; why a requirement does not hold
    (`unmet`); the `runs` of programs; how many `times` each has to run. Where programs may not run,
    none is `allowed`. `locked` is what deck.lock says of notes, None where it cannot be read.
    """

    config: DeckConfig
    unmet: Callable[[str], str | None]
    runs: LiveRuns
    times: int
    strict: bool = False
    allowed: bool = True
    locked: Mapping[str, Entry] | None = None


@dataclass
class ShownCard:
    """A card and what is shown of it. `card` is None where it is known from an earlier build alone.

    `result` is that of the card as it is written; without one, `facts`, `note` and `problems` are
    those of an earlier version, `before` is its result. `key` is that of its program, `waits`
    whether runs of it are to come, `since` when it came to wait; `late` whether it was shown as one
    that waits for long.
    """

    place: Place
    slug: str
    language: str
    card: Card | None = None
    result: CardResult | None = None
    facts: CardFacts | None = None
    note: AnkiNote | None = None
    problems: tuple[Problem, ...] = ()
    before: CardResult | None = None
    plan: Plan | None = None
    key: str = ""
    waits: bool = False
    since: float = 0.0
    late: bool = False
    _digest: tuple[AnkiNote | None, str] = field(default=(None, ""))

    @property
    def settled(self) -> bool:
        """Whether what is shown is that of the card as it is written, and confirmed."""
        return not self.waits and (self.card is None or self.result is not None)

    @property
    def pending(self) -> bool:
        """Whether nothing has come yet of the program that it waits for."""
        return self.waits and self.result is None

    @property
    def program(self) -> Program | None:
        return self.plan.program if self.plan is not None else None

    def names(self, files: Collection[str]) -> bool:
        """Whether its program has the name of one of the files in it."""
        cells = self.program.cells if self.program is not None else ()
        return any(name in cell.code for name in files for cell in cells)

    def rewritten(self, card: Card) -> ShownCard:
        """The card as it is written now, with what is shown of it so far."""
        same = self.card == card and self.place == card.place
        if same and (self.result is not None or self.waits):
            return self
        down = card.place.line - self.place.line
        return ShownCard(
            card.place,
            card.slug,
            card.language,
            card,
            facts=self.facts,
            note=self.note,
            problems=tuple(lower(each, down) for each in self.problems),
            before=self.result or self.before,
            key=self.key,
            since=self.since if self.waits else 0.0,
            _digest=self._digest,
        )

    def lower(self, lines: int) -> None:
        """Show it that many lines further down, until its file is read as a whole."""
        place = self.place
        self.place = Place(place.path, place.line + lines, place.column)
        self.problems = tuple(lower(each, lines) for each in self.problems)

    def make(self, desk: Desk) -> None:
        """Judge and render it, or have it wait for its program."""
        card, before, self.before = self.card, self.before, None
        assert card is not None  # only what was read is to be made
        if before is not None and before.whole and "{line}" not in desk.config.about.report:
            moved = before.moved(card)
            if moved is not None and without_places(before.card) == without_places(card):
                self.plan = moved.verdict.plan
                self._take(moved)
                return
        self.plan, wrong = planned(card, desk.config, desk.unmet)
        program = self.plan.program
        if program is None:
            result = card_result(
                self.plan, None, desk.config, whole=True, times=desk.times, wrong=wrong
            )
            self.key = ""
            self._take(result)
            return
        key = desk.runs.key(program)
        self.since = self.since if self.since and self.key == key else time.monotonic()
        self.key, self.waits = key, True
        whole = desk.runs.result(key, program)
        run = whole or desk.runs.first(key)
        if run is not None:
            self.came(run, desk, whole=whole is not None)

    def came(self, run: Run, desk: Desk, *, whole: bool) -> None:
        """Show what came of its program."""
        assert self.plan is not None
        self._take(card_result(self.plan, run, desk.config, whole=whole, times=desk.times))

    def again(self, desk: Desk) -> bool:
        """Forget how its program ended, if that was the moment's; whether it was."""
        run = self.result.verdict.run if self.result is not None else None
        if run is None or run.ended in _ENDS or self.waits:
            return False
        desk.runs.forget([self.key])
        self.before, self.result = None, None
        return True

    def _take(self, result: CardResult) -> None:
        self.result, self.facts, self.note = result, result.facts, result.note
        self.problems = result.problems
        self.waits = self.waits and not result.whole

    def known_facts(self) -> CardFacts:
        """What is kept of it, where it stands now."""
        if self.facts is not None:
            return replace(self.facts, place=self.place)
        assert self.card is not None
        twin = twin_of(self.card)
        return CardFacts(
            self.slug, self.language, self.place, "not-run", "", "", 0.0, None, (), {}, twin
        )

    def live(self, key: str, problems: tuple[Problem, ...], desk: Desk, *, old: bool) -> LiveCard:
        """What is shown of it, under a key; `old` says that its file cannot be read any more."""
        note, card, facts = self.note, self.card, self.facts
        if self._digest[0] is not note:
            self._digest = note, digest_of(note)
        # The first of several runs can prove that a card is false, and never that it is true.
        told = facts is not None and (
            self.settled or self.result is None or facts.status == "failed"
        )
        question = plain_text(card.question) if card is not None else ""
        waited = time.monotonic() - self.since
        self.late = self.pending and (note is None or waited >= PATIENCE)
        return LiveCard(
            key=key,
            slug=self.slug,
            language=self.language,
            path=self.place.path,
            line=self.place.line,
            question=(note.title if note is not None else "") or question or self.slug,
            kind=card.kind if card is not None else facts.twin.kind if facts is not None else "",
            tags=note.tags if note is not None else card.tags if card is not None else (),
            deck=note.deck if note is not None else "",
            status=facts.status if facts is not None and told else "",
            reason=facts.reason if facts is not None and told else "",
            changed=changed_since(desk.locked, note),
            running=self.late and desk.allowed,
            settled=self.settled,
            old=old or (self.pending and not desk.allowed and note is not None),
            note=note,
            digest=self._digest[1],
            problems=problems,
        )


def lower(problem: Problem, lines: int) -> Problem:
    """A problem that many lines further down."""
    place = problem.place
    if not lines:
        return problem
    return replace(problem, place=Place(place.path, max(1, place.line + lines), place.column))


def taken_over(before: Sequence[ShownCard], cards: Sequence[Card]) -> list[ShownCard]:
    """Cards as they are written now, with what was shown of each before."""
    known: dict[str, deque[ShownCard]] = {}
    for one in before:
        known.setdefault(one.slug, deque()).append(one)
    return [
        known[card.slug].popleft().rewritten(card)
        if known.get(card.slug)
        else ShownCard(card.place, card.slug, card.language, card)
        for card in cards
    ]
