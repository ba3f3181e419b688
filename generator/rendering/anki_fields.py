"""The fields of the note types.

They are frozen for ever: Anki takes a note type with other fields for another one, and its importer
then leaves a reader's notes as they are (docs/importing.md). What cards will need goes into these:
`Front` and `Back` hold any HTML, `Evidence` any data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class NoteField:
    """A field of a note type.

    Anki's search looks into it where it is `searched`. A `written` one stands open in Anki's
    editor, the others are folded; `plain` ones are shown there as they are stored, not as HTML.
    `about` is what the editor shows where the field is empty.
    """

    name: str
    searched: bool = False
    written: bool = False
    plain: bool = False
    about: str = ""


_NOTES: Final = (
    "Your own notes: no author writes here. But importing a package replaces a note as a whole "
    "where the author has changed it."
)

# Present in both note types, at the end of each: those of version 1, and those that came after.
_COMMON_1: Final = (
    NoteField("Footer"),
    NoteField("Chapter", searched=True),
    NoteField("Language", plain=True),
    NoteField("Slug", plain=True),
)
_COMMON_2: Final = (
    # What a reader sees on both sides, as text: a search in HTML would find names of its tags.
    NoteField("Search", searched=True, plain=True),
    # A link to where a mistake can be reported.
    NoteField("Source"),
    # The program and what it showed, for `proofdeck verify`.
    NoteField("Evidence", plain=True),
    # The ids of deck and note, so that a note can be found wherever its reader has moved it.
    NoteField("Id", plain=True),
    NoteField("Notes", searched=True, written=True, about=_NOTES),
)
BASIC: Final = (
    NoteField("Front", written=True),
    NoteField("Back", written=True),
    NoteField("Reverse"),
    NoteField("Typed"),
    *_COMMON_1,
    *_COMMON_2,
)
CLOZE: Final = (
    NoteField("Text", written=True),
    NoteField("Extra", written=True),
    *_COMMON_1,
    # Not empty where the hidden text is to be typed.
    NoteField("Typed"),
    *_COMMON_2,
)
BASIC_FIELDS: Final = tuple(each.name for each in BASIC)
CLOZE_FIELDS: Final = tuple(each.name for each in CLOZE)
# A change of these alone is no change of the note: they say what was the case when it was built,
# or belong to its reader.
UNCOUNTED: Final = frozenset({"Footer", "Source", "Evidence", "Id", "Notes"})
