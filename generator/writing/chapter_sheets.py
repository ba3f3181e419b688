"""The sheet of a chapter: what its template is told, and who claims how many pages it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.counted import counted
from generator.model import Place, Problem, ProblemsError
from generator.model.paper import PAPERS, Paper
from generator.rendering.rendered import RenderedDeck
from generator.writing.pdf import sheet_paper
from generator.writing.pdf_compile import plan_deck
from generator.writing.pdf_limits import USUAL, Unkept
from generator.writing.sheet_plans import TEMPLATE


def chapters_paper(size: Paper) -> Mapping[str, Any]:
    """What the template is told of its paper. The plan of a card rests on all of its chapter."""
    return {**sheet_paper(size), "by-chapter": True}


def sheet_pages(deck: RenderedDeck) -> tuple[Problem, ...]:
    """An error for each chapter whose sheet takes more pages than deck.toml claims. None where it
    claims nothing, and where a chapter cannot be printed, of which the writer of the PDF tells.
    """
    most = deck.config.printing.pages
    if not most:
        return ()
    problems = []
    for chapter in deck.chapters:
        cards = chapter.cards()
        if not cards:
            continue
        paper = {**chapters_paper(PAPERS[deck.config.paper]), "part": [1, 1]}
        try:
            plans = plan_deck(replace(deck, chapters=(chapter,)), TEMPLATE, paper, Unkept(USUAL))
        except ProblemsError:
            continue
        pages = int(plans[0]["pages"]) if plans and plans[0] else 0
        if pages > most:
            message = f"the sheet of `{chapter.title}` takes {counted(pages, 'page')}; deck.toml "
            message += f"says {most}"
            hint = "split the chapter, shorten its cards, or raise `pages` in [print]"
            place = Place(cards[0].note.place.path)
            problems.append(Problem(place, "sheet-pages", message, hint))
    return tuple(problems)
