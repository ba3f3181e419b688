"""What the search of a site looks through: scripts with data, since a page that is opened as a file
may load nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING, Final

from generator.publishing.site_plan import page_name

if TYPE_CHECKING:
    from generator.rendering.anki_notes import AnkiNote

LARGEST: Final = 180_000  # bytes of a script
_SPACE: Final = re.compile(r"[\s☐☑]+")  # and the boxes of options
_LINE_ENDS: Final = str.maketrans({0x2028: "\\u2028", 0x2029: "\\u2029"})
_HALF: Final = re.compile(r"[\ud800-\udfff]")


def search_entry(note: AnkiNote, chapter: int) -> str:
    """A card for the search, as JSON: its page, its title, the number of its chapter, its text."""
    title = note.title or note.slug
    text = _SPACE.sub(" ", unescape(note.fields["Search"])).strip()
    tags = " ".join(note.tags)
    whole = f"{text.removeprefix(title).strip()} {tags}".strip()
    return _json([page_name(note.slug), title, chapter, whole])


def search_scripts(entries: Sequence[str], titles: Sequence[str]) -> Iterator[str]:
    """The scripts, each of which hands over a part of the `entries`; `titles` are those of the
    chapters in order.
    """
    part: list[str] = []
    size = 0
    more = f',"chapters":{_json(list(titles))}'
    for entry in entries:
        length = len(entry.encode("utf-8"))
        if part and size + length > LARGEST:
            yield _script(part, more)
            part, size, more = [], 0, ""
        part.append(entry)
        size += length
    yield _script(part, more)


def _script(entries: Sequence[str], more: str) -> str:
    cards = ",\n".join(entries)
    return f'proofdeckCards({{"cards":[\n{cards}\n]{more}}});\n'


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _HALF.sub("\ufffd", text).translate(_LINE_ENDS)
