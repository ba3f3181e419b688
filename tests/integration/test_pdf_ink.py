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


def darkest_left_of(path: Path, found: Glyph, reach: float) -> int:
    """The darkest grey within `reach` points left of a character, at its height; 255 is white."""
    scale = 8.0
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[found.page]
        picture = page.render(scale=scale).to_pil().convert("L")
        height = page.get_size()[1]
    left, bottom, _, top = found.box
    y = round((height - (bottom + top) / 2) * scale)
    xs = range(round((left - reach) * scale), round((left - 0.5) * scale))
    return min(picture.getpixel((x, y)) for x in xs)  # type: ignore[type-var, return-value]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_traceback_is_told_from_code_and_output_without_colours(
    writer: Writer, tmp_path: Path
) -> None:
    shown = {"zz = 1": [Shown("stdout", "yy"), Shown("error", "Traceback\nValueError: xx")]}
    deck = printed_deck(tmp_path, "# C\n\n## Q? {#q}\n\n```python\nzz = 1\n```\n", shown=shown)
    path = writer().write(deck, tmp_path)
    printed = {each.char: each for each in reversed(glyphs(path)) if "Inconsolata" in each.font}
    greys = {char: darkest_left_of(path, printed[char], 6) for char in "zyT"}
    assert greys["T"] < 80
    assert greys["z"] > 120 and greys["y"] > 120
