"""What a review belongs to: a card of a note, under its name in Anki.

A note keeps its GUID when its card is edited, moved or renamed, and so its reviews.
"""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_GUID = 200  # characters; Anki's own have ten


@dataclass(frozen=True, slots=True, order=True)
class CardKey:
    """One card of the note `guid`: its `ordinal` is 0 or 1 for the template, or the number of the
    cloze less one. Cards of one note are siblings.
    """

    guid: str
    ordinal: int = 0

    def __post_init__(self) -> None:
        if not self.guid or len(self.guid) > LONGEST_GUID or "\0" in self.guid:
            raise ValueError(f"no GUID of a note: {self.guid[:LONGEST_GUID]!r}")
        if not 0 <= self.ordinal < 1 << 16:
            raise ValueError(f"no ordinal of a card: {self.ordinal}")

    def __str__(self) -> str:
        return f"{self.guid}:{self.ordinal}"

    @classmethod
    def parse(cls, text: str) -> CardKey:
        """The key that `str` wrote. Raises ValueError."""
        guid, _, ordinal = text.rpartition(":")
        if not (ordinal.isascii() and ordinal.isdigit()) or len(ordinal) > 5:
            raise ValueError(f"no key of a card: {text[:LONGEST_GUID]!r}")
        return cls(guid, int(ordinal))
