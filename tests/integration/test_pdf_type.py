"""The sizes in which cards are printed, measured in the PDFs."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.writing.pdf import CheatSheetWriter, CutCardsWriter
from generator.writing.wide_formulas import wide_formulas
from tests.support.paper import glyphs, pdf_text, printed_deck

WRITERS = [CheatSheetWriter, CutCardsWriter]
Writer = type[CheatSheetWriter] | type[CutCardsWriter]

# Of the text beside a formula.
TEXT = {CheatSheetWriter: 7.4, CutCardsWriter: 9.4}


def polynomial(terms: int) -> str:
    return " + ".join(f"a_{{{n}}} x^{{{n}}}" for n in range(1, terms + 1)) + " = 0"


def boxed(terms: int) -> str:
    """One that cannot go on in the next line."""
    return f"\\boxed{{{polynomial(terms)}}}"


@pytest.mark.parametrize("writer", WRITERS)
def test_a_formula_that_fits_is_as_large_as_its_text(writer: Writer, tmp_path: Path) -> None:
    deck = printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n$${polynomial(6)}$$\n")
    sizes = [each.size for each in glyphs(writer().write(deck, tmp_path)) if "Math" in each.font]
    assert max(sizes) == pytest.approx(TEXT[writer], abs=0.02)


@pytest.mark.parametrize("terms", range(6, 14))
def test_no_formula_is_set_in_less_than_six_points(terms: int, tmp_path: Path) -> None:
    deck = printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n$${boxed(terms)}$$\n")
    path = CheatSheetWriter().write(deck, tmp_path)
    sizes = [each.size for each in glyphs(path) if "Math" in each.font]
    is_source = "boxed" in pdf_text(path)
    assert is_source or max(sizes) >= 6
    # Its author is told, of every one whose source is shown.
    assert wide_formulas(deck) or not is_source
