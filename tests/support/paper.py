"""Decks ready to be printed, made from Markdown without running anything."""

from __future__ import annotations

import dataclasses
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generator.model import Blank, Card, Faces, Listing, Media, Node, Shown
from generator.reading.whole_deck import read_deck
from generator.rendering.rendered import RenderedDeck
from tests.support.decks import write_deck
from tests.support.faced_deck import FacedDeck, render_deck

VERIFIED = ("torch 2.13.0", "Python 3.11")


def faced_deck(
    folder: Path,
    text: str,
    *,
    language: str = "en",
    shown: Mapping[str, Sequence[Shown]] | None = None,
    media: Mapping[str, Media] | None = None,
    toml: str = "",
) -> FacedDeck:
    """One chapter of `text`. `shown` holds the outputs of a program under its first line."""
    toml = toml or f'name = "demo"\nlanguages = ["{language}"]\n'
    deck, problems = read_deck(write_deck(folder, {f"{language}/01.md": text}, toml=toml))
    assert not [p for p in problems if p.code not in ("missing-image", "dead-link")], problems
    (chapter,) = deck.chapters
    faces = tuple(faces_of(card, shown or {}, media or {}) for card in chapter.cards)
    return FacedDeck(deck.config, language, ((chapter, faces),))


def printed_deck(folder: Path, text: str, **options: Any) -> RenderedDeck:
    """The same, as the writers get it."""
    return render_deck(faced_deck(folder, text, **options))


def faces_of(
    card: Card,
    shown: Mapping[str, Sequence[Shown]] = MappingProxyType({}),
    media: Mapping[str, Media] = MappingProxyType({}),
) -> Faces:
    """What a card shows if nothing of it runs but what is `shown`, as `faced_deck` has it."""

    def listed(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(_listed(node, shown) for node in nodes)

    front, back = listed(card.front), listed(card.back)
    if card.kind == "cloze" and not front:
        front, back = back[:1], back[1:]
    return Faces(card, card.question, front, back, VERIFIED if card.fences else (), media)


def _listed(node: Node, shown: Mapping[str, Sequence[Shown]]) -> Node:
    if node.fence is not None:
        fence = node.fence
        blanks = tuple(
            Blank(fence.code.index(gap.text), fence.code.index(gap.text) + len(gap.text), number)
            for number, gap in enumerate(fence.blanks, 1)
        )
        outputs = tuple(shown.get(fence.code.split("\n", 1)[0], ()))
        mark = "not run" if fence.norun is not None else "varies" if fence.varies else ""
        listing = Listing(fence.code, outputs, blanks, mark, fence.norun or "")
        return dataclasses.replace(node, listing=listing)
    children = tuple(_listed(child, shown) for child in node.children)
    return dataclasses.replace(node, children=children)


def pdf_text(path: Path) -> str:
    """The text of all pages, as a reader would copy it."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    finally:
        pdf.close()
    return "\n".join(pages).replace("\r\n", "\n")


def png(width: int = 40, height: int = 20) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(data, "PNG")
    return data.getvalue()


def write_font(path: Path, family: str, chars: str) -> None:
    """A font with the same glyph for each of the characters."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

    from generator.writing.fonts import font_paths

    (inconsolata,) = (each for each in font_paths("en") if "Inconsolata" in each.name)
    font = TTFont(inconsolata)
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = family
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict.fromkeys(map(ord, chars), "A")
    font["cmap"].tables = [table]
    path.parent.mkdir(exist_ok=True)
    font.save(path)


@dataclasses.dataclass(frozen=True, slots=True)
class Glyph:
    """A character as it is printed: its box (left, bottom, right, top) and its size in points, and
    how wide its font makes it, in ems; `ink` is the box of what is black. `page` counts from 0.
    """

    page: int
    char: str
    font: str
    size: float
    advance: float
    box: tuple[float, float, float, float]
    ink: tuple[float, float, float, float]


def glyphs(path: Path) -> list[Glyph]:
    """Every visible character of a PDF, in the order of its pages."""
    import ctypes

    import pypdfium2
    from pypdfium2 import raw

    found = []
    with pypdfium2.PdfDocument(path) as pdf:
        for number, page in enumerate(pdf):
            text = page.get_textpage()
            for i in range(text.count_chars()):
                char = text.get_text_range(i, 1)
                left, bottom, right, top = text.get_charbox(i, loose=True)
                # Of a formula's letters, which are beyond the first plane, PDFium gives no text.
                if (char and not char.strip()) or right <= left:
                    continue
                name = ctypes.create_string_buffer(200)
                raw.FPDFText_GetFontInfo(text, i, name, 200, ctypes.byref(ctypes.c_int()))
                matrix = raw.FS_MATRIX()
                raw.FPDFText_GetMatrix(text, i, matrix)
                size = raw.FPDFText_GetFontSize(text, i) * math.hypot(matrix.a, matrix.b)
                found.append(
                    Glyph(
                        number,
                        char,
                        name.value.decode(),
                        round(size, 2),
                        round((right - left) / size, 2),
                        (left, bottom, right, top),
                        text.get_charbox(i),
                    )
                )
    return found
