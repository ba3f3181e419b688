"""A deck of one language → plain Markdown: a file with all cards, beside it the media files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from generator.rendering.markdown_text import escaped, with_media
from generator.rendering.rendered import RenderedCard, RenderedDeck
from generator.writing.apkg import media_files


def write_markdown(deck: RenderedDeck, folder: Path) -> Path:
    """Write the folder `<name>-<language>-markdown` into `folder` and return its path. Raises
    OSError.
    """
    root = folder / f"{deck.config.name}-{deck.language}-markdown"
    root.mkdir()
    text = with_media(markdown_book(deck), "media/")
    (root / "deck.md").write_text(text, "utf-8", newline="\n")
    media = media_files(deck.notes)
    if media:
        (root / "media").mkdir()
    for name, data in media.items():
        (root / "media" / name).write_bytes(data)
    return root


def markdown_book(deck: RenderedDeck) -> str:
    """The title of the deck, of each chapter, and the cards: question, what else is on the front,
    a line, the back.
    """
    parts = [f"# {escaped(deck.config.title(deck.language))}"]
    for chapter, cards in groupby(deck.cards, key=_chapter):
        parts.append(f"## {escaped(chapter)}")
        parts += map(_card, cards)
    return "\n\n".join(parts) + "\n"


def _chapter(card: RenderedCard) -> str:
    return card.sides.chapter if card.sides is not None else ""


def _card(card: RenderedCard) -> str:
    assert card.sides is not None
    sides = card.sides
    about = " ".join((card.note.slug, *(f"#{tag}" for tag in card.note.tags)))
    parts = [f"### {sides.question}", f"<!-- {about.replace('--', '- -')} -->", sides.front]
    return "\n\n".join(part for part in (*parts, "---", sides.behind) if part)


def markdown_lacks(deck: RenderedDeck) -> Iterator[str]:
    """What the file cannot carry."""
    yield "the ids of cards are not in it, only their slugs, in comments"
    yield from runs_lacking(deck)
    count = sum(bool(card.sides and card.sides.reverse) for card in deck.cards)
    if count:
        cards = "1 card" if count == 1 else f"{count} cards"
        yield f"the second question of {cards} is not in it: each is asked one way"


def runs_lacking(deck: RenderedDeck) -> Iterator[str]:
    """What a file of cards as text says of their runs."""
    if any(card.verified for card in deck.cards):
        yield "what was run is not in it, only what came out: `verify` needs a package"
