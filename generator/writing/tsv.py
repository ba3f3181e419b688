"""A deck of one language → text for Anki's own import, a note a line.

Anki finds each note by its GUID and updates it, reviews and all. Note types and pictures are not in
such a file: both have to be in the collection already, from a package.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.rendering.anki_notes import AnkiNote
from generator.rendering.html_escape import escape
from generator.rendering.rendered import RenderedDeck
from generator.writing.lock import Lock
from generator.writing.notetypes import note_type
from generator.writing.subdecks import numbered_decks

_HEADER: Final = (
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:4",
)
_READERS: Final = "Notes"  # the field that is the reader's own


def write_tsv(deck: RenderedDeck, lock: Lock, folder: Path) -> Path:
    """Write `<name>-<language>.tsv` into `folder` and return its path. `lock` must know every
    note. Raises OSError.
    """
    path = folder / f"{deck.config.name}-{deck.language}.tsv"
    path.write_text(tsv_text(deck.notes, lock), "utf-8", newline="")
    return path


def tsv_text(notes: tuple[AnkiNote, ...], lock: Lock) -> str:
    """The text of the file. A line has the GUID, note type, deck and tags of a note, then its
    fields in order, but for the last one, which belongs to its reader.
    """
    text = io.StringIO()
    text.write("\n".join(_HEADER) + "\n")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    names = numbered_decks(notes)
    for note in notes:
        entry = lock.entries[note.id]
        kind = note_type(note.notetype)
        values = {**note.fields, "Id": escape(f"{lock.deck}/{entry.guid}")}
        fields = [values[field.name] for _, field in kind.fields if field.name != _READERS]
        deck = names[note.deck, note.number]
        writer.writerow([entry.guid, kind.name, deck, " ".join(note.tags), *fields])
    return text.getvalue()


def tsv_lacks(deck: RenderedDeck) -> Iterator[str]:
    """What the file cannot carry."""
    yield "note types are not in it: where Anki does not have them from a package, nothing arrives"
    if count := len(deck.media):
        files = (
            "1 picture or recording is" if count == 1 else f"{count} pictures and recordings are"
        )
        yield f"{files} not in it, but come with a package"
