"""The sides of cards whose note types anybody made, as far as they can be shown without a script.

Hints are opened by a script in Anki, and by the browser itself here. Readings above characters
stay in their brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from generator.importing.packages.anki_tables import NoteType
from generator.importing.packages.anki_templates import Template
from generator.rendering.anki_sides import CardSides, sides_by
from generator.rendering.card_templates import CardTemplate
from generator.rendering.cloze_sides import TAG

MOST_SIDE: Final = 1 << 20  # characters of a side
_MOST_TEMPLATE: Final = 200_000  # characters
_MOST_FORMULAS: Final = 500  # on a side
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_MARK: Final = re.compile(r"\{\{\s*(?P<sign>[#^/]?)\s*(?P<what>[^{}]{1,500}?)\s*\}\}")
_FORMULA: Final = re.compile(r"(\\[(\[])(.*?)(\\[\])])", re.DOTALL)
_BREAK: Final = re.compile(r"<br\s?/?>|</?div>|&nbsp;", re.IGNORECASE)
_MATHJAX: Final = re.compile(
    r"<anki-mathjax(?P<block> block=\"true\")?>(.*?)</anki-mathjax>", re.DOTALL
)
_SCRIPT: Final = re.compile(r"<script\b", re.IGNORECASE)
_PICTURE: Final = re.compile(
    r"(<img\b[^>]*?\ssrc\s*=\s*)(?:\"([^\">]+)\"|'([^'>]+)')", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_OCCLUSION: Final = "image-occlusion"
_READ_ALOUD: Final = "tts"

HINT_STYLE: Final = "details.hint summary { cursor: pointer; color: #3b6ea5; }\n"


class NotShownError(ValueError):
    """A card that cannot be shown here; the message says why, in words."""


def _unchanged(html: str, _name: str) -> str:
    return html


def _hint(html: str, name: str) -> str:
    if not html.strip():
        return ""
    return f'<details class="hint"><summary>{escape(name)}</summary>{html}</details>'


_FILTERS: Final[Mapping[str, Callable[[str, str], str]]] = MappingProxyType(
    {
        "text": lambda html, _: TAG.sub("", html),
        "hint": _hint,
        "furigana": _unchanged,
        "kana": _unchanged,
        "kanji": _unchanged,
        "edit": _unchanged,
        _READ_ALOUD: lambda html, name: "",
        "tts-voices": lambda html, name: "",
    }
)


def foreign_sides(
    kind: NoteType, ordinal: int, fields: Mapping[str, str], around: Mapping[str, str]
) -> CardSides:
    """The sides of a note's card. `around` is what a template may show beside fields: `Tags`,
    `Deck` and the like.

    Raises NotShownError.
    """
    template = _template(kind, ordinal)
    number = f"c{ordinal + 1}"
    own = {number: "1"} if kind.cloze else {}
    shown = _Fields({**own, **around, **fields})
    try:
        sides = sides_by(
            CardTemplate(_plain(template.question), _plain(template.answer)),
            shown,
            ordinal,
            cloze=kind.cloze,
            filters=_FILTERS,
        )
    except KeyError as error:
        message = f"its template shows the field {error.args[0]}, which its note type has not"
        raise NotShownError(message) from None
    except RecursionError:
        raise NotShownError("the sections of its template are nested too deep") from None
    except ValueError as error:
        raise NotShownError(f"its template cannot be read: {error}") from None
    if max(len(sides.front), len(sides.back)) > MOST_SIDE:
        raise NotShownError("it is larger than any card that is to be learned")
    return CardSides(
        ordinal,
        _with_plain_formulas(sides.front),
        _with_plain_formulas(sides.back),
        tuple(map(quote, sides.front_sounds)),
        tuple(map(quote, sides.back_sounds)),
    )


def named_files(html: str) -> str:
    """HTML in which the names of pictures are addresses: Anki keeps a `#` in them as it is."""
    return _PICTURE.sub(_named, html)


def _named(found: re.Match[str]) -> str:
    given = found[2] or found[3]
    name = unescape(given)
    if _ADDRESS.match(name) or not ("#" in name or "?" in name):
        return found[0]
    sign = '"' if found[2] else "'"
    address = escape(name.replace("#", "%23").replace("?", "%3F"))
    return f"{found[1]}{sign}{address}{sign}"


def losses_of(kind: NoteType) -> Iterator[str]:
    """What the cards of a note type lose when they are shown here, in words."""
    texts = [side for each in kind.templates for side in (each.question, each.answer)]
    if any(_SCRIPT.search(text) for text in texts):
        yield "its scripts do not run here"
    if any(f"{{{{{_READ_ALOUD} " in text for text in texts):
        yield "what Anki reads aloud is silent here"


def _template(kind: NoteType, ordinal: int) -> Template:
    number = 0 if kind.cloze else ordinal
    if number >= len(kind.templates):
        raise NotShownError("its note type has no template for it")
    template = kind.templates[number]
    if _OCCLUSION in template.question:
        raise NotShownError("it hides parts of a picture, which takes a script of Anki's")
    if max(len(template.question), len(template.answer)) > _MOST_TEMPLATE:
        raise NotShownError("its template is too long")
    return template


class _Fields(dict[str, str]):
    """Fields by name; of clozes other than the card's own, none is there."""

    def __missing__(self, name: str) -> str:
        if re.fullmatch(r"c[0-9]{1,5}", name):
            return ""
        raise KeyError(name)


def _plain(template: str) -> str:
    """A template with its marks as ours are written, and without comments, in which Anki fills in
    nothing.
    """
    return _MARK.sub(_mark, _COMMENT.sub("", template))


def _mark(found: re.Match[str]) -> str:
    *filters, name = (each.strip() for each in found["what"].split(":"))
    # What follows the name of a filter are its options; `nc` compares what is typed less strictly.
    named = (each.split(" ")[0] for each in filters if each != "nc")
    return "{{" + found["sign"] + ":".join((*named, name)) + "}}"


def _with_plain_formulas(html: str) -> str:
    r"""HTML whose formulas stand in `\(…\)` and `\[…\]`, without the tags of editors in them."""
    html = _MATHJAX.sub(lambda found: _delimited(found[2], block=bool(found["block"])), html)
    if html.count("\\(") + html.count("\\[") > _MOST_FORMULAS:
        return html.replace("\\(", "\\&#40;").replace("\\[", "\\&#91;")
    return _FORMULA.sub(lambda found: found[1] + _without_tags(found[2]) + found[3], html)


def _delimited(formula: str, *, block: bool) -> str:
    return rf"\[{formula}\]" if block else rf"\({formula}\)"


def _without_tags(formula: str) -> str:
    text = unescape(TAG.sub("", _BREAK.sub(" ", formula))).replace("\xa0", " ")
    return escape(text, quote=False)
