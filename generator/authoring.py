"""Decks made by a program instead of written in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from generator.kinds.basic import BASIC
from generator.model.places import Place, Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Card:
    """A card in Markdown, as it would stand in a chapter.

    `question` is one line, `answer` everything below it; a `---` moves what is above it to the
    front. `slug` is the card's id, unique in its language. `kind` is the name of a kind in
    docs/cards.md, such as "cloze" or "predict". `subdeck` nests with "::".
    """

    question: str
    answer: str
    slug: str
    kind: str = "basic"
    tags: tuple[str, ...] = ()
    chapter: str = ""
    subdeck: str = ""


@dataclass(frozen=True, slots=True)
class Deck:
    """Cards in study order: of one language, or by language.

    `name` is part of the names of files and of the ids of cards: it must not change once people
    study the deck. `media` are the files that cards show, by the names they use.
    """

    name: str
    cards: Sequence[Card] | Mapping[str, Sequence[Card]]
    title: str = ""
    media: Mapping[str, bytes] | None = None

    def write(self, folder: str | Path) -> Path:
        """Write the deck as a folder of Markdown and return the folder.

        Raises ProblemsError for a card that cannot be written, and OSError.
        """
        root = Path(folder)
        languages = self.cards if isinstance(self.cards, Mapping) else {"en": self.cards}
        problems = [problem for cards in languages.values() for problem in _problems(self, cards)]
        if problems:
            raise ProblemsError(*problems)
        files = {f"{language}/{name}": text for language, cards in languages.items()
                 for name, text in _chapters(cards)}  # fmt: skip
        root.mkdir(parents=True, exist_ok=True)
        (root / "deck.toml").write_text(_settings(self, languages), "utf-8")
        for language in languages:
            (root / language).mkdir(exist_ok=True)
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
        for name, data in (self.media or {}).items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return root


def _problems(deck: Deck, cards: Iterable[Card]) -> Iterable[Problem]:
    from generator.reading.markdown import parse_markdown

    for card in cards:
        place = Place(f"{deck.name}/{card.slug}")
        if "\n" in card.question.strip():
            message = "the question has more than one line"
            hint = "move the rest into the answer, above a `---`"
            yield Problem(place, "bad-value", message, hint, card=card.slug)
        tokens, _ = parse_markdown(card.answer)
        headings = (token for token in tokens if token.type == "heading_open")
        if any(token.tag in ("h1", "h2") and token.level == 0 for token in headings):
            message = "the answer has a heading of level 1 or 2, which would end the card"
            hint = "use ### inside an answer"
            yield Problem(place, "bad-value", message, hint, card=card.slug)


def _settings(deck: Deck, languages: Iterable[str]) -> str:
    """The text of deck.toml. TOML's texts in quotes are written as JSON's are."""
    names = list(languages)
    lines = [f"name = {_quoted(deck.name)}", f"languages = {json.dumps(names)}"]
    if deck.title:
        lines += ["", "[title]", *(f"{_quoted(name)} = {_quoted(deck.title)}" for name in names)]
    return "\n".join(lines) + "\n"


def _chapters(cards: Sequence[Card]) -> Iterable[tuple[str, str]]:
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
    kind = "" if card.kind == BASIC.name else f" .{card.kind}"
    return f"## {card.question.strip()} {{#{card.slug}{kind}}}\n\n{card.answer.strip()}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
