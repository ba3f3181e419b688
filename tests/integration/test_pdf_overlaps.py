"""Nothing on paper is printed over something else: measured in the PDFs, whoever laid them out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.building.deck import check_deck
from generator.model.print_settings import PrintSettings
from generator.printing.card_sheets import cards_paper
from generator.printing.reference_pages import reference_paper
from generator.rendering.rendered import RenderedDeck
from generator.running.run_options import RunOptions
from generator.writing.pdf import CUT_WISHES, CheatSheetWriter, CutCardsWriter, pdf_of
from tests.support.cli import ROOT
from tests.support.overlaps import overlaps
from tests.support.paper import png

BROKEN_ONCE = ROOT / "tests" / "corpus" / "print"
WRITERS = (CheatSheetWriter, CutCardsWriter)


def what_broke_print(folder: Path, language: str) -> RenderedDeck:
    """A deck of what once was printed wrongly, or is hard to print."""
    shutil.copytree(BROKEN_ONCE, folder)
    for name in ("big.png", "sq.png"):
        (folder / "en" / name).write_bytes(png(600, 400))
    built = check_deck(folder, only=(), fresh=True, options=RunOptions(once=True))
    errors = [each for each in built.problems if each.severity == "error"]
    assert not errors, errors
    return built.rendered(language)


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_no_text_stands_on_another_where_it_once_did(language: str, tmp_path: Path) -> None:
    deck = what_broke_print(tmp_path / "deck", language)
    for writer in WRITERS:
        assert overlaps(writer().write(deck, tmp_path)) == [], writer
    small = PrintSettings(card="business", flip="fold")
    for template, paper in (
        ("cards.typ", cards_paper("A4", small)),
        ("sheet.typ", reference_paper("A5", PrintSettings(large_print=True))),
    ):
        path = tmp_path / "small.pdf"
        path.write_bytes(pdf_of(deck, template, paper, CUT_WISHES, CutCardsWriter()))
        assert overlaps(path) == [], template


def test_text_over_text_is_found(tmp_path: Path) -> None:
    import typst

    source = tmp_path / "over.typ"
    source.write_text("#place(top)[Words of one]#place(top, dx: 1pt, dy: 2pt)[Others]")
    path = tmp_path / "over.pdf"
    typst.compile(str(source), output=str(path))
    found = overlaps(path)
    assert found and all(each.startswith("page 1") for each in found)
    source.write_text("Words AVAT#linebreak()Others efficient fft $sqrt(x^2) / 2 + integral_a^b f$")
    typst.compile(str(source), output=str(path))
    assert overlaps(path) == []
