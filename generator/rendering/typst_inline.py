"""Inline nodes → tokens of `typst/inline.typ`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import unquote

from generator.model import Media, Node, Place, Problem, ProblemsError
from generator.reading.recordings import is_film, is_recording
from generator.rendering.directions import Direction
from generator.rendering.math import MathError, parse_math
from generator.rendering.tex_marks import printed_tex
from generator.rendering.typst_text import chunks, clean, columns

Token = dict[str, Any]
_WEB = re.compile(r"(?:https?|mailto):[!-~]{1,2000}")
_SPANS = {"strong": "strong", "em": "em", "strike": "strike"}
# Elements of HTML as tokens; all others are what is in them.
_ELEMENTS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em",
    "var": "em", "s": "strike", "del": "strike", "ins": "under", "u": "under", "kbd": "key",
    "mark": "mark", "small": "small", "sub": "sub", "sup": "sup", "code": "mono", "samp": "mono",
}  # fmt: skip
# Of the styles of HTML those that do without colour.
_STYLES = {
    "font-weight:bold": "strong", "font-weight:700": "strong", "font-style:italic": "em",
    "text-decoration:underline": "under", "text-decoration:line-through": "strike",
    "background-color:yellow": "mark",
}  # fmt: skip
_AROUND = {"q": ("“", "”"), "rt": (" (", ")")}
_PIXELS_OF_EM = 18
_NOT_PRINTED = frozenset({"rp", "wbr"})


@dataclass(frozen=True, slots=True)
class Side:
    """What the nodes of one side of a card depend on, besides themselves.

    `hide` leaves clozes empty to write in; otherwise they are open and marked. `direction` is that
    of what is around the nodes.
    """

    slug: str
    hide: bool = False
    media: Mapping[str, Media] = field(default_factory=dict)
    language: str = "en"
    direction: Direction = "ltr"


def inline_tokens(nodes: Sequence[Node], side: Side) -> list[Token]:
    """The tokens of `nodes`. Raises ProblemsError for a formula that cannot be set."""
    tokens: list[Token] = []
    found = (_token(node, side) for node in nodes)
    for is_text, run in groupby(found, key=lambda token: bool(token["t"] == "text")):
        if is_text:
            text = text_token("".join(piece for token in run for piece in token["s"]))
            tokens += [text] if text["s"] else []
        else:
            tokens += (token for token in run if token.get("s") != [])
    return tokens


def text_token(text: str) -> Token:
    return {"t": "text", "s": chunks(text)}


def code_token(text: str) -> Token:
    return {"t": "code", "s": chunks(clean(text).replace("\n", " "))}


def _token(node: Node, side: Side) -> Token:
    match node.kind:
        case "text":
            return text_token(clean(node.text).replace("\n", " "))
        case "softbreak":
            return text_token(" ")
        case "hardbreak":
            return {"t": "br"}
        case "code" | "value":
            return code_token(node.text)
        case "math":
            display = node.attrs.get("display") == "true"
            return {"t": "math", "m": math_token(node, side, display=display)}
        case "link":
            return _link(node, side)
        case "image":
            return image_token(node, side) or undrawn_token(node, side)
        case "cloze":
            return _cloze(node, side)
        case "footnote_ref":
            return {"t": "note", "s": note_label(node)}
        case "element":
            return _element(node, side)
        case kind if kind in _SPANS:
            return {"t": _SPANS[kind], "c": inline_tokens(node.children, side)}
        case kind:
            raise ValueError(f"{node.place}: no print for text of kind {kind!r}")


def _element(node: Node, side: Side) -> Token:
    tag = node.attrs["tag"]
    if tag in _NOT_PRINTED:
        return {"t": "span", "c": []}
    inside = inline_tokens(node.children, side)
    before, after = _AROUND.get(tag, ("", ""))
    if before:
        return {"t": "span", "c": [text_token(before), *inside, text_token(after)]}
    token: Token = {"t": _ELEMENTS.get(tag, "span"), "c": inside}
    for declaration in _spaceless(node.attrs.get("style", "")):
        if declaration in _STYLES:
            token = {"t": _STYLES[declaration], "c": [token]}
    return token


def _spaceless(style: str) -> list[str]:
    return style.lower().replace(" ", "").split(";")


def style_align(style: str) -> str:
    """The alignment that a style of HTML asks for, empty where it is the usual one."""
    declarations = _spaceless(style)
    found = (side for side in ("center", "right") if f"text-align:{side}" in declarations)
    return next(found, "")


def note_label(node: Node) -> str:
    return node.attrs.get("label") or node.attrs.get("id", "")


def math_token(node: Node, side: Side, *, display: bool) -> dict[str, Any]:
    if node.children:
        # Marks may part what belongs together, such as the cells of a row.
        with suppress(MathError):
            marked = parse_math(printed_tex(node, hide=side.hide), display=display)
            if "source" not in marked:
                return marked
        if side.hide:
            return parse_math(r"[\ldots]", display=display)
    try:
        return parse_math(node.text, display=display)
    except MathError as error:
        raise ProblemsError(_math_problem(node, error, side)) from None


def _math_problem(node: Node, error: MathError, side: Side) -> Problem:
    place = node.place
    if error.line > 1:
        place = Place(place.path, place.line + error.line - 1, error.column)
    return Problem(
        place,
        "bad-math",
        f"Anki cannot show this formula: {error.message}",
        error.hint or f"look at character {error.column} of {node.text!r}",
        card=side.slug,
    )


def image_token(node: Node, side: Side) -> Token | None:
    """The token of an image; None for a recording, and if the card has no such file."""
    media = side.media.get(node.attrs.get("src", ""))
    if media is None or is_recording(media.name):
        return None
    alt = clean(node.attrs.get("alt") or node.text).strip() or "image"
    return {"t": "image", "src": f"media/{media.name}", "alt": alt, **_size(node)}


def undrawn_token(node: Node, side: Side) -> Token:
    """What stands on paper for a recording, a sign and its description or the name of its file;
    or for an image that the card does not have.
    """
    source, said = node.attrs.get("src", ""), clean(node.attrs.get("alt") or node.text).strip()
    media = side.media.get(source)
    if media is None:
        return text_token(f"[{said}]")
    name = said or clean(unquote(source)).rpartition("/")[2]
    return text_token(f"{'▶' if is_film(media.name) else '♪'}\u00a0{name}")


def _size(node: Node) -> dict[str, float]:
    """How wide an image is: a `share` of its column, or as many `ems` wide or `tall` as on the
    screen, where an em has 18 pixels.
    """
    width, height = node.attrs.get("width", ""), node.attrs.get("height", "")
    if width.endswith("%"):
        return {"share": float(width[:-1]) / 100}
    if width:
        return {"ems": round(int(width) / _PIXELS_OF_EM, 3)}
    return {"tall": round(int(height) / _PIXELS_OF_EM, 3)} if height else {}


def _link(node: Node, side: Side) -> Token:
    inside = inline_tokens(node.children, side)
    href = node.attrs.get("href", "")
    if not inside or not _WEB.fullmatch(href):
        return {"t": "span", "c": inside}
    return {"t": "link", "href": href, "c": inside}


def _cloze(node: Node, side: Side) -> Token:
    inside = inline_tokens(node.children, side)
    if not side.hide:
        return {"t": "answer", "c": inside}
    hint = clean(node.attrs.get("hint", ""))
    width = max(_width(inside), columns(hint) + 2)
    return {"t": "blank", "width": width, "hint": hint or "[…]"}


def _width(tokens: Sequence[Token]) -> int:
    """The approximate width of the tokens in half ems."""
    return sum(
        _width(token["c"])
        if "c" in token
        else columns("".join(token["s"]))
        if "s" in token
        else columns(token.get("m", {}).get("latex", ""))
        for token in tokens
    )
