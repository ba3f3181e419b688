"""Cards in columns → where on its page each of them stands, and how loose it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.writing.sheet_packing import Room, Taken, within

# A page of which no column reaches that far ends where its cards do, and not at its foot.
_NEARLY_FULL: Final = 0.92


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a card stands: from `y` to `bottom`, in points below the top of the columns. Pages and
    columns count from 0. `loose` is between 0 and 1; `order` is that in which cards are read.
    """

    page: int
    column: int
    y: float
    loose: float
    order: int
    bottom: float


def spots(cards: Sequence[Taken], where: Sequence[int], room: Room, columns: int) -> list[Spot]:
    """The spot of each card, on pages of `columns`. In a track of two columns, wide cards are above
    the others, or below them where most of these come first in the chapter.
    """
    found: dict[int, Spot] = {}
    at = 0
    reaches = _reaches(cards, where, room, columns)
    for span in room.tracks:
        track = _Track(cards, where, room, range(at, at + span), reaches[at // columns])
        for i, (column, y, bottom, loose) in track.spots().items():
            place = column % columns
            found[i] = Spot(at // columns, place, y, loose, len(found), bottom)
        at += span
    return [found[i] for i in range(len(cards))]


def _reaches(cards: Sequence[Taken], where: Sequence[int], room: Room, columns: int) -> list[float]:
    """How far down the cards of each page reach."""
    found = []
    for first in range(0, room.columns, columns):
        longest = 0.0
        for column in range(first, min(first + columns, room.columns)):
            own = within(cards, where, column)
            most = sum(cards[i].height + cards[i].grow for i in own)
            most += (room.gap + room.gap_grow) * max(0, len(own) - 1)
            longest = max(longest, most)
        found.append(room.height if longest >= _NEARLY_FULL * room.height else longest)
    return found


class _Track:
    """One column, or two that share wide cards."""

    def __init__(
        self,
        cards: Sequence[Taken],
        where: Sequence[int],
        room: Room,
        columns: range,
        reach: float,
    ) -> None:
        self._cards, self._room, self._reach = cards, room, reach
        self._wide = [i for i, card in enumerate(cards) if card.wide and where[i] == columns[0]]
        self._own = {
            column: [i for i in within(cards, where, column) if not cards[i].wide]
            for column in columns
        }

    def spots(self) -> dict[int, tuple[int, float, float, float]]:
        """(column, top, bottom, looseness) of each card, in the order in which they are read."""
        first = next(iter(self._own))
        narrow = [i for own in self._own.values() for i in own]
        loose = min(self._loose(self._wide + own, self._reach) for own in self._own.values())
        tall = self._height(self._wide, loose)
        below = bool(self._wide and narrow) and _mean(narrow) < _mean(self._wide)
        taken = tall + self._gap(loose) if self._wide else 0.0
        found: dict[int, tuple[int, float, float, float]] = {}
        if not below:
            found |= self._stack(self._wide, first, 0.0, loose)
        for column, own in self._own.items():
            looser = self._loose(own, self._reach - taken)
            found |= self._stack(own, column, 0.0 if below else taken, looser)
        if below:
            found |= self._stack(self._wide, first, self._lowest(found) + self._gap(loose), loose)
        return found

    def _lowest(self, found: dict[int, tuple[int, float, float, float]]) -> float:
        return max(bottom for _, _, bottom, _ in found.values())

    def _stack(
        self, own: Sequence[int], column: int, y: float, loose: float
    ) -> dict[int, tuple[int, float, float, float]]:
        found = {}
        for i in own:
            bottom = y + self._cards[i].height + loose * self._cards[i].grow
            found[i] = (column, y, bottom, loose)
            y = bottom + self._gap(loose)
        return found

    def _gap(self, loose: float) -> float:
        return self._room.gap + loose * self._room.gap_grow

    def _height(self, own: Sequence[int], loose: float) -> float:
        cards = sum(self._cards[i].height + loose * self._cards[i].grow for i in own)
        return cards + max(0, len(own) - 1) * self._gap(loose)

    def _loose(self, own: Sequence[int], reach: float) -> float:
        """How loose cards have to be set to reach so far, or as loose as they can be."""
        tight, most = self._height(own, 0), self._height(own, 1)
        if most <= tight:
            return 0.0
        return round(min(1.0, max(0.0, (reach - tight) / (most - tight))), 3)


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers)
