"""Faces → the data that the Typst templates print.

Nothing an author wrote becomes Typst markup: it travels as strings in JSON, and the templates
choose a function by the kind of a token.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from generator.model import DeckConfig, FacedDeck, Faces, Listing, Media, Node
from generator.rendering.html_words import colon, word
from generator.rendering.typst_blocks import block_tokens
from generator.rendering.typst_inline import Side, inline_tokens
from generator.rendering.typst_text import clean


def typst_card(faces: Faces, config: DeckConfig) -> dict[str, Any]:
    """A card's tokens: `question`, `front` and `back` for a card to cut out, `sheet` for the
    cheat sheet, where both sides stand together; `typed` asks for a line to write the answer on.
    Raises ProblemsError for a bad formula.

    The blanks of a cloze are empty in front; behind, the whole text stands again with its
    answers marked, and then what the card adds to them.
    """
    card = faces.card
    opened = Side(card.slug, media=faces.media)
    hidden = dataclasses.replace(opened, hide=True)
    front, back = faces.front, faces.back
    cloze = card.kind == "cloze"
    return {
        "slug": card.slug,
        "chapter": clean(card.chapter),
        "question": inline_tokens(faces.question, hidden),
        "front": block_tokens(front, hidden),
        "back": block_tokens((*front, *back) if cloze else back, opened),
        "typed": bool(faces.typed),
        "sheet": block_tokens(_together(front, back), opened),
        "verified": list(faces.verified),
    }


def typst_deck(deck: FacedDeck) -> dict[str, Any]:
    """The deck's tokens, without anything that depends on paper. Raises ProblemsError."""
    cards = len(deck.faces)
    return {
        "title": clean(deck.config.title(deck.language)),
        "lang": deck.language.lower().partition("-")[0],
        "words": _words(deck.language, cards),
        "verified": _verified_with(deck),
        "chapters": [
            {
                "title": clean(chapter.title),
                "cards": [typst_card(faces, deck.config) for faces in group],
            }
            for chapter, group in deck.chapters
            if group
        ],
    }


def _verified_with(deck: FacedDeck) -> list[str]:
    """What the cards were verified with: packages by name, and the interpreter last."""
    packages = {one for faces in deck.faces for one in faces.verified[:-1]}
    return [
        *sorted(packages),
        *sorted({faces.verified[-1] for faces in deck.faces if faces.verified}),
    ]


def deck_media(deck: FacedDeck) -> dict[str, Media]:
    """Every file that the deck's tokens name, by its name."""
    found: dict[str, Media] = {}
    for faces in deck.faces:
        found.update((media.name, media) for media in faces_media(faces))
    return found


def faces_media(faces: Faces) -> tuple[Media, ...]:
    """The files of one card: those its author named, and those its programs made."""
    outputs = _output_media((*faces.question, *faces.front, *faces.back))
    return (*faces.media.values(), *outputs)


def _output_media(nodes: Iterable[Node]) -> Iterator[Media]:
    for node in nodes:
        if node.listing is not None:
            yield from (shown.media for shown in node.listing.shown if shown.media is not None)
        yield from _output_media(node.children)


def _words(language: str, cards: int) -> dict[str, Any]:
    chinese = language.lower().startswith("zh")
    return {
        "not run": word("not run", language),
        "varies": word("varies", language),
        "right": word("right", language),
        "wrong": word("wrong", language),
        "verified": word("verified", language),
        "colon": colon(language),
        "count": f"{cards} 张卡片" if chinese else f"{cards} card{'' if cards == 1 else 's'}",
        "upright": chinese,
    }


def _together(front: tuple[Node, ...], back: tuple[Node, ...]) -> tuple[Node, ...]:
    """Both sides one below the other. Output that stands alone behind, because its program is
    in front, goes to its program; a program on both sides is shown once.
    """
    behind = {node.place: node.listing for node in back if node.listing is not None}
    merged: list[Node] = []
    placed = set()
    told = any(node.kind == "options" for node in back)
    for node in front:
        if told and node.kind == "options":
            continue
        other = behind.get(node.place)
        if node.listing is not None and other is not None:
            node = dataclasses.replace(node, listing=_joined(node.listing, other))
            placed.add(node.place)
        merged.append(node)
    rest = (node for node in back if node.listing is None or node.place not in placed)
    return (*merged, *rest)


def _joined(code: Listing, output: Listing) -> Listing:
    return dataclasses.replace(
        code,
        shown=output.shown or code.shown,
        mark=output.mark or code.mark,
        reason=output.reason or code.reason,
    )
