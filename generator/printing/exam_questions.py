"""A card → a question on paper: what it is worth, and the room to answer it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.model.exam_settings import ExamSettings
from generator.printing.exam_room import (
    Token,
    gaps_in,
    is_filled,
    leading,
    listings,
    opened,
    room,
)
from generator.printing.key_sentences import announces, texts
from generator.reading.recordings import is_recording
from generator.rendering.giveaways import telling_fronts
from generator.rendering.rendered import RenderedCard, RenderedDeck

if TYPE_CHECKING:
    from generator.building.built import Built
    from generator.building.built_chapter import CardFacts

_MOST_GAPS: Final = 4  # that count

_SENTENCE_ENDS: Final = (".", "!", "?", "…", "。", "！", "？")

_UNPROVED: Final = {
    "not-run": "its program is not run, so nothing proves the answer",
    "not-read": "what it states was not checked, so nothing proves the answer",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A card that is asked, its kind, its tokens as they are read from JSON, and what it is worth,
    or each of its gaps.
    """

    card: RenderedCard
    kind: str
    tokens: Token
    worth: int

    @property
    def slug(self) -> str:
        return self.card.note.slug

    @property
    def is_long(self) -> bool:
        """Whether it needs the whole width of the paper."""
        return self.kind == "exercise"

    @property
    def points(self) -> int:
        if self.kind.startswith("cloze"):
            return self.worth * min(max(1, len(gaps_in(self.tokens["front"]))), _MOST_GAPS)
        return self.worth


def questions_of(
    built: Built, deck: RenderedDeck, kinds: Mapping[str, str], settings: ExamSettings
) -> tuple[tuple[Question, ...], dict[str, str]]:
    """The cards of `deck`, whose `kinds` go by their names, that can be asked on paper; and why
    each of the others cannot, by its slug.
    """
    chapters = [each for each in built.chapters if each.language == deck.language]
    facts = {card.slug: card for chapter in chapters for card in chapter.cards}
    telling = telling_fronts(one for chapter in chapters for one in chapter.problems)
    questions, unasked = [], {}
    for card in deck.cards:
        kind = kinds[card.note.id]
        why = why_not(card, kind, facts.get(card.note.slug), telling)
        if why:
            unasked[card.note.slug] = why
        else:
            tokens = json.loads(card.tokens)
            questions.append(Question(card, kind, tokens, settings.worth(kind)))
    return tuple(questions), unasked


def why_not(
    card: RenderedCard, kind: str, facts: CardFacts | None, telling: Collection[str]
) -> str:
    """Why a card cannot be asked on paper; empty if it can. `telling` are the slugs of those whose
    front has their answer on it.
    """
    tokens = json.loads(card.tokens)
    if facts is not None and facts.status in _UNPROVED:
        return _UNPROVED[facts.status]
    if card.note.slug in telling:
        return "its front gives the answer away"
    if not tokens["back"]:
        return "it has no answer that can be printed"
    if any(is_recording(media.name) for media in card.note.media):
        return "paper plays no recording"
    if any(each["mark"] == "not run" for each in listings([*tokens["front"], *tokens["back"]])):
        return _UNPROVED["not-run"]
    if kind in ("predict", "bug.predict") and any(
        each["mark"] == "varies" for each in leading(tokens["back"])
    ):
        return "its output varies from run to run"
    return ""


def asked(question: Question, number: int, options: Sequence[int] | None) -> RenderedCard:
    """The card with its number, its points, and room to answer; nothing of its answer is left.
    `options` are the places of its options in their new order.
    """
    tokens = question.tokens
    front = opened(_lettered(tokens["front"], options))
    space = room(question.kind, tokens["front"], tokens["back"])
    space["gaps"] = "text" in gaps_in(tokens["front"])
    about = {"number": number, "points": question.points, "room": space, "long": question.is_long}
    return question.card.with_tokens({**tokens, **about, "front": front, "back": [], "sheet": []})


def answered(
    question: Question, number: int, options: Sequence[int] | None, *, short: bool
) -> RenderedCard:
    """The card with its number and its answer, which is in `short` no more than what has to be
    found.
    """
    tokens = question.tokens
    back = _lettered(tokens["back"], options)
    letters = [
        item["letter"]
        for token in back
        for item in token.get("items", ())
        if item.get("box") == "right"
    ]
    about = {"number": number, "points": question.points, "letters": ", ".join(letters)}
    shown = _short(question, back) if short else back
    return question.card.with_tokens({**tokens, **about, "front": [], "back": shown})


def option_count(question: Question) -> int:
    """The number of its options, 0 if it has none."""
    found = (_options(token) for token in question.tokens["back"])
    return next((len(items) for items in found if items), 0)


def _options(token: Token) -> Sequence[Token]:
    items: Sequence[Token] = token.get("items", ()) if token["t"] == "list" else ()
    return items if items and all("box" in item for item in items) else ()


def _lettered(nodes: Sequence[Token], order: Sequence[int] | None) -> list[Token]:
    """The nodes, options of them in this order and with letters."""
    if order is None:
        return list(nodes)
    done = []
    for token in nodes:
        items = _options(token)
        if len(items) == len(order):
            chosen = [items[index] for index in order]
            lettered = [{**item, "letter": _letter(i)} for i, item in enumerate(chosen)]
            token = {**token, "items": lettered}
        done.append(token)
    return done


def _letter(index: int) -> str:
    """A to Z, then AA and so on."""
    more, last = divmod(index, 26)
    return (_letter(more - 1) if more else "") + chr(ord("A") + last)


def _short(question: Question, back: list[Token]) -> list[Token]:
    """What of an answer has to be found: nothing more for options, whose letters say it."""
    if question.kind == "choice":
        return []
    if question.kind.startswith("cloze"):
        return [token for token in back if is_filled(token)] or back[:1]
    programs = [token for token in back if token["t"] in ("listing", "columns")]
    if question.kind in ("predict", "bug", "bug.predict", "compare", "exercise"):
        return programs[:1] or _first(back)
    return _first(back)


def _first(back: list[Token]) -> list[Token]:
    """The start of an answer, with what that announces."""
    end = 1
    while end < len(back) and _goes_on(back[end - 1], back[end]):
        end += 1
    return back[:end]


def _goes_on(token: Token, after: Token) -> bool:
    """Whether a paragraph ends in a colon, or in the midst of a sentence that a formula ends."""
    if token["t"] != "p":
        return False
    text = "".join(texts(token)).rstrip()
    return announces(text) or (after["t"] == "math" and not text.endswith(_SENTENCE_ENDS))
