"""Faces → the data that the Typst templates print.

Nothing an author wrote becomes Typst markup: it travels as strings in JSON, and the templates
choose a function by the kind of a token.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence, Set
from typing import Any, Final

from generator.kinds.kind import Nodes
from generator.kinds.table import kind_of
from generator.model import KEYED, DeckConfig, Faces, Listing, Node, Place
from generator.rendering.directions import language_direction, text_direction
from generator.rendering.html_words import colon, in_language, word
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
    base = language_direction(card.language)
    opened = Side(card.slug, media=faces.media, language=card.language, direction=base)
    hidden = dataclasses.replace(opened, hide=True)
    front, back, hints = on_paper(faces)
    cloze = kind_of(card).note == "cloze"
    return {
        "slug": card.slug,
        "chapter": clean(card.chapter),
        "question": inline_tokens(faces.question, hidden),
        **_direction(faces),
        "front": block_tokens(front, hidden),
        "back": block_tokens((*(_together(front, back) if cloze else back), *hints), opened),
        "typed": bool(faces.typed),
        "sheet": block_tokens(_together(front, back), opened),
        "verified": list(faces.verified),
    }


def key_tokens(faces: Faces) -> list[dict[str, Any]]:
    """The tokens of what is marked for a cheat sheet; with a marked heading, of the whole card."""
    card = faces.card
    side = Side(card.slug, media=faces.media, language=card.language,
                direction=language_direction(card.language))  # fmt: skip
    front, back, _ = on_paper(faces)
    marked = tuple(_marked(_together(front, back), frozenset(card.keys)))
    return block_tokens(marked or (_together(front, back) if card.place in card.keys else ()), side)


def _marked(nodes: Nodes, keys: Set[Place]) -> Iterator[Node]:
    for node in nodes:
        if node.kind in KEYED and node.place in keys:
            yield node
        else:
            yield from _marked(node.children, keys)


def on_paper(faces: Faces) -> tuple[Nodes, Nodes, Nodes]:
    """Both sides, and what is folded in front, if the kind of card puts that behind: in short, and
    not on the cheat sheet, where the answer stands beside it.
    """
    if not kind_of(faces.card).folded_behind:
        return faces.front, faces.back, ()
    folded = tuple(node for node in faces.front if node.attrs.get("fold") == "closed")
    front = tuple(node for node in faces.front if node not in folded)
    return front, faces.back, _in_short(folded, colon(faces.card.language))


def _in_short(folded: Nodes, colon: str) -> Nodes:
    """Blocks with titles as one paragraph, as far as each is one."""
    words: list[Node] = []
    others: list[Node] = []
    for number, node in enumerate(folded, 1):
        title, *rest = node.children
        if [each.kind for each in rest] != ["paragraph"]:
            others.append(node)
            continue
        count = Node("text", node.place, text=f" {number}" if len(folded) > 1 else "")
        end = Node("text", node.place, text=colon)
        words += (Node("strong", node.place, (*title.children, count, end)), *rest[0].children)
        words.append(Node("text", node.place, text=" "))
    return (*([Node("paragraph", folded[0].place, tuple(words))] if words else ()), *others)


def _direction(faces: Faces) -> dict[str, str]:
    """That of a question, where it is not the usual one."""
    direction = text_direction(faces.question, faces.card.language)
    return {} if direction == language_direction(faces.card.language) else {"dir": direction}


_COUNT: Final = {"en": "{} cards", "zh": "{} 张卡片", "zh-hant": "{} 張卡片"}


def deck_data(title: str, language: str, cards: int, verified: Sequence[str]) -> dict[str, Any]:
    """What the templates need to know about a deck, besides its chapters and the paper."""
    return {
        "title": clean(title),
        "lang": language.lower().partition("-")[0],
        "words": _words(language, cards),
        "verified": list(verified),
        **({"rtl": True} if language_direction(language) == "rtl" else {}),
    }


def _words(language: str, cards: int) -> dict[str, Any]:
    chinese = language.lower().startswith("zh")
    return {
        "not run": word("not run", language),
        "varies": word("varies", language),
        "in part": word("in part", language),
        "right": word("right", language),
        "wrong": word("wrong", language),
        "verified": word("verified", language),
        "continued": word("continued", language),
        "colon": colon(language),
        "count": in_language(_COUNT, language).format(cards) if cards != 1 or chinese else "1 card",
        "upright": chinese,
    }


def _together(front: tuple[Node, ...], back: tuple[Node, ...]) -> tuple[Node, ...]:
    """Both sides one below the other. Output that stands alone behind, because its program is
    in front, goes to its program; a program on both sides is shown once, and so is any block that
    its kind of card shows in two forms: as it is behind.
    """
    behind = {node.place: node.listing for node in back if node.listing is not None}
    again = {node.place for node in back if node.listing is None and node.kind != "footnotes"}
    merged: list[Node] = []
    placed = set()
    for node in front:
        if node.listing is None and node.kind != "footnotes" and node.place in again:
            continue
        other = behind.get(node.place)
        if node.listing is not None and other is not None:
            node = dataclasses.replace(node, listing=_joined(node.listing, other))
            placed.add(node.place)
        merged.append(node)
    rest = (node for node in back if node.listing is None or node.place not in placed)
    return (*merged, *rest)


def _joined(code: Listing, output: Listing) -> Listing:
    whole, blanks = code.whole or (code.code, code.blanks)
    return dataclasses.replace(
        code,
        code=whole,
        blanks=blanks,
        shown=output.shown or code.shown,
        mark=output.mark or code.mark,
        reason=output.reason or code.reason,
    )
