"""What of a page is left on a printer that has no colours and leaves its edges blank."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from generator.model import Shown
from generator.model.paper import PAPERS
from generator.writing.geometry import grid_of
from generator.writing.pdf import CheatSheetWriter, CutCardsWriter
from tests.support.paper import Glyph, glyphs, printed_deck

MM = 72 / 25.4
WRITERS = [CheatSheetWriter, CutCardsWriter]
Writer = type[CheatSheetWriter] | type[CutCardsWriter]


@pytest.mark.parametrize("paper", PAPERS)
def test_each_cut_is_marked_along_all_of_it_that_a_printer_prints(
    paper: str, tmp_path: Path
) -> None:
    toml = f'name = "demo"\n[print]\npaper = "{paper}"\n'
    deck = printed_deck(tmp_path, "# C\n\n## Q? {#q}\n\nA.\n", toml=toml)
    grid = grid_of(PAPERS[paper])
    path = CutCardsWriter().write(deck, tmp_path)
    with pypdfium2.PdfDocument(path) as pdf:
        paths = pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
        lines = [tuple(edge / MM for edge in each.get_bounds()) for each in paths]
    for x in grid.x_cuts[1:-1]:
        assert [
            line
            for line in lines
            if abs(line[0] - x) < 0.2 and abs(line[2] - x) < 0.2
            and line[1] < 5 and line[3] > grid.sheet_height - 5
        ]  # fmt: skip
    for y in grid.y_cuts[1:-1]:
        at = grid.sheet_height - y
        assert [
            line
            for line in lines
            if abs(line[1] - at) < 0.2 and abs(line[3] - at) < 0.2
            and line[0] < 5 and line[2] > grid.sheet_width - 5
        ]  # fmt: skip
