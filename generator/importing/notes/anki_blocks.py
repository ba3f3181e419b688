"""The notes of Obsidian_to_Anki: `START` … `END`, and `STARTI [Basic] … ENDI` on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from generator.importing.found import Found
from generator.importing.gathering import Gathering
from generator.importing.notes.cloze_styles import as_clozes, has_clozes
from generator.importing.notes.note_text import Line, Note
from generator.importing.notes.obsidian_markup import Ids, as_tag, plain_markdown
from generator.model import Place

BLOCK_START: Final = "START"
BLOCK_END: Final = "END"
_INLINE: Final = re.compile(r"STARTI \[(?P<type>[^\]]+)\]\s*(?P<text>.*?)\s*ENDI")
_FIELD: Final = re.compile(
    r"(?P<name>Front|Back|Text|Extra|Back Extra|Tags|Question|Answer):\s?", re.IGNORECASE
)
_ID: Final = re.compile(r"<!--\s*ID:\s*\d+\s*-->|\bID:\s*\d{6,}")
_OWN_ID: Final = re.compile(r"\s*ID:\s*\d+\s*")  # on a line of its own
_CLOZES: Final = ("numbered", "double", "marked")


def block_card(note: Note, lines: Sequence[Line], found: Gathering) -> Found | None:
    """The card between `START` and `END`; one that is broken is a problem."""
    first, last = lines[0], lines[-1]
    place = note.place(first)
    if last.quiet or last.text.strip() != BLOCK_END:
        found.broken(place, "`START`", "it has no `END`", "write `END` below the note")
        return None
    inner, _ = Ids(found).without(lines[1:-1])
    if not inner or not inner[0].text.strip():
        found.broken(place, "`START`", "it names no note type", "write `Basic` or `Cloze` below it")
        return None
    name, *rest = inner
    kept = [line for line in rest if line.quiet or not _OWN_ID.fullmatch(line.text)]
    found.leave("id of another tool", "ids of other tools", len(rest) - len(kept))
    fields: dict[str, list[Line]] = {}
    current = fields.setdefault("front", [])
    for line in kept:
        start = _FIELD.match(line.text) if not line.quiet else None
        if start is None:
            current.append(line)
            continue
        current = fields.setdefault(_same(start["name"]), [])
        current.append(Line(line.number, line.text[start.end() :]))
    texts = {key: plain_markdown(each, found) for key, each in fields.items()}
    return _card(place, name.text.strip(), texts, found)


def inline_cards(note: Note, line: Line, found: Gathering) -> tuple[list[Found], str]:
    """The cards on a line, and what else stands on it."""
    cards = []
    for one in _INLINE.finditer(line.text):
        text, ids = _ID.subn("", one["text"])
        found.leave("id of another tool", "ids of other tools", ids)
        place = note.place(line, one.start() + 1)
        texts, key, at = {}, "front", 0
        for start in _FIELD.finditer(text):
            texts[key] = text[at : start.start()].strip()
            key, at = _same(start["name"]), start.end()
        texts[key] = text[at:].strip()
        shown = {
            key: plain_markdown([Line(line.number, each)], found) for key, each in texts.items()
        }
        card = _card(place, one["type"], shown, found)
        cards += [card] if card is not None else []
    return cards, _INLINE.sub("", line.text)


def _same(name: str) -> str:
    match name.lower():
        case "front" | "text" | "question":
            return "front"
        case "tags":
            return "tags"
    return "back"


def _card(place: Place, type_: str, texts: Mapping[str, str], found: Gathering) -> Found | None:
    front, back = texts.get("front", ""), texts.get("back", "")
    tags = tuple(as_tag(tag) for tag in re.split(r"[,\s]+", texts.get("tags", "")) if tag.strip())
    if "cloze" in type_.lower():
        styles = _CLOZES if has_clozes(front, *_CLOZES) else ("curly",)
        if not has_clozes(front, *styles):
            mend = "mark what is hidden: {{c1::like this}}"
            found.broken(place, f"a note of type `{type_}`", "it hides nothing", mend)
            return None
        return Found(place, as_clozes(front, *styles), back, kind="cloze", tags=tags)
    if not front or not back:
        side = "question" if not front else "answer"
        mend = "the question comes below the note type, the answer behind `Back:`"
        found.broken(place, f"a note of type `{type_}`", f"it has no {side}", mend)
        return None
    lowered = type_.lower()
    kind = "reversed" if "revers" in lowered else "typed" if "typ" in lowered else ""
    return Found(place, front, back, kind=kind, tags=tags)
