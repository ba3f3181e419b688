"""Cards on the paper that a reader has, measured in the PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from generator.model.print_settings import PrintSettings
from generator.printing.booklet_pages import volumes
from generator.printing.card_grids import card_grid
from generator.printing.guide_page import guide_page
from generator.printing.products import PRODUCTS
from generator.rendering.rendered import RenderedDeck
from generator.writing.pdf import CutCardsWriter, pdf_of
from tests.support.paper import glyphs, printed_deck

MM = 72 / 25.4
WRITER = CutCardsWriter()


# Those of which a deck is one file, with all of its cards.
PLAIN = [name for name, product in PRODUCTS.items() if not (product.exam or product.key)]


def deck_of(folder: Path, count: int) -> RenderedDeck:
    cards = (f"\n## Front{i}x? {{#q{i}}}\n\nBack{i}x.\n" for i in range(count))
    return printed_deck(folder, "# C\n" + "".join(cards))


def printed(deck: RenderedDeck, what: str, paper: str, settings: PrintSettings) -> bytes:
    product = PRODUCTS[what]
    told = product.paper_of(paper, settings)
    if product.booklet:
        (volume,) = volumes(deck, told)
        told = {**told, **volume.told}
    return pdf_of(deck, product.template, told, product.wishes(settings), WRITER)


def words(data: bytes) -> dict[str, tuple[int, float, float, float]]:
    """By its text each `Front0x` or `Back0x`: its page, its middle in millimetres from the left and
    the top, and by how many degrees it is turned.
    """
    found = {}
    with pypdfium2.PdfDocument(data) as pdf:
        for number, page in enumerate(pdf):
            text = page.get_textpage()
            height = page.get_size()[1]
            for match in re.finditer(r"(?:Front|Back)\d+x", text.get_text_range()):
                boxes = [text.get_charbox(i) for i in range(match.start(), match.end())]
                x = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
                y = (min(box[1] for box in boxes) + max(box[3] for box in boxes)) / 2
                angle = pypdfium2.raw.FPDFText_GetCharAngle(text, match.start()) * 57.29578
                found[match[0]] = (number, x / MM, (height - y) / MM, round(angle) % 360)
    return found


def cell_of(cells: Any, x: float, y: float, face: Any) -> int:
    inside = [
        number
        for number, (left, top) in enumerate(cells)
        if left <= x <= left + face["width"] and top <= y <= top + face["height"]
    ]
    assert len(inside) == 1
    return inside[0]


@pytest.mark.parametrize(
    ("paper", "settings", "pages"),
    [("A4", PrintSettings(flip="short", back_offset=(0.5, -1.2)), 4),
     ("Letter", PrintSettings(card="3x5"), 6), ("card", PrintSettings(card="3x5"), 20),
     ("Letter", PrintSettings(flip="fold", card="150x90"), 10), ("A5", PrintSettings(flip="fold"), 5),
     ("A3", PrintSettings(flip="fronts"), 1), ("A4", PrintSettings(flip="backs"), 2)],
)  # fmt: skip
def test_what_is_printed_lies_where_it_is_said_to(
    paper: str, settings: PrintSettings, pages: int, tmp_path: Path
) -> None:
    data = printed(deck_of(tmp_path, 10), "cards", paper, settings)
    cut = PRODUCTS["cards"].paper_of(paper, settings)["cut"]
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == pages
        box = [float(side) for side in pdf.pages[0].mediabox]
        assert box[2:] == pytest.approx([cut["width"] * MM, cut["height"] * MM], abs=0.1)
        duplex = {"long": "/DuplexFlipLongEdge", "short": "/DuplexFlipShortEdge"}
        assert str(pdf.Root.ViewerPreferences.Duplex) == duplex.get(settings.flip, "/Simplex")
        assert str(pdf.Root.ViewerPreferences.PrintScaling) == "/None"
    found = words(data)
    each = len(cut["fronts"])
    sides = {"fold": ("Front", "Back"), "fronts": ("Front",), "backs": ("Back",)}
    for side in sides.get(settings.flip, ("Front", "Back")):
        for i in range(10):
            page, x, y, angle = found[f"{side}{i}x"]
            cells = cut["fronts" if side == "Front" else "backs"]
            assert cell_of(cells, x, y, cut["face"]) == i % each
            assert angle == (180 if side == "Back" and cut["rotated"] else 0)
            two_sided = settings.flip in duplex
            assert page == (2 * (i // each) + (side == "Back") if two_sided else i // each)
    assert len(found) == 10 * len(sides.get(settings.flip, ("Front", "Back")))


def test_a_stack_is_in_order_once_it_is_cut(tmp_path: Path) -> None:
    settings = PrintSettings(order="stack")
    data = printed(deck_of(tmp_path, 19), "cards", "A4", settings)
    cut = PRODUCTS["cards"].paper_of("A4", settings)["cut"]
    found = words(data)
    where = {}
    for i in range(19):
        page, x, y, _ = found[f"Front{i}x"]
        where[i] = (cell_of(cut["fronts"], x, y, cut["face"]), page)
        page_behind, x, y, _ = found[f"Back{i}x"]
        assert (cell_of(cut["backs"], x, y, cut["face"]), page_behind) == (where[i][0], page + 1)
    assert all(before < after for before, after in pairwise(where[i] for i in range(19)))


def test_grey_ink_has_no_colours(tmp_path: Path) -> None:
    text = "# C\n\n## Q? {#q}\n\n```python\nx = 'text'\n```\n\n[link](https://example.org)\n"
    deck = printed_deck(tmp_path, text)
    for what in PLAIN:
        for ink, coloured in (("grey", False), ("color", True)):
            data = printed(deck, what, "A4", PrintSettings(ink=ink))  # type: ignore[arg-type]
            with pypdfium2.PdfDocument(data) as pdf:
                pictures = [page.render(scale=2).to_pil().convert("RGB") for page in pdf]
            bands = {pixel for one in pictures for _, pixel in one.getcolors(1 << 24)}
            assert any(max(pixel) - min(pixel) > 8 for pixel in bands) is coloured, what


def test_large_print_is_16_points(tmp_path: Path) -> None:
    for what in PLAIN:
        data = printed(deck_of(tmp_path, 1), what, "A4", PrintSettings(large_print=True))
        (tmp_path / "large.pdf").write_bytes(data)
        sizes = {each.size for each in glyphs(tmp_path / "large.pdf") if each.char in "xB"}
        assert min(sizes) >= (15.9 if what == "cards" else 12.5)


def strokes(page: Any) -> list[tuple[float, float, float, float]]:
    """The lines of a page: left, top, right, low, in millimetres from its upper left corner."""
    height = page.get_size()[1]
    paths = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    found = [path.get_bounds() for path in paths]
    return [
        (left / MM, (height - top) / MM, right / MM, (height - low) / MM)
        for left, low, right, top in found
    ]


def crosses(page: Any) -> list[tuple[float, float]]:
    """The middles of the horizontal strokes of crosses."""
    return sorted(
        ((left + right) / 2, (top + low) / 2)
        for left, top, right, low in strokes(page)
        if right - left == pytest.approx(12, abs=0.3)
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guide_measures_100_mm_and_how_far_backs_are_off(language: str, tmp_path: Path) -> None:
    deck = replace(deck_of(tmp_path, 1), language=language)
    settings = PrintSettings(flip="long", back_offset=(1.5, -0.5))
    data = guide_page(deck, card_grid("A4", "", "long"), settings, WRITER, "")
    with pypdfium2.PdfDocument(data) as pdf:
        front, back = pdf
        assert any(
            right - left == pytest.approx(100, abs=0.5) for left, _, right, _ in strokes(front)
        )
        before, behind = crosses(front), crosses(back)
    assert len(before) == len(behind) == 2
    # On a printer that puts backs 1.5 mm too far to the left and 0.5 mm too low, all meet.
    seen = sorted((210 - (x - 1.5), y + 0.5) for x, y in behind)
    for found, wanted in zip(seen, before, strict=True):
        assert found == pytest.approx(wanted, abs=0.05)


@pytest.mark.parametrize("what", PLAIN)
def test_the_same_cards_give_the_same_file_tagged_and_with_bookmarks(
    what: str, tmp_path: Path
) -> None:
    deck = deck_of(tmp_path, 3)
    settings = PrintSettings()
    data = printed(deck, what, "Legal", settings)
    assert printed(deck, what, "Legal", settings) == data
    with pikepdf.open(BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"
        *front, chapter = pdf.open_outline().root
        assert [each.title for each in front] == ["Contents"] * (what == "booklet")
        assert [each.title for each in chapter.children] == ["Front0x?", "Front1x?", "Front2x?"]
