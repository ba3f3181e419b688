"""Decks made by a program instead of written in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from generator.card_values import Card, card_problems, media_problems
from generator.kinds.basic import BASIC
from generator.kinds.table import KINDS
from generator.model.places import Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Deck:
    """Cards in study order: of one language, or by language.

    `name` is part of the names of files, that of the lock included. `media` are the files that
    cards show, by the names they use.
    """

    name: str
    cards: Iterable[Card] | Mapping[str, Iterable[Card]]
    title: str = ""
    media: Mapping[str, bytes] | None = None

    def __post_init__(self) -> None:
        """Keep the cards of iterators, which can be read once only."""
        given = self.cards
        by_language = given.items() if isinstance(given, Mapping) else (("", given),)
        kept = {language: _cards(cards) for language, cards in by_language}
        object.__setattr__(self, "cards", kept if isinstance(given, Mapping) else kept[""])

    def write(self, folder: str | Path) -> Path:
        """Write the deck as a folder of Markdown and return the folder.

        Raises ProblemsError, before anything is written, for a value that would not be read back
        as its field and a file that would leave the folder; and OSError.
        """
        root = Path(folder)
        languages = self.cards if isinstance(self.cards, Mapping) else {"en": self.cards}
        settings, media = _settings(self, languages), self.media or {}
        problems = [each for cards in languages.values() for card in cards
                    for each in card_problems(self.name, card)]  # fmt: skip
        problems += _problems_of_settings(self.name, settings)
        if problems:
            raise ProblemsError(*problems)
        files = {f"{language}/{name}": text for language, cards in languages.items()
                 for name, text in _chapters(cards)}  # fmt: skip
        problems += media_problems(self.name, media, files, languages)
        if problems:
            raise ProblemsError(*problems)
        root.mkdir(parents=True, exist_ok=True)
        (root / "deck.toml").write_text(settings, "utf-8")
        for language in languages:
            (root / language).mkdir(exist_ok=True)
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
        for name, data in media.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return root


def _cards(given: Iterable[Card]) -> tuple[Card, ...]:
    cards = (given,) if isinstance(given, Card) else tuple(given)
    for each in cards:
        if not isinstance(each, Card):
            raise TypeError(f"{each!r:.80} is not a Card: a deck is made of Card objects")
    return cards


def _problems_of_settings(name: str, text: str) -> Sequence[Problem]:
    """What is wrong with the deck's name, its languages and its title."""
    from generator.reading.config import config_of
    from generator.reading.source import Source

    try:
        config_of(Source.of(f"{name}/deck.toml", text), Path())
    except ProblemsError as error:
        return error.problems
    return ()


def _settings(deck: Deck, languages: Iterable[str]) -> str:
    """The text of deck.toml. TOML's texts in quotes are written as JSON's are."""
    names = list(languages)
    lines = [f"name = {_quoted(deck.name)}", f"languages = {json.dumps(names)}"]
    lines += ["number_subdecks = false"]  # the names of the files are not the author's
    if deck.title:
        lines += ["", "[title]", *(f"{_quoted(name)} = {_quoted(deck.title)}" for name in names)]
    return "\n".join(lines) + "\n"


def _chapters(cards: Iterable[Card]) -> Iterable[tuple[str, str]]:
    """A file for each run of cards that share what a file says of all its cards."""
    shared = groupby(cards, key=lambda card: (card.chapter, card.subdeck, card.tags))
    for number, ((chapter, subdeck, tags), group) in enumerate(shared, 1):
        matter = ["---"]
        matter += [f"deck: {_quoted(subdeck)}"] if subdeck else []
        matter += [f"tags: {json.dumps(list(tags))}"] if tags else []
        head = "\n".join([*matter, "---", ""]) if len(matter) > 1 else ""
        title = f"# {chapter}\n\n" if chapter else ""
        yield f"{number:04}.md", head + title + "\n".join(map(_markdown, group))


def _markdown(card: Card) -> str:
    kind = "" if card.kind == BASIC.name else f" {KINDS[card.kind].classes}"
    return f"## {card.question.strip()} {{#{card.slug}{kind}}}\n\n{card.answer.strip()}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
