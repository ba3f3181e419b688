"""What went wrong in printing → problems at the cards they concern."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.rendering.rendered import RenderedCard, RenderedDeck
from generator.writing.pdf_pictures import Undrawn

_OWN_MESSAGE: Final = re.compile(r"proofdeck:(\{.*?\})", re.DOTALL)
_SMALLER: Final = "split the deck, or make its largest images smaller"
_OWN: Final = {
    "wide-table": (
        "a cell of a table is wider than its page and cannot be broken",
        "break it in two, or take it out of the table",
    ),
    "too-tall": (
        "something is taller than its page and cannot be split",
        "split the formula or the table into several",
    ),
    "long-question": (
        "the question is longer than a card",
        "shorten the question, or move part of it above a `---`",
    ),
}


def deck_place(deck: RenderedDeck) -> Place:
    return Place(display_path(Path(deck.config.folder) / "deck.toml"))


def timed_out(deck: RenderedDeck, seconds: float) -> ProblemsError:
    message = f"printing took longer than {seconds:g} seconds and was stopped"
    return ProblemsError(Problem(deck_place(deck), "print-timeout", message, _SMALLER))


def broken(deck: RenderedDeck, status: int, stderr: str) -> ProblemsError:
    """The compiler was killed, usually for exceeding its memory limit."""
    message = f"the PDF compiler crashed (status {status}); it may have run out of memory"
    detail = stderr.strip()[-2000:]
    place = deck_place(deck)
    return ProblemsError(Problem(place, "print-broken", message, _SMALLER, detail=detail))


def image_unreadable(deck: RenderedDeck, found: Mapping[str, Undrawn]) -> ProblemsError | None:
    """A problem for each card and image that cannot be drawn; None if there is none."""
    problems = [
        Problem(
            card.note.place,
            "print-image",
            f"the image {_source_of(card, media.name)} cannot be printed: "
            f"{found[media.name].message}",
            found[media.name].hint,
            card=card.note.slug,
        )
        for card in deck.cards
        for media in card.note.media
        if media.name in found
    ]
    return ProblemsError(*problems) if problems else None


def _source_of(card: RenderedCard, name: str) -> str:
    """What the author calls the image."""
    return card.sources.get(name, name)


def refused_card(report: Mapping[str, Any]) -> str | None:
    """The slug of the card that a template names in the report of the compiler, if it names one."""
    own = _OWN_MESSAGE.search(report["message"].replace('\\"', '"'))
    return str(json.loads(own[1])["slug"]) if own else None


def refused(deck: RenderedDeck, report: Mapping[str, Any]) -> ProblemsError:
    """The error of the compiler or a template, at the card if the template names one."""
    own = _OWN_MESSAGE.search(report["message"].replace('\\"', '"'))
    if own:
        found = json.loads(own[1])
        message, hint = _OWN[found["what"]]
        slug = found["slug"]
        places = (note.place for note in deck.notes if note.slug == slug)
        place = next(places, deck_place(deck))
        return ProblemsError(Problem(place, "print-too-large", message, hint, card=slug))
    message = f"the PDF compiler refused the deck: {report['message']}"
    hint = "; ".join(report["hints"]) or "check what you changed last in the deck"
    detail = report["diagnostic"]
    return ProblemsError(Problem(deck_place(deck), "print-failed", message, hint, detail=detail))
