"""What is to be printed, and the paper, settings and languages that come of it and of deck.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from generator.model import DeckConfig
from generator.model.print_settings import PrintSettings
from generator.printing.card_grids import E_READER, UnprintableError
from generator.printing.chosen_cards import Choice
from generator.printing.products import PRODUCTS
from generator.printing.two_languages import languages_named


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be printed: products by their names in PRODUCTS, of which cards, in which
    languages (all if none is named; `en+zh` has one on each side, as `both` has those of a deck
    with two). What `settings`, `exam` and `paper` do not say, deck.toml does.
    """

    what: tuple[str, ...] = ("cards",)
    choice: Choice = field(default_factory=Choice)
    languages: tuple[str, ...] = ()
    paper: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    exam: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """The languages, two for cards with one on each side; the settings, the paper, and what each
    template is told.
    """

    languages: tuple[tuple[str, ...], ...]
    settings: PrintSettings
    paper: str
    told: Mapping[str, Mapping[str, Any]]


def planned(config: DeckConfig, wanted: Wanted) -> PrintPlan:
    """Raises NoSuchNameError for a language that the deck does not have, and UnprintableError for
    what does not fit on the paper, or together.
    """
    exam = config.printing.exam
    points = dict((*exam.points, *wanted.exam.get("points", ())))
    exam = replace(exam, **{**wanted.exam, "points": tuple(sorted(points.items()))})
    settings = replace(config.printing, **wanted.settings, exam=exam)
    paper = wanted.paper or config.paper
    if paper == E_READER and any(not PRODUCTS[name].booklet for name in wanted.what):
        raise UnprintableError("an e-reader shows booklets: name another --paper for the rest")
    told = {name: PRODUCTS[name].paper_of(paper, settings) for name in wanted.what}
    if wanted.settings.get("guide") and not any(PRODUCTS[name].cut for name in wanted.what):
        raise UnprintableError("a page that says how to print is for cards: add --what cards")
    languages = tuple(
        languages_named(config, each) for each in wanted.languages or config.languages
    )
    if any(len(each) > 1 for each in languages) and set(wanted.what) != {"cards"}:
        raise UnprintableError("only cards have two languages: print the rest in one")
    return PrintPlan(languages, settings, paper, told)
