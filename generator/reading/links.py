"""Links of cards: what leads nowhere from a card is only its text there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from generator.model import Card, Problem
from generator.model.walking import walk

_SCHEMES: Final = {"http", "https", "mailto"}
_MOST_SHOWN: Final = 60


def leads_outside(href: str) -> bool:
    """Whether a card may open an address: of the web, or of mail."""
    try:
        return urlsplit(href).scheme.lower() in _SCHEMES
    except ValueError:  # such as an unclosed bracket of an IPv6 address
        return False


def link_problems(card: Card) -> Iterator[Problem]:
    """A warning for each link that a card shows as text."""
    for node in walk((*card.question, *card.front, *card.back)):
        href = node.attrs.get("href", "") if node.kind == "link" else ""
        if node.kind == "link" and not leads_outside(href):
            shown = href if len(href) <= _MOST_SHOWN else f"{href[:_MOST_SHOWN]}…"
            message = f"a card cannot open `{shown}`, so it shows only the text of the link"
            if not shown:
                message = "this link leads nowhere, so a card shows only its text"
            hint = "link to an address that begins with https://, or write what is there"
            yield Problem(node.place, "dead-link", message, hint, "warning", card.slug)
