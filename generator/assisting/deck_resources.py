"""The texts that a client may show or attach: the guide to the format, the deck's chapters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from generator.assisting.bench import Bench
from generator.assisting.deck_paths import chapter_at, chapters_of
from generator.assisting.format_guide import format_text
from generator.assisting.refused import RefusedError
from generator.model import shortened
from generator.reading.source import located

GUIDE: Final = "proofdeck://guide/cards.md"
_CHAPTER: Final = "proofdeck://chapter/"
_PAGE: Final = 200
_NAMES: Final = "surrogateescape"  # of files, which may be no UTF-8


class DeckResource(NamedTuple):
    """A text by its address; `name` is what a client shows."""

    address: str
    name: str
    description: str


def listed(bench: Bench, cursor: str) -> tuple[Sequence[DeckResource], str]:
    """A page of the texts, and the cursor of the next; "" behind the last. Raises ProblemsError
    where the deck cannot be read, RefusedError for a cursor that is none.
    """
    start = located(bench.folder)
    chapters = [
        DeckResource(
            _CHAPTER + quote(path, errors=_NAMES),
            path,
            f"A chapter of the deck, in `{file.language}`",
        )
        for file in chapters_of(bench.folder, bench.config)
        for path in [located(file.path).relative_to(start).as_posix()]
    ]
    every = [DeckResource(GUIDE, "Guide to cards", "How cards are written"), *chapters]
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise RefusedError(f"`{shortened(cursor, 40)}` is not a cursor of this list")
    first = int(cursor or 0)
    following = first + _PAGE
    return every[first:following], str(following) if following < len(every) else ""


def text_at(bench: Bench, address: str) -> str:
    """The text at an address. Raises RefusedError where there is none."""
    if address == GUIDE:
        return format_text()
    if not address.startswith(_CHAPTER):
        raise RefusedError(f"there is nothing at `{shortened(address, 200)}`")
    path = unquote(address.removeprefix(_CHAPTER), errors=_NAMES)
    return bench.read(chapter_at(bench.folder, bench.config, path).path)[0].text
