"""How the cards of a deck of one's own look: as in Anki, whose note types they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.model import Media
from generator.rendering.anki_notes import AnkiNote
from generator.rendering.anki_sides import card_sides
from generator.rendering.card_frames import frame_document
from generator.studying.foreign_sides import NotShownError


@dataclass(frozen=True, slots=True)
class OwnLook:
    """The cards of a note that Proofdeck renders."""

    note: AnkiNote

    @property
    def fields(self) -> Mapping[str, str]:
        return self.note.fields

    def question(self, ordinal: int) -> str:
        """What the note asks, whichever of its cards."""
        return self.note.title or self.note.slug

    def page(
        self, ordinal: int, *, back: bool, night: bool, phone: bool, base: str, font: str
    ) -> str:
        """A side as a page; see `Look`."""
        sides = next((each for each in card_sides(self.note) if each.ordinal == ordinal), None)
        if sides is None:
            raise NotShownError("the note has no such card")
        return frame_document(
            self.note, sides, back=back, night=night, phone=phone, media=base, font=font
        )

    def media(self, name: str) -> Media | None:
        """A file of the note."""
        return next((media for media in self.note.media if media.name == name), None)
