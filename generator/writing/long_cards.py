"""Cards that take several cards on paper: who is told of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from generator.model import Problem, ProblemsError
from generator.model.paper import PAPERS
from generator.rendering.rendered import RenderedChapter, RenderedDeck
from generator.writing.geometry import grid_of
from generator.writing.pdf import cut_paper
from generator.writing.pdf_compile import plan_deck
from generator.writing.pdf_limits import USUAL

MANY: Final = 3  # cards: nobody studies a pile
# Lines of a side that may need as many faces, each of which holds more than a third of them.
_LEAST: Final = 36
_LINE: Final = 60  # characters, fewer than stand on a line
_IMAGE: Final = 12  # lines that it may take, and a formula by itself a third of them


def long_cards(deck: RenderedDeck) -> tuple[Problem, ...]:
    """A warning for each card that takes three or more to cut out. None where they cannot be
    printed, of which the writer of the PDF tells.
    """
    found = tuple(card for card in deck.cards if _may_be_long(json.loads(card.tokens)))
    if not found:
        return ()
    alone = replace(deck, chapters=(RenderedChapter("", lambda: found, len(found)),))
    paper = {**cut_paper(grid_of(PAPERS[deck.config.paper])), "part": [1, 1]}
    try:
        plans = plan_deck(alone, "cards.typ", paper, USUAL)
    except ProblemsError:
        return ()
    problems = []
    for card, plan in zip(found, plans, strict=True):
        count = len(plan["labels"]) if plan else 1
        if count >= MANY:
            message = f"this card takes {count} cards on paper"
            hint = "split it, or leave out what need not be remembered"
            place, slug = card.note.place, card.note.slug
            problems.append(Problem(place, "print-long", message, hint, "warning", slug))
    return tuple(problems)


def _may_be_long(tokens: dict[str, Any]) -> bool:
    return any(_lines(tokens[side]) > _LEAST for side in ("front", "back"))


def _lines(token: Any) -> float:
    """About how many lines of a card it takes, rather more than fewer."""
    match token:
        case list():
            return sum(map(_lines, token))
        case dict() if "lines" in token:
            return sum(map(_code_lines, token["lines"]))
        case dict():
            own = {"image": _IMAGE, "math": _IMAGE / 3, "p": 1, "listing": 1}.get(
                token.get("t", ""), 0
            )
            own += 1.5 * len(token.get("rows", ())) + 0.5 * len(token.get("items", ()))
            code = sum(map(_code_lines, token.get("code") or ()))
            text = sum(map(len, token["s"])) / _LINE if isinstance(token.get("s"), list) else 0
            rest = (value for key, value in token.items() if key not in ("code", "m", "s"))
            return own + code + text + sum(map(_lines, rest))
    return 0


def _code_lines(line: dict[str, Any]) -> float:
    return max(1.0, float(line["n"]) / _LINE)
