"""A card → the link with which its reader can report a mistake."""

from __future__ import annotations

from os.path import relpath
from pathlib import PurePath
from urllib.parse import quote

from generator.model import Card, DeckConfig
from generator.rendering.html_escape import escape
from generator.rendering.html_words import word


def source_link(card: Card, config: DeckConfig) -> str:
    """The link of `report` in deck.toml, with the card put in; "" where there is none."""
    if not config.about.report:
        return ""
    path = PurePath(relpath(card.place.path, config.folder)).as_posix()
    address = config.about.report.format(
        path=quote(path),
        line=card.place.line,
        slug=quote(card.slug),
        language=quote(card.language),
        deck=quote(config.name),
    )
    return f'<a href="{escape(address)}">{escape(word("report", card.language))}</a>'
