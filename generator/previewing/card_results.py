"""One card of a live deck: its program, what came out, and what it shows."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from copyreg import dispatch_table
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from generator.building.built_chapter import CardFacts
from generator.building.card_facts import card_faces, card_facts
from generator.checking.verdict import Verdict, judge
from generator.last_net import net
from generator.model import (
    Card,
    Chapter,
    Deck,
    DeckConfig,
    Faces,
    Place,
    Problem,
    ProblemsError,
    Run,
    has_errors,
)
from generator.reading.images import image_files, image_problems
from generator.rendering.anki_notes import AnkiNote, render_note
from generator.rendering.formulas import formula_problems
from generator.running.programs.program import Plan, plan_card

# A status that puts no proof on a card: nobody has confirmed what it shows.
_UNPROVEN: Final = "no-code"


@dataclass(frozen=True, slots=True)
class CardResult:
    """What is known of a card as it is written now.

    `run` is that of its program, only the first one unless it is `whole`. `problems` are those of
    its verdict, of its pictures and of what it shows. `needs` are the files that it rests on.
    """

    card: Card
    facts: CardFacts
    verdict: Verdict
    whole: bool = True
    faces: Faces | None = None
    note: AnkiNote | None = None
    problems: tuple[Problem, ...] = ()
    needs: frozenset[str] = frozenset()

    def moved(self, card: Card) -> CardResult | None:
        """The same for a card that only stands elsewhere in its file; None where what is known
        names places.
        """
        if self.problems or self.facts.problems:
            return None
        fences = (*card.setup, *card.fences)
        programs = zip(fences, self.facts.twin.programs, strict=False)
        twin = replace(
            self.facts.twin,
            place=card.place,
            programs=tuple((fence.place, skeleton) for fence, (_, skeleton) in programs),
        )
        note = None if self.note is None else replace(self.note, place=card.place)
        facts = replace(self.facts, place=card.place, twin=twin)
        return replace(self, card=card, facts=facts, note=note)


def planned(
    card: Card, config: DeckConfig, unmet: Callable[[str], str | None]
) -> tuple[Plan, tuple[Problem, ...]]:
    """The plan of a card; a bug of ours leaves it without a program, and is told."""
    wrong: list[Problem] = []
    with net(wrong.append, card.place, "planning the programs of this card", card.slug):
        return plan_card(card, config, unmet), ()
    return Plan(card, None), tuple(wrong)


def card_result(
    plan: Plan,
    run: Run | None,
    config: DeckConfig,
    *,
    whole: bool,
    times: int,
    wrong: tuple[Problem, ...] = (),
) -> CardResult:
    """Judge and render a card. `wrong` is what kept it from being planned."""
    card = plan.card
    found = list(wrong)
    verdict = Verdict(plan, run, "failed", wrong)
    if not wrong:
        with net(found.append, card.place, "judging this card", card.slug):
            verdict = judge(plan, run, times if whole else 1)
        if found:
            verdict = Verdict(plan, run, "failed", tuple(found))
        found += verdict.problems
    deck = Deck(config, (Chapter("", card.place.path, card.language, (card,)),))
    found += image_problems(deck)
    faces = _faces(verdict if whole else replace(verdict, status=_UNPROVEN), config, found)
    note = None if faces is None else _note(faces, config, found)
    facts = card_facts(verdict, found)
    reads = run.reads if run is not None else ()
    needs = frozenset((*image_files(Path(config.folder), card), *reads))
    return CardResult(card, facts, verdict, whole, faces, note, tuple(found), needs)


def _faces(verdict: Verdict, config: DeckConfig, found: list[Problem]) -> Faces | None:
    card = verdict.plan.card
    try:
        with net(found.append, card.place, "rendering this card", card.slug):
            return card_faces(verdict, config)
    except ProblemsError as error:
        found += error.problems
    return None


def _note(faces: Faces, config: DeckConfig, found: list[Problem]) -> AnkiNote | None:
    card = faces.card
    try:
        with net(found.append, card.place, "rendering this card", card.slug):
            wrong = tuple(formula_problems(faces))
            found += wrong
            if not has_errors(wrong):
                return render_note(faces, config)
    except ProblemsError as error:
        found += error.problems
    return None


def without_places(card: Card) -> bytes:
    """What a card says, wherever it stands: equal for equal cards, with which it may be moved."""
    fences = [_relative(fence, fence.place.line) for fence in card.setup]
    return _relative(replace(card, setup=()), card.place.line) + b"".join(fences)


class _Pickler(pickle.Pickler):
    """Writes lines as they are counted from one of them."""

    def __init__(self, file: io.BytesIO, line: int) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.fast = True  # equal parts are written equally, whether or not they are one object
        self.dispatch_table = dispatch_table.copy()
        self.dispatch_table[Place] = lambda place: (
            Place,
            (place.path, place.line - line, place.column),
        )
        self.dispatch_table[MappingProxyType] = lambda value: (dict, (dict(value),))


def _relative(value: Any, line: int) -> bytes:
    file = io.BytesIO()
    _Pickler(file, line).dump(value)
    return file.getvalue()
