"""What a printed sheet says of its deck: whose it is, of which day, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from generator.rendering.rendered import RenderedDeck
from generator.rendering.typst_text import clean
from generator.writing.lock import Lock


@dataclass(frozen=True, slots=True)
class Imprint:
    """`date` is the day on which a card of the deck last changed, in UTC, as `2026-11-30`, empty
    where it is not known: the same cards give the same file on any day.
    """

    license: str
    date: str
    home: str

    @property
    def lines(self) -> list[str]:
        """What is printed, the longest form first, for where there is room."""
        address = clean(self.home).removeprefix("https://").removeprefix("http://").rstrip("/")
        short = [part for part in (clean(self.license), self.date) if part]
        whole = [part for part in (*short, address) if part]
        return [" · ".join(parts) for parts in (whole, short) if parts]


def imprint_of(deck: RenderedDeck, lock: Lock | None) -> Imprint:
    """The imprint of one language of a deck, whose `lock` knows when its cards changed."""
    entries = lock.entries if lock is not None else {}
    times = [entries[note.id].modified for note in deck.notes if note.id in entries]
    date = datetime.fromtimestamp(max(times), UTC).date().isoformat() if times else ""
    about = deck.config.about
    return Imprint(about.license, date, about.home)
