"""The fields of the note types."""

from __future__ import annotations

from typing import Final

# The fields of both note types, for ever: Anki forks a note type whose fields change.
BASIC_FIELDS: Final = (
    "Front", "Back", "Reverse", "Typed", "Footer", "Chapter", "Language", "Slug",
)  # fmt: skip
CLOZE_FIELDS: Final = ("Text", "Extra", "Footer", "Chapter", "Language", "Slug")
