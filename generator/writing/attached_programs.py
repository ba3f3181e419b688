"""The programs of a deck as one file, which travels with its PDFs.

What is copied from a page has lost its indentation in many viewers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from generator.language import LANGUAGES
from generator.rendering.rendered import RenderedDeck

_ENDINGS: Final = {"python": "py"}


def attached_programs(deck: RenderedDeck) -> dict[str, bytes]:
    """For each language of programs the name of a file and the programs of the deck in it, each
    below the slug of its card.
    """
    found: dict[str, list[str]] = {}
    for card in deck.cards:
        if '"program"' not in card.tokens:
            continue
        for language, code in programs_in(json.loads(card.tokens)["sheet"]):
            mark = LANGUAGES[language].comment
            found.setdefault(language, []).append(f"{mark} %% {card.note.slug}\n{code}\n")
    return {
        f"{deck.config.name}-{deck.language}.{_ENDINGS.get(language, 'txt')}": "\n".join(
            each
        ).encode()
        for language, each in found.items()
    }


def programs_in(token: Any) -> Iterator[tuple[str, str]]:
    """The programs in the tokens of a card, each with its language."""
    match token:
        case {"program": language, "code": list(lines)}:
            yield language, "\n".join("".join(run[1] for run in line["r"]) for line in lines)
        case dict():
            for value in token.values():
                yield from programs_in(value)
        case list():
            for value in token:
                yield from programs_in(value)
