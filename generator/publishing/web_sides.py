"""The fields of a note → what a page shows: the question, the front below it, and the answer.

A field is HTML for Anki, which opens clozes, plays sounds and has MathJax set formulas. Here all
of that is done beforehand, so that a page needs no script. All clozes of a card are hidden in
front, and open in the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import count
from typing import Final

from generator.reading.recordings import is_film
from generator.rendering.mathml import with_formulas
from generator.rendering.tex_marks import tex_hint

# Text that an author writes has character references in place of all that is looked for here.
_FORMULA: Final = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_CLOZE: Final = re.compile(r"(\{\{c[\d,]+::|::|\}\})")
_KEPT: Final = re.compile("\x00(\\d+)\x00")
_QUESTION: Final = re.compile(
    r'\A<div(?P<dir> dir="\w+")? class="question">(?P<inside>.*?)</div>\n?', re.DOTALL
)
_IMAGE: Final = re.compile(r'(<img src=")(?!data:)(?=[^"]*")')
_SOUND: Final = re.compile(r"\[sound:([^\]]+)\]")
_DRAWING: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_NAME: Final = re.compile(r'\bid="|href="#')  # in a drawing


@dataclass(frozen=True, slots=True)
class WebSides:
    """What a page shows of a card, as HTML. `direction` is an attribute for the question, with a
    space before it, or "". `reverse` is what the second card of a `.reversed` one asks.
    """

    question: str
    direction: str
    front: str
    answer: str
    reverse: str = ""


def web_sides(fields: Mapping[str, str], *, media: str, unique: str) -> WebSides:
    """The sides of a note with these fields.

    `media` is the way to the folder of media files, with a `/` at its end; ids that formulas need
    begin with `unique`.
    """
    page = _Page(media, unique)
    if "Text" in fields:
        question, direction, front = _apart(page.shown(fields["Text"], _HIDDEN))
        _, _, opened = _apart(page.shown(fields["Text"], _OPEN))
        answer = "\n".join(part for part in (opened, page.shown(fields["Extra"])) if part)
        return WebSides(question, direction, front, answer)
    question, direction, front = _apart(page.shown(fields["Front"]))
    return WebSides(
        question, direction, front, page.shown(fields["Back"]), page.shown(fields["Reverse"])
    )


def _apart(html: str) -> tuple[str, str, str]:
    """The question of a side, its direction, and the rest of the side."""
    found = _QUESTION.match(html)
    if found is None:
        return "", "", html
    return found["inside"], found["dir"] or "", html[found.end() :]


@dataclass(frozen=True, slots=True)
class _Clozes:
    """How clozes are shown, in HTML and within formulas."""

    html: Callable[[str, str], str]
    tex: Callable[[str, str], str]


_HIDDEN: Final = _Clozes(
    lambda _inside, hint: f'<span class="cloze">[{hint or "..."}]</span>',
    lambda _inside, hint: rf"{{[{tex_hint(unescape(hint)) if hint else chr(92) + 'ldots'}]}}",
)
_OPEN: Final = _Clozes(
    lambda inside, _hint: f'<span class="cloze">{inside}</span>',
    lambda inside, _hint: rf"{{\underline{{{inside}}}}}",
)


class _Page:
    """What is the same for all fields of a card."""

    def __init__(self, media: str, unique: str) -> None:
        self._media = media
        self._unique = unique
        self._drawings = count(1)

    def shown(self, html: str, clozes: _Clozes | None = None) -> str:
        if clozes is not None:
            html = _without_marks(html, clozes)
        html = _SOUND.sub(lambda found: _player(f"{self._media}{found[1]}"), html)
        html = _IMAGE.sub(lambda found: f"{found[1]}{self._media}", html)
        return _DRAWING.sub(self._named_apart, with_formulas(html))

    def _named_apart(self, found: re.Match[str]) -> str:
        """A drawing with ids of its own: a formula may be drawn several times on a page."""
        return _NAME.sub(rf"\g<0>{self._unique}{next(self._drawings)}-", found[0])


def _without_marks(html: str, clozes: _Clozes) -> str:
    """A field with its clozes hidden or open, in text and in formulas."""
    formulas: list[str] = []

    def keep(found: re.Match[str]) -> str:
        formulas.append(_with_clozes(found[0], clozes.tex))
        return f"\x00{len(formulas) - 1}\x00"

    html = _with_clozes(_FORMULA.sub(keep, html), clozes.html)
    return _KEPT.sub(lambda found: formulas[int(found[1])], html)


def _player(address: str) -> str:
    tag = "video" if is_film(address) else "audio"
    return f'<{tag} controls preload="none" src="{address}"></{tag}>'


def _with_clozes(text: str, shown: Callable[[str, str], str]) -> str:
    """The text with each cloze as `shown(inside, hint)` has it."""
    opened: list[list[list[str]]] = []  # of each, the parts of the answer, and those of the hint
    done: list[str] = []
    for index, piece in enumerate(_CLOZE.split(text)):
        to = opened[-1][-1] if opened else done
        if index % 2 == 0:
            to.append(piece)
        elif piece.startswith("{{"):
            opened.append([[]])
        elif piece == "::" and opened and len(opened[-1]) == 1:
            opened[-1].append([])
        elif piece == "}}" and opened:
            inside, *hint = map("".join, opened.pop())
            (opened[-1][-1] if opened else done).append(shown(inside, "".join(hint)))
        else:
            to.append(piece)
    return "".join((*done, *(part for one in opened for parts in one for part in parts)))
