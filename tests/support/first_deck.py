"""The first deck as it is printed, without running it: its programs print what its cards state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from generator.building.built import Built
from generator.building.deck import check_deck
from generator.building.outputs import rendered_deck
from generator.model import (
    Cell,
    CellRun,
    Claim,
    Environment,
    Fence,
    Frame,
    Output,
    Program,
    Raised,
    Run,
)
from generator.reading.whole_deck import read_deck
from generator.rendering.rendered import RenderedDeck

FOLDER = Path(__file__).parents[2] / "cards"
_ENVIRONMENT = Environment("3.11.7", packages=(("torch", "2.13.0"), ("jax", "0.10.2")))


class Stated:
    """Gives each program the outputs that the fences of the deck in `folder` state."""

    def __init__(self, folder: Path) -> None:
        deck, _ = read_deck(folder)
        fences = (fence for card in deck.cards() for fence in card.fences)
        self._fences = {(fence.place.path, fence.place.line + 1): fence for fence in fences}

    def __enter__(self) -> Stated:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing was started."""

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for program in programs:
            cells = tuple(self._run(program.path, cell) for cell in program.cells)
            yield Run(program.id, "finished", cells, _ENVIRONMENT)

    def _run(self, path: str, cell: Cell) -> CellRun:
        fence = self._fences.get((path, cell.line))
        return CellRun() if fence is None or fence.claim is None else _stated(fence, fence.claim)


def _stated(fence: Fence, claim: Claim) -> CellRun:
    if fence.raises is None:
        return CellRun((Output("stdout", claim.text + "\n"),))
    last = fence.code.count("\n")
    frames = (
        Frame("<card>", last + 1, "<module>", fence.code.split("\n")[last], cell=0),
        Frame("jax/_src/api.py", 1, "call"),
    )
    return CellRun((), Raised(fence.raises, fence.raises, (), claim.text, frames))


@cache
def _checked() -> Built:
    return check_deck(FOLDER, runner=Stated(FOLDER), only=(), fresh=True)


@cache
def _rendered(language: str) -> RenderedDeck:
    built = _checked()
    own = tuple(chapter for chapter in built.chapters if chapter.language == language)
    return rendered_deck(built.config, language, own, built._cards)


@cache
def exercises() -> frozenset[str]:
    """The slugs of those cards of the first deck that are exercises."""
    deck, _ = read_deck(FOLDER)
    return frozenset(card.slug for card in deck.cards() if card.kind == "exercise")


def first_deck(language: str, paper: str) -> RenderedDeck:
    """One language of the first deck, to be printed on `paper`."""
    deck = _rendered(language)
    return replace(deck, config=replace(deck.config, paper=paper))
