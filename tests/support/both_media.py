"""What a card of a few lines of Markdown is in Anki and on paper, without running anything."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.model import Card, Media, Problem, ProblemsError
from generator.reading.images import image_nodes, read_image
from generator.reading.whole_deck import read_deck
from generator.rendering.anki_notes import render_note
from generator.rendering.media import content_named
from generator.rendering.typst_card import typst_card
from tests.support.decks import write_deck
from tests.support.paper import faces_of


@dataclass(frozen=True, slots=True)
class InBoth:
    """`html` is the back of the note (of a cloze its text), `front` its front; `tokens` are what
    is printed of the back. `problems` are those of reading, each as (code, line, column).
    """

    card: Card
    html: str
    front: str
    tokens: list[dict[str, Any]]
    told: tuple[Problem, ...]

    @property
    def problems(self) -> list[tuple[str, int, int]]:
        return [(each.code, each.place.line, each.place.column) for each in self.told]


def in_both(
    folder: Path,
    body: str,
    *,
    heading: str = "## Q? {#q}",
    language: str = "en",
    files: Mapping[str, bytes] | None = None,
    toml: str = "",
) -> InBoth:
    """A card with this body, which starts at line 3 of its chapter."""
    deck, problems = read_deck(
        write_deck(
            folder,
            {f"{language}/01.md": f"{heading}\n\n{body}\n", **(files or {})},
            toml=f'name = "demo"\nlanguages = ["{language}"]\n{toml}',
        )
    )
    (card,) = deck.cards()
    faces = dataclasses.replace(faces_of(card), media=_media(folder, card))
    fields = render_note(faces, deck.config).fields
    cloze = "Text" in fields
    return InBoth(
        card,
        fields["Extra"] if cloze else fields["Back"],
        fields["Text"] if cloze else fields["Front"],
        typst_card(faces, deck.config)["back"],
        problems,
    )


def _media(folder: Path, card: Card) -> dict[str, Media]:
    """The images of a card, but for those that are no such thing."""
    found: dict[str, Media] = {}
    for node in image_nodes(card):
        with suppress(ProblemsError):
            suffix, data = read_image(folder, card, node)
            found[node.attrs["src"]] = content_named(data, suffix)
    return found


def printed(tokens: object) -> str:
    """All text in tokens, in order, without what only says how it is set."""
    if isinstance(tokens, Mapping):
        return "".join(printed(tokens[key]) for key in tokens if key not in _HOW)
    if isinstance(tokens, list | tuple):
        return "".join(printed(each) for each in tokens)
    return tokens if isinstance(tokens, str) else ""


_HOW = ("t", "aligns", "latex", "dir", "align", "src", "sort", "href")
