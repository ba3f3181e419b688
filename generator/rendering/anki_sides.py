"""The sides of a note's cards, as Anki renders them.

This is as much of Anki's renderer as the templates here need; a test holds it against the real
one. What Anki's reviewer makes of a side afterwards is in `card_frames`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from types import MappingProxyType
from typing import Final

from generator.rendering.anki_notes import AnkiNote
from generator.rendering.card_templates import (
    STEMS,
    CardTemplate,
    FieldMark,
    Part,
    card_template,
    is_blank,
    shown_marks,
)
from generator.rendering.cloze_sides import cloze_side, has_cloze

_SOUND: Final = re.compile(r"\[sound:([^\]]+)\]")
_HELP: Final = "https://docs.ankiweb.net/templates/errors.html#"

# By the name of a filter, what it makes of the HTML of a field, whose name comes second.
Filters = Mapping[str, Callable[[str, str], str]]
_NO_FILTERS: Final[Filters] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CardSides:
    """A card of a note. `ordinal` is its number in Anki, from 0.

    `front` and `back` are what Anki has after its `<style>`; the back shows the front again. Where
    a recording is played stands `[anki:play:q:0]`: the first in `front_sounds`, with `a` the first
    in `back_sounds`. Where an answer is typed stands `[[type:…]]`.
    """

    ordinal: int
    front: str
    back: str
    front_sounds: tuple[str, ...] = ()
    back_sounds: tuple[str, ...] = ()


def card_sides(note: AnkiNote) -> tuple[CardSides, ...]:
    """The sides of every card of `note`, in the order of their ordinals."""
    return tuple(_sides(note, ordinal) for ordinal in note.ordinals)


def _sides(note: AnkiNote, ordinal: int) -> CardSides:
    cloze = note.notetype == "cloze"
    template = card_template(STEMS[note.notetype][0 if cloze else ordinal])
    return sides_by(template, note.fields, ordinal, cloze=cloze)


def sides_by(
    template: CardTemplate,
    fields: Mapping[str, str],
    ordinal: int,
    *,
    cloze: bool,
    filters: Filters = _NO_FILTERS,
) -> CardSides:
    """The sides of the card that a template makes of these fields; `ordinal` is, of a cloze, that
    of the cloze. `filters` are those that its fields may pass through beside `cloze` and `type`.

    Raises KeyError for a field that is not there, ValueError for a filter that nobody knows and for
    sections that do not nest.
    """
    number = ordinal + 1 if cloze else 0
    asked = _side(template.front_parts, fields, number, filters)
    front, front_sounds = _played(asked, "q")
    if blank := _blank(template, fields, number):
        return CardSides(ordinal, front + blank, blank, front_sounds)
    answer = _side(template.back_parts, fields, number, filters, front_side=front)
    back, back_sounds = _played(answer, "a")
    return CardSides(ordinal, front, back, front_sounds, back_sounds)


def _side(
    parts: Sequence[Part],
    fields: Mapping[str, str],
    number: int,
    filters: Filters,
    front_side: str | None = None,
) -> str:
    """The HTML of a side; of an answer where the front side is given."""
    answer = front_side is not None
    shown: list[str] = []
    for part in shown_marks(parts, fields):
        if isinstance(part, str):
            shown.append(part)
        elif part.name == "FrontSide":
            shown.append(front_side or "")
        else:
            shown.append(_field(part, fields[part.name], number, filters, answer=answer))
    return "".join(shown)


def _field(mark: FieldMark, html: str, number: int, filters: Filters, *, answer: bool) -> str:
    if mark.filters[:1] == ("type",):
        return f"[[type:{':'.join((*mark.filters[1:], mark.name))}]]"
    for name in reversed(mark.filters):
        if name == "cloze":
            html = cloze_side(html, number, answer=answer)
        elif name in filters:
            html = filters[name](html, mark.name)
        else:
            raise ValueError(f"no filter {name} is known")
    return html


def _blank(template: CardTemplate, fields: Mapping[str, str], number: int) -> str:
    """What Anki says of a card that asks nothing; empty for all others."""
    if number:
        if any(has_cloze(html, number) for html in fields.values()):
            return ""
        return _told(
            f"No cloze \u2068{number}\u2069 found on card.\nPlease either add a cloze deletion, or "
            "use the Empty Cards tool.",
            "no-cloze-filter-on-cloze-note-type",
        )
    marks = [one for one in shown_marks(template.front_parts, fields) if isinstance(one, FieldMark)]
    if any(not is_blank(fields[one.name]) for one in marks):
        return ""
    return _told("The front of this card is blank.", "front-of-card-is-blank")


def _told(text: str, anchor: str) -> str:
    return f"<div>{text}<br><a href='{_HELP}{anchor}'>More information</a></div>"


def _played(html: str, side: str) -> tuple[str, tuple[str, ...]]:
    """HTML with marks for what it plays, and the names of those files."""
    names: list[str] = []

    def mark(found: re.Match[str]) -> str:
        names.append(unescape(found[1]).rpartition("/")[2])
        return f"[anki:play:{side}:{len(names) - 1}]"

    return _SOUND.sub(mark, html), tuple(names)
