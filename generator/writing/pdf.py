"""Writers of PDFs: the cheat sheet, and cards to cut out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.keeping.shelf import Shelf
from generator.model.paper import PAPERS, Paper
from generator.rendering.rendered import RenderedDeck
from generator.writing.attached_programs import attached_programs
from generator.writing.geometry import Grid, Margins, back_is_rotated, faces, grid_of
from generator.writing.imprint import imprint_of
from generator.writing.lock import Lock
from generator.writing.output import staging
from generator.writing.pdf_compile import compile_deck
from generator.writing.pdf_finish import finish_pdf
from generator.writing.pdf_join import join_pdfs
from generator.writing.pdf_limits import USUAL, Limits
from generator.writing.shards import shards

# In millimetres. Few printers hold a margin below 6 mm.
_MARGIN: Final = 8.0
_GUTTER: Final = 4.5
# Inside a card: few printers print within 5 mm of the edge of a sheet, and few cuts are straight.
_CARD_MARGINS: Final = Margins(outer=6.0, inner=4.5)


@dataclass(frozen=True, slots=True)
class CheatSheetWriter:
    """Writes `<name>-<language>-cheatsheet.pdf`, landscape, in columns, PDF/UA-1."""

    limits: Limits = USUAL
    shelf: Shelf | None = None
    lock: Lock | None = None  # which knows when the cards last changed

    def write(self, deck: RenderedDeck, folder: Path) -> Path:
        """Write the file and return its path. On a ProblemsError an existing file stays."""
        paper = sheet_paper(PAPERS[deck.config.paper])
        name = f"{deck.config.name}-{deck.language}-cheatsheet.pdf"
        return _write(deck, folder / name, "sheet.typ", paper, self)


@dataclass(frozen=True, slots=True)
class CutCardsWriter:
    """Writes `<name>-<language>-cards.pdf`, to be printed on both sides, flipped on the long edge,
    and cut; PDF/UA-1.
    """

    limits: Limits = USUAL
    shelf: Shelf | None = None
    lock: Lock | None = None

    def write(self, deck: RenderedDeck, folder: Path) -> Path:
        """Write the file and return its path. On a ProblemsError an existing file stays."""
        paper = cut_paper(grid_of(PAPERS[deck.config.paper]))
        name = f"{deck.config.name}-{deck.language}-cards.pdf"
        return _write(deck, folder / name, "cards.typ", paper, self)


def sheet_paper(size: Paper) -> Mapping[str, Any]:
    """What the template of the cheat sheet is told of its paper."""
    sheet = {"width": size.height, "height": size.width, "margin": _MARGIN, "gutter": _GUTTER}
    return {"sheet": {**sheet, "columns": size.sheet_columns}}


def cut_paper(grid: Grid) -> Mapping[str, Any]:
    """What the template of the cards to cut out is told of their paper."""
    fronts = faces(grid.fronts, grid, _CARD_MARGINS)
    backs = faces(grid.backs("long"), grid, _CARD_MARGINS)
    return {
        "cut": {
            "width": grid.sheet_width,
            "height": grid.sheet_height,
            "face": {"width": fronts[0].width, "height": fronts[0].height},
            "fronts": [(face.x, face.y) for face in fronts],
            "backs": [(face.x, face.y) for face in backs],
            "rotated": back_is_rotated(grid, "long"),
            "x-cuts": grid.x_cuts,
            "y-cuts": grid.y_cuts,
        }
    }


def _write(
    deck: RenderedDeck,
    path: Path,
    template: str,
    paper: Mapping[str, Any],
    writer: CheatSheetWriter | CutCardsWriter,
) -> Path:
    about = imprint_of(deck, writer.lock)
    parts = shards(deck)
    compiled = [
        compile_deck(
            part,
            template,
            {**paper, "part": [number, len(parts)], "imprint": about.lines},
            writer,
        )
        for number, part in enumerate(parts, 1)
    ]
    programs = attached_programs(deck)
    data = finish_pdf(join_pdfs(compiled), about, programs, cut="cut" in paper)
    with staging(path.parent) as stage:
        (stage.folder / path.name).write_bytes(data)
        stage.publish()
    return path
