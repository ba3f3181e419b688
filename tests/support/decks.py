"""Small decks on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.building.targets import BUILT, TARGETS
from generator.model import Card, Deck, Problem
from generator.reading.whole_deck import read_deck

CARD = "## What is it? {#it}\n\nThis.\n"


def write_deck(
    folder: Path, files: Mapping[str, str | bytes] | None = None, *, toml: str = 'name = "demo"\n'
) -> Path:
    """Write a deck and return its folder; without files it has one English card."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "deck.toml").write_text(toml, "utf-8")
    for name, content in (files or {"en/01.md": CARD}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
    return folder


def built_names(stem: str) -> set[str]:
    """The names of all files that are built of one language, which start with `stem`."""
    return {f"{stem}{TARGETS[name].ending}" for name in BUILT}


def read_text(folder: Path, text: str) -> tuple[Deck, tuple[Problem, ...]]:
    """Read a deck of one English chapter."""
    return read_deck(write_deck(folder, {"en/01.md": text}))


def read_card(folder: Path, text: str) -> Card:
    """Read a chapter that must be without problems, and return its only card."""
    deck, problems = read_text(folder, text)
    assert not problems, [f"{p.place}: {p.message}" for p in problems]
    (card,) = deck.cards()
    return card
