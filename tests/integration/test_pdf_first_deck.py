"""The first deck on paper, as it looks in the PDFs."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

from generator.writing.pdf import CutCardsWriter
from tests.support.first_deck import first_deck
from tests.support.paper import pdf_text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_no_card_of_the_first_deck_is_split_in_two(
    paper: str, language: str, tmp_path: Path
) -> None:
    deck = first_deck(language, paper)
    path = CutCardsWriter().write(deck, tmp_path)
    slugs = "|".join(note.slug for note in deck.notes)
    assert re.findall(rf"({slugs}) \(\d+/\d+\)", pdf_text(path)) == []
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2 * -(-len(deck.notes) // 8)
