"""Writers of PDFs: the cheat sheet, and cards to cut out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from generator.keeping.shelf import Shelf
from generator.model.paper import PAPERS, Paper
from generator.rendering.rendered import RenderedDeck
from generator.writing.attached_programs import attached_programs
from generator.writing.geometry import Grid, Margins, Slot, back_is_rotated, faces, grid_of
from generator.writing.imprint import imprint_of
from generator.writing.lock import Lock
from generator.writing.output import staging
from generator.writing.pdf_compile import compile_deck
from generator.writing.pdf_finish import Wishes, finish_pdf
from generator.writing.pdf_join import join_pdfs
from generator.writing.pdf_limits import USUAL, Limits
from generator.writing.shards import shards

# In millimetres. Few printers hold a margin below 6 mm.
_MARGIN: Final = 8.0
_GUTTER: Final = 4.5
# Inside a card: few printers print within 5 mm of the edge of a sheet, and few cuts are straight.
_CARD_MARGINS: Final = Margins(outer=6.0, inner=4.5)

# A sheet lies on its side. Cards to cut out are printed at actual size: a page "fitted" to the
# paper shifts fronts against their backs.
SHEET_WISHES: Final = Wishes("DuplexFlipShortEdge")
CUT_WISHES: Final = Wishes("DuplexFlipLongEdge", unscaled=True)


class Writing(Protocol):
    """How to compile, and what is known of when the cards last changed."""

    @property
    def limits(self) -> Limits: ...
    @property
    def shelf(self) -> Shelf | None: ...
    @property
    def lock(self) -> Lock | None: ...


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
        return _write(folder / name, pdf_of(deck, "sheet.typ", paper, SHEET_WISHES, self))


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
        return _write(folder / name, pdf_of(deck, "cards.typ", paper, CUT_WISHES, self))


def sheet_paper(size: Paper) -> Mapping[str, Any]:
    """What the template of the cheat sheet is told of its paper."""
    sheet = {"width": size.height, "height": size.width, "margin": _MARGIN, "gutter": _GUTTER}
    return {"sheet": {**sheet, "columns": size.sheet_columns}}


def cut_paper(grid: Grid) -> Mapping[str, Any]:
    """What the template of the cards to cut out is told of their paper, where the printer turns it
    over its long edge.
    """
    rotated = back_is_rotated(grid, "long")
    return {"cut": cut_cells(grid, grid.fronts, grid.backs("long"), _CARD_MARGINS, rotated=rotated)}


def cut_cells(
    grid: Grid, fronts: Sequence[Slot], backs: Sequence[Slot], margins: Margins, *, rotated: bool
) -> dict[str, Any]:
    """What the template is told of the cells of fronts and backs, and of the cuts."""
    found = faces((*fronts, *backs), grid, margins)
    return {
        "width": grid.sheet_width,
        "height": grid.sheet_height,
        "face": {"width": found[0].width, "height": found[0].height},
        "fronts": [(face.x, face.y) for face in found[: len(fronts)]],
        "backs": [(face.x, face.y) for face in found[len(fronts) :]],
        "rotated": rotated,
        "x-cuts": grid.x_cuts,
        "y-cuts": grid.y_cuts,
    }


def pdf_of(
    deck: RenderedDeck,
    template: str,
    paper: Mapping[str, Any],
    wishes: Wishes,
    how: Writing,
    *,
    ahead: Sequence[bytes] = (),
    product: str = "",
) -> bytes:
    """The PDF of a deck through `typst/<template>`, with `paper` added to its data, behind the
    pages of the PDFs in `ahead`. Results are kept by `product`: those of another are not replaced.
    """
    about = imprint_of(deck, how.lock)
    parts = shards(deck)
    compiled = [
        compile_deck(
            part,
            template,
            {**paper, "part": [number, len(parts)], "imprint": about.lines},
            how,
            product,
        )
        for number, part in enumerate(parts, 1)
    ]
    return finish_pdf(join_pdfs([*ahead, *compiled]), about, attached_programs(deck), wishes)


def _write(path: Path, data: bytes) -> Path:
    with staging(path.parent) as stage:
        (stage.folder / path.name).write_bytes(data)
        stage.publish()
    return path
