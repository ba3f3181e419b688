"""A side of a card as a browser shows it, without a script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from typing import Final, Protocol

from generator.model import Media
from generator.reading.recordings import is_film
from generator.rendering.anki_sides import CardSides
from generator.rendering.cloze_sides import TAG, hidden_by
from generator.rendering.mathml import with_formulas

_TYPED: Final = re.compile(r"\[\[type:(?P<cloze>cloze:)?(?P<field>[^\]:]+)\]\]")
_PLAY: Final = re.compile(r"\[anki:play:(?P<side>[qa]):(?P<number>\d+)\]")
_SOURCE: Final = re.compile(r'(<img\b[^>]*?\ssrc=")(?P<name>[^"]+)(?=")')
_BREAK: Final = re.compile(r"(?:\n|<br\s?/?>|</?div>)+", re.IGNORECASE)
_RECORDING: Final = re.compile(r"\[sound:[^\]]+\]")
# The font that a field has in the note types.
_FONT: Final = "font-family: 'Liberation Sans'; font-size: 20px"


class ShownNote(Protocol):
    """What a side is shown of: the fields of its note, and the files that their HTML shows."""

    @property
    def fields(self) -> Mapping[str, str]: ...
    @property
    def media(self) -> Sequence[Media]: ...


def shown_side(note: ShownNote, sides: CardSides, *, back: bool, media: str = "") -> str:
    """The front or the back of a card: formulas as MathML, recordings with a player, the box for
    a typed answer, on the back the answer that was asked for. `media` is put before the names of
    files.

    It goes into an element of class `card`, with `card_css()` and `formula_css()`.
    """
    html = with_formulas(sides.back if back else sides.front)
    names = frozenset(each.name for each in note.media)
    html = _SOURCE.sub(lambda found: _from(found, names, media), html)
    html = _PLAY.sub(lambda found: _player(found, sides, media), html)
    return _TYPED.sub(lambda found: _typed(found, note, sides.ordinal, back=back), html)


def _from(found: re.Match[str], names: frozenset[str], media: str) -> str:
    own = unescape(found["name"]) in names
    return found[1] + (escape(media) if own else "") + found["name"]


def _player(found: re.Match[str], sides: CardSides, media: str) -> str:
    sounds = sides.front_sounds if found["side"] == "q" else sides.back_sounds
    name = sounds[int(found["number"])]
    element = "video" if is_film(name) else "audio"
    return f'<{element} controls preload="metadata" src="{escape(media + name)}"></{element}>'


def _typed(found: re.Match[str], note: ShownNote, ordinal: int, *, back: bool) -> str:
    html = note.fields[found["field"]]
    if found["cloze"]:
        html = hidden_by(html, ordinal + 1)
    if not html:
        return ""
    if back:
        expected = _text(html)
        return (
            f'<div style="{_FONT}"><code id="typeans">{escape(expected, quote=False)}</code></div>'
        )
    return f'<center><input type="text" id="typeans" style="{_FONT}"></center>'


def _text(html: str) -> str:
    """The text of a field's HTML on one line, as Anki compares it with what is typed."""
    text = TAG.sub("", _BREAK.sub(" ", _RECORDING.sub("", html)))
    if "&" in text:
        text = unescape(text).replace("\xa0", " ")
    return text.strip()
