"""A chapter in one form: so many pages and columns, type of one size, and where its cards stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from generator.writing.sheet_packing import Room, Taken, fills, packed
from generator.writing.sheet_places import Spot, spots

MM: Final = 72 / 25.4
# What is between cards, and by how much it may grow, in points at a size of 1.
_GAP: Final = 2.6 * MM
_GAP_GROW: Final = 2.4 * MM

# By how much type may be smaller or larger than usual.
_SMALLEST: Final = 0.95
_LARGEST: Final = 1.35
# How full the pages are to be, and the least with which nothing else is tried.
_FILL: Final = 0.955
_ENOUGH: Final = 0.92
# What cards take grows with the size of type: code by it, text by its square.
_GROWTH: Final = 1.45
# Text takes fewer lines in wider columns, code does not.
_SAVED: Final = 0.89
# What is foretold is off by that much.
_FORETOLD: Final = 1.04


@dataclass(frozen=True, slots=True)
class Form:
    """`zoom` is the size of type, 1 where it is as in a reference."""

    pages: int
    columns: int
    zoom: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a chapter is set on. A column is `height` points tall; there are `columns` of them where
    type is of the usual size, which is `zoom`.
    """

    height: float
    columns: int
    zoom: float

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Sheet:
        """That of which a template is told. Head and foot are as `sheet-parts.typ` has them."""
        height = told["height"] - 2 * told["margin"] - 8.5 - 5 - 1
        return cls(height * MM, int(told["columns"]), float(told.get("zoom", 1)))

    @property
    def usual(self) -> Form:
        return Form(0, self.columns, self.zoom)

    def sized(self, form: Form, zoom: float) -> Form:
        """The form in type of a size within the bounds."""
        least, most = _SMALLEST * self.zoom, _LARGEST * self.zoom
        return replace(form, zoom=round(min(most, max(least, zoom)), 3))


@dataclass(frozen=True, slots=True)
class Layout:
    """`fullest` is how full the fullest column is, 1 where that is its height; `least` and `mean`
    are how far down columns reach where cards are set loose to fill them.
    """

    form: Form
    cards: Sequence[Taken]
    spots: Sequence[Spot]
    fullest: float
    least: float
    mean: float

    @property
    def holds(self) -> bool:
        return self.fullest <= 1

    @property
    def is_full(self) -> bool:
        return self.holds and self.least >= _ENOUGH

    @property
    def rank(self) -> tuple[float, ...]:
        """The greatest is the best."""
        return (self.holds, -self.form.pages, min(self.least, _ENOUGH) + self.mean)


def layout_of(cards: Sequence[Taken], form: Form, sheet: Sheet) -> Layout:
    """Cards, as tall as they are in a form, on its pages."""
    pair = any(card.wide for card in cards)
    tracks = [2] * (form.columns // 2) + [1] * (form.columns % 2) if pair else [1] * form.columns
    room = Room(tracks * form.pages, sheet.height, _GAP * form.zoom, _GAP_GROW * form.zoom)
    where = packed(cards, room)
    found = spots(cards, where, room, form.columns)
    reach = [0.0] * room.columns
    for card, spot in zip(cards, found, strict=True):
        column = spot.page * form.columns + spot.column
        for each in (column, column + 1) if card.wide else (column,):
            reach[each] = max(reach[each], spot.bottom / sheet.height)
    fullest = max(fills(cards, where, room))
    return Layout(form, cards, found, fullest, min(reach), sum(reach) / len(reach))


def foretold_layouts(usual: Sequence[Taken], sheet: Sheet) -> Iterator[Layout]:
    """In which forms cards should just fill the pages, by what they take in the usual one: first
    those of the fewest pages, and of these the one that should be fullest.

    Type that is smaller than usual comes behind that on one page more, if this is the back of a
    sheet that is used anyway.
    """
    taken = sum((card.height + _GAP * sheet.zoom) * (2 if card.wide else 1) for card in usual)
    waiting: list[Layout] = []
    for pages in range(1, 2 * len(usual) + 2):
        found = []
        for columns in range(min(sheet.columns, max(2, sheet.columns - 1)), sheet.columns + 1):
            saved = _SAVED if columns < sheet.columns else 1.0
            share = taken * saved / (pages * columns * sheet.height)
            zoom = (_FILL / share) ** (1 / _GROWTH)
            if zoom < _SMALLEST / _FORETOLD:
                continue
            form = sheet.sized(Form(pages, columns, 0), sheet.zoom * zoom)
            layout = _foretold(usual, form, sheet, saved)
            if layout.fullest > 1:
                form = tighter(layout, sheet)
                layout = _foretold(usual, form, sheet, saved)
            if layout.fullest <= _FORETOLD:
                found.append(layout)
        found.sort(key=lambda layout: -layout.least - layout.mean)
        small = [each for each in found if each.form.zoom < sheet.zoom and pages % 2]
        yield from (each for each in found if each not in small)
        yield from waiting
        waiting = small


def tighter(layout: Layout, sheet: Sheet) -> Form:
    """The form in type with which the fullest column should be just full."""
    by = (0.995 / layout.fullest) ** (1 / _GROWTH)
    return sheet.sized(layout.form, layout.form.zoom * by)


def _foretold(usual: Sequence[Taken], form: Form, sheet: Sheet, saved: float) -> Layout:
    by = saved * (form.zoom / sheet.zoom) ** _GROWTH
    cards = [Taken(each.wide, each.height * by, each.grow * by) for each in usual]
    return layout_of(cards, form, sheet)
