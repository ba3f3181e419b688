"""Pictures whose text is too small to be read on a card of paper."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from typing import Any, Final

from generator.model import Problem
from generator.model.paper import PAPERS
from generator.rendering.rendered import RenderedDeck
from generator.writing.geometry import grid_of
from generator.writing.pdf import cut_paper

# Of its own size. Plots have text of ten points, which is then three.
_LEAST: Final = 0.3
_HEIGHT: Final = 0.8  # of what is below the labels, which a picture takes at most
_LABELS: Final = 6.4  # millimetres
_MM: Final = {"": 25.4 / 96, "px": 25.4 / 96, "pt": 25.4 / 72, "in": 25.4, "cm": 10.0, "mm": 1.0}
_LENGTH: Final = r"""{}\s*=\s*["']\s*([0-9.]+)\s*(px|pt|in|cm|mm)?\s*["']"""
_WIDTH_OF: Final = re.compile(_LENGTH.format(r"\swidth"))
_HEIGHT_OF: Final = re.compile(_LENGTH.format(r"\sheight"))
_TEXT: Final = re.compile(rb"""<text[\s>]|id=["']text_""")  # the second is what matplotlib draws
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MOST: Final = 4096  # bytes before the size of a picture


def small_pictures(deck: RenderedDeck) -> Iterator[Problem]:
    """A warning for each picture with text, as far as its file tells, that is printed at less than
    a third of its size. Where its author gave it a size, none.
    """
    face = cut_paper(grid_of(PAPERS[deck.config.paper]))["cut"]["face"]
    room = (face["width"], (face["height"] - _LABELS) * _HEIGHT)
    for card in deck.cards:
        if not card.note.media:
            continue
        sized = set(_sized(json.loads(card.tokens)))
        for media in card.note.media:
            size = None if media.name in sized else drawn_size(media.data)
            if size is None or not all(size):
                continue
            scale = min(most / side for most, side in zip(room, size, strict=True))
            if scale < _LEAST:
                name = card.sources.get(media.name)
                what = f"the picture {name}" if name else "a picture that a program draws"
                message = f"{what} is printed at {scale:.0%} of its size on a card"
                hint = "draw it smaller, with larger text, or as several pictures"
                yield Problem(
                    card.note.place, "print-small", message, hint, "warning", card.note.slug
                )


def drawn_size(data: bytes) -> tuple[float, float] | None:
    """The width and height in millimetres that a picture with text was drawn at; None where that is
    not known, or that it has text.
    """
    if data.startswith(_PNG):
        return _png_size(data)
    if _TEXT.search(data) is None:
        return None
    start = data[:_MOST].decode("utf-8", "replace")
    sides = (_WIDTH_OF.search(start), _HEIGHT_OF.search(start))
    if None in sides:
        return None
    width, height = (_millimetres(side) for side in sides if side is not None)
    return width, height


def _millimetres(found: re.Match[str]) -> float:
    try:
        return float(found[1]) * _MM[found[2] or ""]
    except ValueError:
        return 0.0


def _png_size(data: bytes) -> tuple[float, float] | None:
    """Only what draws plots says how large a pixel is."""
    at = data[:_MOST].find(b"pHYs")
    if at < 0 or len(data) < at + 13 or data[at + 12] != 1:
        return None
    width, height = struct.unpack_from(">II", data, 16)
    across, down = struct.unpack_from(">II", data, at + 4)
    return (width / across * 1000, height / down * 1000) if across and down else None


def _sized(token: Any) -> Iterator[str]:
    """The names of the pictures that have a size."""
    match token:
        case {"src": str(source), **rest} if rest.keys() & {"share", "ems", "tall"}:
            yield source.rpartition("/")[2]
        case dict():
            for value in token.values():
                yield from _sized(value)
        case list():
            for value in token:
                yield from _sized(value)
