"""What a note says of its cards: that there are some, their deck and their tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.importing.notes.note_text import Note
from generator.importing.notes.obsidian_markup import as_tag

_ABOUT_CARDS: Final = re.compile(
    r"(?<!\S)#(?:flashcards?|card)\b|<!--\s*SR:|<!--\s*ID:|^(?:%%\s*)?TARGET DECK|^START$",
    re.MULTILINE,
)


def is_about_cards(note: Note) -> bool:
    """Whether a note says that it has cards of Obsidian's plugins, so that what it marks is hidden
    on them.
    """
    text = "\n".join(line.text for line in note.lines if not line.quiet)
    tagged = any(tag.startswith(("flashcard", "card")) for tag in front_tags(note))
    return tagged or _ABOUT_CARDS.search(text) is not None


def deck_of(note: Note) -> tuple[str, ...]:
    for key in ("cards-deck", "anki-deck", "deck"):
        value = note.front.get(key)
        if isinstance(value, str) and value.strip():
            return tuple(part.strip() for part in value.split("::") if part.strip())
    for tag in front_tags(note):
        head, _, path = tag.partition("::")
        if head.startswith("flashcard") and path:
            return tuple(path.split("::"))
    return ()


def front_tags(note: Note) -> Iterator[str]:
    for key in ("tags", "tag"):
        value = note.front.get(key)
        values = re.split(r"[,\s]+", value) if isinstance(value, str) else value or ()
        if isinstance(values, (list, tuple)):
            yield from (as_tag(str(each)) for each in values if str(each).strip())
