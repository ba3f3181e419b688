"""Cards that take several cards on paper: who is told of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from generator.model import Problem, ProblemsError
from generator.model.paper import PAPERS
from generator.rendering.rendered import RenderedCard, RenderedChapter, RenderedDeck
from generator.writing.geometry import grid_of
from generator.writing.pdf import cut_paper
from generator.writing.pdf_compile import plan_deck
from generator.writing.pdf_limits import USUAL, Unkept

# Lines of a side that may need as many faces, each of which holds more than a third of them.
_LEAST: Final = 36
# Sides of more lines are not measured: thousands of outputs took two minutes. A face holds at most
# 30 lines of code, and a line of prose may have been counted twice.
_MOST: Final = 1_000
_SURELY: Final = 15  # cards for as many
_LINE: Final = 60  # characters, fewer than stand on a line
_IMAGE: Final = 12  # lines that it may take, and a formula by itself a third of them


def long_cards(deck: RenderedDeck, paper: Mapping[str, Any] | None = None) -> tuple[Problem, ...]:
    """A warning for each card that takes more than its kind may to cut out of `paper`, which is
    that of a build if it is not given: nobody studies a pile. None where they cannot be printed,
    of which the writer of the PDF tells.
    """
    usual = cut_paper(grid_of(PAPERS[deck.config.paper]))
    paper = usual if paper is None else paper
    # A smaller face, or one with larger type, holds fewer lines.
    share = paper["cut"]["face"]["height"] / usual["cut"]["face"]["height"]
    least = _LEAST * min(1.0, share / paper["cut"].get("zoom", 1))
    lines = {card.note.id: _lines_of(json.loads(card.tokens)) for card in deck.cards}
    problems = [
        _problem(card, f"more than {_SURELY}") for card in deck.cards if lines[card.note.id] > _MOST
    ]
    found = tuple(card for card in deck.cards if least < lines[card.note.id] <= _MOST)
    if not found:
        return tuple(problems)
    alone = replace(deck, chapters=(RenderedChapter("", lambda: found, len(found)),))
    try:
        plans = plan_deck(alone, "cards.typ", {**paper, "part": [1, 1]}, Unkept(USUAL))
    except ProblemsError:
        return tuple(problems)
    for card, plan in zip(found, plans, strict=True):
        count = len(plan["labels"]) if plan else 1
        if count > card.most_cards:
            problems.append(_problem(card, str(count)))
    return tuple(problems)


def _problem(card: RenderedCard, count: str) -> Problem:
    message = f"this card takes {count} cards on paper"
    hint = "split it, or leave out what need not be remembered"
    return Problem(card.note.place, "print-long", message, hint, "warning", card.note.slug)


def _lines_of(tokens: dict[str, Any]) -> float:
    """About how many lines the longer side takes."""
    return max(_lines(tokens[side]) for side in ("front", "back"))


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
