"""Booklets, measured in their PDFs."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from generator.building.built import Built
from generator.building.deck import check_deck
from generator.model.print_settings import PrintSettings
from generator.printing.booklet_folds import folded_sheets
from generator.printing.booklet_pages import TEMPLATE, booklet_paper, volumes
from generator.printing.booklet_sheets import booklet_sheets
from generator.writing.pdf import CutCardsWriter, pdf_of
from generator.writing.pdf_finish import Wishes
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.overlaps import overlaps

MM = 72 / 25.4
LONG = "\n".join(f"x{number} = {number}" for number in range(130))
PROGRAM = "```python\nimport math as m\nprint(m.sqrt(4))\n```\n\n```output\n2.0\n```\n"
TEXT = f"""# First chapter

## What is the root? {{#root}}

{PROGRAM}
It is `m.sqrt(4)`; ask `x.other` for nothing.

## A long program? {{#long}}

```python
{LONG}
```

# Second chapter

## Plain? {{#plain}}

Compare `m.sqrt` with a power.
"""
TEXT_ZH = TEXT.replace("First chapter", "第一章").replace("What is the root", "根是多少")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("booklet") / "deck"
    first, second = TEXT.split("# Second chapter")
    files = {"en/01.md": first, "en/02.md": "# Second chapter" + second}
    files |= {name.replace("en/", "zh/"): text for name, text in files.items()}
    files["zh/01.md"] = TEXT_ZH.split("# Second chapter")[0]
    write_deck(folder, files, toml='name = "demo"\nlanguages = ["en", "zh"]\n')
    checked = check_deck(folder, only=(), fresh=True)
    assert not checked.failed, checked.problems
    return checked


def booklet(built: Built, language: str = "en", paper: str = "A4", **settings: Any) -> bytes:
    told = booklet_paper(paper, PrintSettings(**settings))
    (volume,) = volumes(built.rendered(language), told)
    wishes = Wishes("DuplexFlipLongEdge")
    return pdf_of(volume.deck, TEMPLATE, {**told, **volume.told}, wishes, CutCardsWriter())


def texts(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.parametrize(("paper", "size"), [("A4", (148.5, 210)), ("Letter", (139.7, 215.9))])
def test_nothing_of_a_booklet_is_near_the_edge_or_over_something_else(
    built: Built, tmp_path: Path, paper: str, size: tuple[float, float]
) -> None:
    data = booklet(built, paper=paper)
    (tmp_path / "booklet.pdf").write_bytes(data)
    assert overlaps(tmp_path / "booklet.pdf") == []
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document, 1):
            assert [side / MM for side in page.get_size()] == pytest.approx(size, abs=0.01)
            inner, outer = (14, 10)
            left, right = (inner, outer) if number % 2 else (outer, inner)
            for each in page.get_objects():
                low_x, low_y, high_x, high_y = (edge / MM for edge in each.get_bounds())
                assert left - 0.5 < low_x and high_x < size[0] - right + 0.5
                assert low_y > 6 and high_y < size[1] - 6


@pytest.mark.parametrize("language", ["en", "zh"])
def test_contents_and_index_name_the_pages_that_their_cards_are_on(
    built: Built, language: str
) -> None:
    data = booklet(built, language)
    assert data == booklet(built, language)
    pages = texts(data)
    (contents,) = re.findall(r"Second chapter[ .]*(\d+)", pages[1])
    assert "Second chapter" in pages[int(contents) - 1] and "Plain?" in pages[int(contents) - 1]
    assert "math.sqrt" in pages[-1] and "x.other" not in pages[-1]
    numbers = re.search(r"math\.sqrt\s+([\d, ]+)", pages[-1])
    assert numbers is not None
    assert [int(each) for each in numbers[1].split(",")] == [3, int(contents)]
    assert sum("A long program?" in page for page in pages) > 1  # continued below its question
    with pikepdf.open(BytesIO(data)) as pdf:
        assert "/StructTreeRoot" in pdf.Root and pdf.Root.MarkInfo.Marked
        with pdf.open_outline() as outline:
            assert any(item.title == "Second chapter" for item in outline.root)


def test_each_page_lies_on_its_sheet_behind_the_one_that_it_is_printed_behind(built: Built) -> None:
    data = booklet(built)
    single = texts(data)
    sheets = folded_sheets(len(single))
    folded = booklet_sheets(data, sheets)
    assert folded == booklet_sheets(data, sheets)
    with pypdfium2.PdfDocument(folded) as document:
        assert len(document) == 2 * len(sheets)
        wide, tall = document[0].get_size()
        assert (wide / MM, tall / MM) == pytest.approx((297, 210), abs=0.01)
        sides = [side for sheet in sheets for side in (sheet.front, sheet.back)]
        for page, side in zip(document, sides, strict=True):
            text = page.get_textpage()
            for number, left in zip(side, (0, wide / 2), strict=True):
                shown = text.get_text_bounded(left=left, right=left + wide / 2)
                assert shown.split() == (single[number - 1].split() if number else [])
    with pikepdf.open(BytesIO(folded)) as pdf:
        assert "/StructTreeRoot" not in pdf.Root and "/Outlines" not in pdf.Root
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "demo" and "pdfuaid:part" not in metadata
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_the_command_says_what_to_print_and_what_to_read(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": "# C\n\n## Q? {#q}\n\nA.\n"})
    done = proofdeck("print", deck, "--what", "booklet", "--once", "-o", "out", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "1 card, 3 pages, for a screen" in done.out
    assert "1 card, 1 sheet, two-sided, short edge, 100 %" in done.out
    assert "--what booklet" in proofdeck("print", deck, "--signature", "4", cwd=tmp_path).err
    assert proofdeck("print", deck, "--what", "booklet", "--signature", "0", cwd=tmp_path).code == 2
    done = proofdeck("print", deck, "--what", "booklet", "--paper", "e-reader", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    (made,) = (tmp_path / "print").iterdir()  # an e-reader folds nothing
    assert made.name == "demo-en-booklet-e-reader.pdf"
    with pikepdf.open(made) as pdf:
        sizes = {
            tuple(round(float(side) * 25.4 / 72) for side in page.mediabox[2:])
            for page in pdf.pages
        }
    assert sizes == {(90, 120)}
    done = proofdeck("print", deck, "--paper", "e-reader", cwd=tmp_path)
    assert done.code == 2 and "an e-reader shows booklets" in done.err
