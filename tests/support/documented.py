"""The cards that the documentation shows, as a deck."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from tests.support.cli import ROOT

TOML = 'name = "documented"\n'
PAGE = ROOT / "docs" / "cards.md"
_EXAMPLE = re.compile(r"(?ms)^(`{4,})markdown\n(?P<text>(?:(?!^````).)*)^\1$")
_PICTURED = re.compile(
    _EXAMPLE.pattern + r"(?P<between>(?:(?!````).)*?)^!\[[^\]]+\]\((?P<picture>[\w./]+)\)$"
)
_HEADING = re.compile(r"(?m)^## .*\{#[\w-]+(?: \.(?P<kind>\w+(?: \.\w+)*))?(?: \w+=.*)?\}$")


@dataclass(frozen=True)
class Pictured:
    """The Markdown of a card, and the name of its picture, seen from the page."""

    text: str
    picture: str

    @property
    def digest(self) -> str:
        """What the picture bears of the text that it was taken of."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def examples(page: str) -> list[str]:
    """The Markdown of every card that a page shows."""
    return [found["text"] for found in _EXAMPLE.finditer(page)]


def pictured() -> dict[str, Pictured]:
    """The card of each kind in docs/cards.md, by the kind that its heading has, in order."""
    return {
        ((heading["kind"] or "basic").replace(" ", "") if heading else ""): Pictured(
            found["text"], found["picture"]
        )
        for found in _PICTURED.finditer(PAGE.read_text("utf-8"))
        for heading in [_HEADING.search(found["text"])]
    }


def files() -> dict[str, str]:
    """A chapter for each kind."""
    kinds = enumerate(pictured().items(), 1)
    return {f"en/{n:02}-{kind.replace('.', '-')}.md": one.text for n, (kind, one) in kinds}
