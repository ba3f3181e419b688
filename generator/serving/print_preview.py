"""Cards as they are printed, drawn when they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.deck import check_deck
from generator.building.selection import NoSuchPartError
from generator.keeping.shelf import digest
from generator.model import ProblemsError
from generator.rendering.rendered import RenderedCard, RenderedChapter, RenderedDeck
from generator.running.run_options import RunOptions
from generator.serving.safety import RefusedError
from generator.writing.printed_card import PrintedPage, cut_faces, sheet_columns

if TYPE_CHECKING:
    from generator.previewing.live_state import LiveCard

_KINDS: Final[Mapping[str, Callable[[RenderedDeck], tuple[PrintedPage, ...]]]] = {
    "card": cut_faces,
    "sheet": sheet_columns,
}
_MOST_KEPT: Final = 64  # pages


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page and the `name` by which it can be had."""

    name: str
    label: str
    page: PrintedPage


class PrintPreview:
    """Draws cards of the deck in `folder`. One at a time: each takes a compiler. May be asked from
    any thread.

    A card is read anew, and its program runs as the `options` say where its result is not known.
    """

    def __init__(self, folder: Path, options: RunOptions) -> None:
        self._folder = folder
        self._options = options
        self._lock = threading.Lock()
        self._drawn: OrderedDict[str, tuple[Picture, ...]] = OrderedDict()

    def pictures(self, card: LiveCard, what: str) -> tuple[Picture, ...]:
        """The faces of a card to cut out ("card"), or its columns of the cheat sheet ("sheet").
        Raises RefusedError for what cannot be printed.
        """
        draw = _KINDS.get(what)
        if draw is None:
            raise RefusedError(404, f"a card is printed as {' or '.join(_KINDS)}")
        with self._lock:
            try:
                deck = self._alone(card)
                if deck is None:
                    raise RefusedError(
                        409, "this card cannot be printed: see what is wrong with it"
                    )
                key = _key(deck, what)
                if key not in self._drawn:
                    self._drawn[key] = _named(draw(deck), what)
                self._drawn.move_to_end(key)
            except ProblemsError as error:
                problem = error.problems[0]
                raise RefusedError(409, problem.message, problem.hint) from None
            except NoSuchPartError:
                raise RefusedError(404, "this card is not there any more") from None
            while sum(map(len, self._drawn.values())) > _MOST_KEPT and len(self._drawn) > 1:
                self._drawn.popitem(last=False)
            return self._drawn[key]

    def page(self, name: str) -> PrintedPage | None:
        """A page that was drawn; None if it is kept no longer."""
        drawn = (each for pictures in list(self._drawn.values()) for each in pictures)
        return next((each.page for each in drawn if each.name == name), None)

    def _alone(self, card: LiveCard) -> RenderedDeck | None:
        """A deck of only this card; None where it cannot be shown."""
        slugs = (card.slug,) if card.slug else ()
        built = check_deck(
            self._folder, only=(), cards=slugs, chapters=(card.path,), options=self._options
        )
        deck = built.rendered(card.language)
        for chapter in deck.chapters:
            for each in chapter.cards():
                if each.note.place.line == card.line and each.note.slug == card.slug:
                    return replace(deck, chapters=(_with(chapter.title, each),))
        return None


def _with(title: str, card: RenderedCard) -> RenderedChapter:
    return RenderedChapter(title, lambda: (card,), 1)


def _key(deck: RenderedDeck, what: str) -> str:
    (chapter,) = deck.chapters
    (card,) = chapter.cards()
    title, paper = deck.config.title(deck.language), deck.config.paper
    media = sorted(each.name for each in card.note.media)
    return digest(what, deck.language, title, paper, chapter.title, card.tokens, *media)


def _named(pages: tuple[PrintedPage, ...], what: str) -> tuple[Picture, ...]:
    found = []
    for index, page in enumerate(pages):
        number, parts = index + 1, len(pages)
        label = "sheet"
        if what == "card":  # fronts and backs by turns
            label, number, parts = ("front", "back")[index % 2], index // 2 + 1, len(pages) // 2
        found.append(
            Picture(digest(page.png), f"{label} {number}/{parts}" if parts > 1 else label, page)
        )
    return tuple(found)
