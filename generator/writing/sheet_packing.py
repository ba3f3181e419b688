"""Cards of known heights → columns that are about as full as each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# What a column that is too full costs, one that stays blank, and a card that stands in another
# column than those around it in the chapter, by the square of how many columns it is away.
_FULL: Final = 40.0
_BLANK: Final = 4.0
_AWAY: Final = 1.5e-3
_UNEVEN: Final = 0.3

_BETTER: Final = 1e-4  # what is less of an improvement is none
# How often each card of a long chapter is tried elsewhere, by how many there are.
_MOST_SWEEPS: Final = 600
# It changes places with those that many columns away at most, and cards as tall as each other, in
# points, change none.
_NEAR: Final = 8.0
_ALIKE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Taken:
    """What a card takes, in points: `height` at least, and up to `grow` more where it is set loose.
    A `wide` card takes two columns.
    """

    wide: bool
    height: float
    grow: float


@dataclass(frozen=True, slots=True)
class Room:
    """The columns that there are, in `tracks` of one or two. Each is `height` points tall; a gap
    between cards takes `gap` points, and up to `gap_grow` more.
    """

    tracks: Sequence[int]
    height: float
    gap: float
    gap_grow: float

    @property
    def columns(self) -> int:
        return sum(self.tracks)


def packed(cards: Sequence[Taken], room: Room) -> list[int]:
    """For each card the column in which it stands; of a wide one, the first of the two. Columns are
    about as full as each other, and cards stand about in their order.

    Where there is too little room, columns are too full.
    """
    return _Packing(cards, room).search()


def fills(cards: Sequence[Taken], where: Sequence[int], room: Room) -> list[float]:
    """How full each column is with cards that are not set loose, 1 if it is full."""
    found = []
    for column in range(room.columns):
        own = within(cards, where, column)
        taken = sum(cards[i].height for i in own) + room.gap * max(0, len(own) - 1)
        found.append(taken / room.height)
    return found


def within(cards: Sequence[Taken], where: Sequence[int], column: int) -> list[int]:
    """The numbers of the cards that take something of a column."""
    return [
        i
        for i, card in enumerate(cards)
        if where[i] == column or (card.wide and where[i] == column - 1)
    ]


class _Packing:
    """A search that moves one card, or has two change places, as long as that makes it better."""

    def __init__(self, cards: Sequence[Taken], room: Room) -> None:
        self._cards = cards
        self._room = room
        starts, at = [], 0
        for span in room.tracks:
            starts.append(at)
            at += span
        pairs = [start for start, span in zip(starts, room.tracks, strict=True) if span == 2]
        # With the gap above it, of which the first card in a column has none.
        self._takes = [card.height + room.gap for card in cards]
        self._grows = [card.grow + room.gap_grow for card in cards]
        self._used = [-room.gap] * at
        self._loose = [-room.gap_grow] * at
        self._costs = [self._with(column, 0.0, 0.0) for column in range(at)]
        self._ideal = _in_order(cards, at)
        self._places = [
            _near(pairs if card.wide else range(at), ideal)
            for card, ideal in zip(cards, self._ideal, strict=True)
        ]
        self._where: list[int] = []

    def search(self) -> list[int]:
        for i in range(len(self._cards)):
            place = min(self._places[i], key=lambda place: self._cost_to_put(i, place))
            self._where.append(place)
            self._add(self._columns(i, place), self._takes[i], self._grows[i])
        for _ in range(1 + _MOST_SWEEPS // (1 + len(self._cards))):
            # Both are tried in any case.
            if not self._moved() | self._swapped():
                break
        return self._where

    def _moved(self) -> bool:
        found = False
        for i, (takes, grows) in enumerate(zip(self._takes, self._grows, strict=True)):
            for place in self._places[i]:
                old = self._where[i]
                if place == old:
                    continue
                changes: _Changes = (
                    (self._columns(i, old), -takes, -grows),
                    (self._columns(i, place), takes, grows),
                )
                if self._gain(changes) + self._nearer(i, place) > _BETTER:
                    self._change(changes)
                    self._where[i] = place
                    found = True
        return found

    def _swapped(self) -> bool:
        found = False
        for i, card in enumerate(self._cards):
            for j in range(i + 1, len(self._cards)):
                if self._ideal[j] - self._ideal[i] > _NEAR:
                    break
                one, two = self._where[i], self._where[j]
                if one == two or card.wide != self._cards[j].wide:
                    continue
                takes = self._takes[j] - self._takes[i]
                if abs(takes) < _ALIKE and one < two:
                    continue
                grows = self._grows[j] - self._grows[i]
                changes: _Changes = (
                    (self._columns(i, one), takes, grows),
                    (self._columns(j, two), -takes, -grows),
                )
                if self._gain(changes) + self._nearer(i, two) + self._nearer(j, one) > _BETTER:
                    self._change(changes)
                    self._where[i], self._where[j] = two, one
                    found = True
        return found

    def _gain(self, changes: _Changes) -> float:
        """What columns cost less than now, if they took so much more."""
        gain = 0.0
        for columns, takes, grows in changes:
            for column in columns:
                gain += self._costs[column] - self._with(column, takes, grows)
        return gain

    def _change(self, changes: _Changes) -> None:
        for columns, takes, grows in changes:
            self._add(columns, takes, grows)

    def _add(self, columns: Sequence[int], takes: float, grows: float) -> None:
        for column in columns:
            self._used[column] += takes
            self._loose[column] += grows
            self._costs[column] = self._with(column, 0.0, 0.0)

    def _with(self, column: int, takes: float, grows: float) -> float:
        """What a column costs if it took so much more."""
        height = self._room.height
        left = 1 - (self._used[column] + takes) / height
        if left < 0:
            return _FULL * -left + 10 * _FULL * left * left
        blank = left - 0.015 - max(0.0, self._loose[column] + grows) / height
        uneven = _UNEVEN * left * left
        return uneven if blank <= 0 else _BLANK * blank * blank + uneven

    def _cost_to_put(self, i: int, place: int) -> float:
        """What it costs to put a card in a place, above all where there is no room for it."""
        fullest = max(self._used[column] for column in self._columns(i, place))
        over = max(0.0, fullest + self._takes[i] - self._room.height)
        return abs(self._middle(i, place) - self._ideal[i]) + _FULL * over / self._room.height

    def _columns(self, i: int, place: int) -> Sequence[int]:
        return (place, place + 1) if self._cards[i].wide else (place,)

    def _middle(self, i: int, place: int) -> float:
        return place + 0.5 if self._cards[i].wide else place

    def _nearer(self, i: int, place: int) -> float:
        """What it costs less to have a card there, by how far it is from where it is in order."""
        old = self._middle(i, self._where[i]) - self._ideal[i]
        new = self._middle(i, place) - self._ideal[i]
        return _AWAY * (old * old - new * new)


# Columns, and what they take and grow more.
_Changes = tuple[tuple[Sequence[int], float, float], ...]


def _in_order(cards: Sequence[Taken], columns: int) -> list[float]:
    """The column of each card if they were poured into the columns in their order."""
    areas = [card.height * (2 if card.wide else 1) for card in cards]
    whole, passed, found = sum(areas) or 1.0, 0.0, []
    for area in areas:
        found.append((passed + area / 2) / whole * columns - 0.5)
        passed += area
    return found


def _near(places: Sequence[int], ideal: float) -> Sequence[int]:
    return [place for place in places if abs(place - ideal) <= _NEAR] or places
