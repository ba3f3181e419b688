"""Study decks and cards as JSON, for their page."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

from generator.scheduling.card_key import CardKey
from generator.scheduling.due_queue import Queue
from generator.scheduling.study_figures import study_figures, today_figures
from generator.scheduling.study_settings import StudySettings
from generator.studying.study_deck import NotStudied, StudyDeck
from generator.studying.study_desk import Shown, StudyDesk

_MOST_LEFT_OUT = 200  # that are named one by one


def deck_json(desk: StudyDesk, version: int) -> dict[str, Any]:
    """All that the page needs to begin, beside the first card."""
    deck = desk.deck
    cards = list(deck.cards.values())
    counts = Counter(card.due.chapter for card in cards)
    languages = {card.due.chapter: card.due.language for card in cards}
    return {
        "version": version,
        "title": text(deck.title_in(desk.language)),
        "titles": {text(code): text(title) for code, title in deck.titles.items()},
        "languages": list(map(text, deck.languages)),
        "language": desk.language,
        "chapters": [
            {"name": text(name), "language": text(languages[name]), "cards": counts[name]}
            for name in deck.chapters
            if counts[name]
        ],
        "kinds": sorted({card.due.kind for card in cards if card.due.kind}),
        "tags": sorted({text(tag) for card in cards for tag in card.due.tags}),
        "cards": len(cards),
        "reading": deck.reading,
        "waiting": deck.waiting,
        "broken": text(deck.broken),
        "left_out": [_left_out_json(each) for each in deck.left_out[:_MOST_LEFT_OUT]],
        "left_out_count": len(deck.left_out),
        "last_good_count": sum(bool(card.last_good) for card in cards),
        "notices": list(map(text, deck.notices)),
        "settings": settings_json(desk.settings),
    }


def status_json(desk: StudyDesk) -> dict[str, Any]:
    """What is due of the desk's language, for a program that asks for no page."""
    deck, due = desk.deck, desk.due()
    queue = Queue(due, desk.log)
    counts = queue.counts()
    return {
        "title": text(deck.title_in(desk.language)),
        "language": text(desk.language),
        "due": {"new": counts.new, "learning": counts.learning, "review": counts.review},
        "limited": queue.limited(),
        "today": today_figures(due, desk.log),
        "figures": named(deck, study_figures(due, desk.log)),
        "last_good": [text(card.id) for card in deck.cards.values() if card.last_good],
        "left_out": [_left_out_json(each) for each in deck.left_out],
        "broken": text(deck.broken),
        "waiting": deck.waiting,
    }


def _left_out_json(one: NotStudied) -> dict[str, Any]:
    return {
        "id": text(one.id),
        "why": text(one.why),
        "question": text(one.question),
        "path": text(one.path),
        "line": one.line,
    }


def settings_json(settings: StudySettings) -> dict[str, Any]:
    """What of the settings the page shows; 0 minutes are no limit."""
    return {
        "new": settings.new,
        "reviews": settings.reviews,
        "minutes": settings.minutes or 0,
        "retention": settings.retention,
    }


def card_json(shown: Shown, practice: dict[str, Any] | None = None) -> dict[str, Any]:
    """A card with the addresses of its sides, and what it can be practised with."""
    card = shown.card
    due = card.due
    side = f"/side/{quote(due.digest, safe='') or '0'}/{quote(str(due.key), safe='')}"
    return {
        "key": text(str(due.key)),
        "turn": shown.turn,
        "digest": text(due.digest),
        "id": text(card.id),
        "question": text(card.question),
        "chapter": text(due.chapter),
        "kind": due.kind,
        "language": text(due.language),
        "path": text(card.path),
        "line": card.line,
        "tags": list(map(text, due.tags)),
        "state": shown.phase,
        "changed": shown.changed,
        "last_good": text(card.last_good),
        "flag": shown.flag,
        "leech": shown.leech,
        "suspended": shown.suspended,
        "lapses": shown.lapses,
        "reviews": shown.reviews,
        "sides": {"front": f"{side}/front", "back": f"{side}/back"},
        "intervals": list(shown.intervals),
        "practice": practice,
    }


def turn_json(desk: StudyDesk, queue: Queue, card: dict[str, Any] | None) -> dict[str, Any]:
    """What comes next: a card, as JSON, or why there is none."""
    counts = queue.counts()
    today, over = desk.today(), card is None
    wait = queue.wait() if over else None
    return {
        "card": card,
        "counts": {"new": counts.new, "learning": counts.learning, "review": counts.review},
        "today": today,
        "undo": bool(today["reviews"] or desk.marked),
        "wait": wait,
        "limited": queue.limited() if over else "",
        "done": named(desk.deck, desk.session()) if over and wait is None else None,
    }


def named(deck: StudyDeck, figures: Any) -> Any:
    """Figures in which each `key` of a card has its `question` beside it; a bare key in a list of
    `learned` or `again` becomes such an object.
    """
    if isinstance(figures, dict):
        found = {name: named(deck, value) for name, value in figures.items()}
        if isinstance(figures.get("key"), str):
            found["question"] = _question(deck, figures["key"])
        return found
    if isinstance(figures, (list, tuple)):
        return [named(deck, value) for value in figures]
    return text(figures) if isinstance(figures, str) else figures


def _question(deck: StudyDeck, key: str) -> str:
    card = deck.cards.get(CardKey.parse(key))
    return text(card.question) if card is not None else ""


def text(given: str) -> str:
    """Text without lone surrogates: names of files may hold some, JSON may not."""
    return given.encode("utf-8", "replace").decode("utf-8")
