"""A deck of one language → a `.mochi` file: a ZIP archive with data.edn and the media files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from generator.rendering.markdown_sides import MarkdownSides
from generator.rendering.markdown_text import MEDIA, with_media
from generator.rendering.rendered import RenderedCard, RenderedDeck
from generator.writing.apkg import media_files, zipped
from generator.writing.lock import Lock
from generator.writing.markdown_book import runs_lacking
from generator.writing.subdecks import numbered_decks

_BETWEEN: Final = "\n\n---\n\n"  # which parts the sides of a card


def write_mochi(deck: RenderedDeck, lock: Lock, folder: Path) -> Path:
    """Write `<name>-<language>.mochi` into `folder` and return its path. `lock` must know every
    note. Equal decks and locks give equal files. Raises OSError.
    """
    path = folder / f"{deck.config.name}-{deck.language}.mochi"
    media = media_files(deck.notes)
    names = {name: _attachment(name) for name in media}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        zipped(archive, "data.edn", mochi_data(deck, lock, names).encode("utf-8"))
        for name, data in media.items():
            zipped(archive, names[name], data)
    return path


def mochi_data(deck: RenderedDeck, lock: Lock, media: dict[str, str]) -> str:
    """The text of data.edn. `media` are the names of files in the archive by their own."""
    cards = list(deck.cards)
    names = numbered_decks([card.note for card in cards])
    decks: dict[tuple[str, ...], list[str]] = {}
    shown: dict[tuple[str, ...], str] = {}
    for position, card in enumerate(cards):
        path = tuple(card.note.deck.split("::"))
        numbered = names[card.note.deck, card.note.number].split("::")
        for end in range(1, len(path) + 1):
            decks.setdefault(path[:end], [])
            shown[path[:end]] = numbered[end - 1]
        decks[path].append(_card(card, position, lock, media))
    listed = []
    for order, (path, texts) in enumerate(decks.items()):
        # Like cards, decks have ids that stay: the title and the numbers of chapters may change.
        ids = [_keyword(lock.deck, deck.language, *each[1:]) for each in (path, path[:-1])]
        parent = f" :parent-id {ids[1]}" if len(path) > 1 else ""
        about = f":id {ids[0]} :name {_text(shown[path])} :sort {order}{parent}"
        listed.append(f"{{{about}\n:cards [" + "\n".join(texts) + "]}")
    return "{:version 2\n:decks [" + "\n".join(listed) + "]}\n"


def _card(card: RenderedCard, position: int, lock: Lock, media: dict[str, str]) -> str:
    assert card.sides is not None
    content = with_media(_content(card.sides), MEDIA, embedded=True)
    for name, attachment in media.items():
        content = content.replace(f"{MEDIA}{name}", f"@media/{attachment}")
    tags = " ".join(map(_text, card.note.tags))
    more = " :review-reverse? true" if card.sides.reverse else ""
    return (
        f"{{:id {_keyword(lock.entries[card.note.id].guid)} :pos {_text(f'{position:06}')}"
        f" :content {_text(content)} :tags #{{{tags}}}{more}}}"
    )


def _content(sides: MarkdownSides) -> str:
    """A card with its sides. One whose clozes Mochi hides itself has the text once."""
    front = "\n\n".join(part for part in (sides.question, sides.front) if part)
    parts = (sides.numbered, sides.back) if sides.numbered else (front, sides.behind)
    return _BETWEEN.join(part for part in parts if part)


def _text(text: str) -> str:
    """A text in EDN. Its ends of lines stay as they are, which every reader shows as such."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _keyword(*parts: str) -> str:
    """An id: a letter, then letters and digits."""
    return ":p" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:15]


def _attachment(name: str) -> str:
    """The name of a media file in the archive, of letters and digits."""
    return hashlib.sha256(name.encode()).hexdigest()[:16] + PurePath(name).suffix.lower()


def mochi_lacks(deck: RenderedDeck) -> Iterator[str]:
    """What the file cannot carry."""
    yield from runs_lacking(deck)
    yield from _lacks(card.sides for card in deck.cards)


def _lacks(sides: Iterable[MarkdownSides | None]) -> Iterator[str]:
    every = [each for each in sides if each is not None]
    reverse = sum(bool(each.reverse) for each in every)
    if reverse:
        yield f"the second question of {_cards(reverse)} is not in it: Mochi turns the sides"
    shut = sum(bool(each.whole) and not each.numbered for each in every)
    if shut:
        yield f"clozes in code or formulas of {_cards(shut)} are all hidden at once: Mochi has none"


def _cards(count: int) -> str:
    return "1 card" if count == 1 else f"{count} cards"
