"""Reads a `deck.lock` in which a merge left the lines of two sides, with or without marks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from generator.model import Place
from generator.writing.lock import Entry, TypeEntry
from generator.writing.lock_text import CONFLICT, DECK_ID, VERSION, broken, read_item

_LINE: Final = re.compile(r'("(?:[^"\\]|\\.)*")\s*:\s*(.*?)\s*,?')
_BETWEEN: Final = frozenset({"", "{", "}", "},", ","})
_BY_HAND: Final = (
    "correct the line, or take deck.lock whole from one side of the merge and bring in the lines "
    "of the other"
)


@dataclass(slots=True)
class Sides:
    """All versions of each entry in a lock. `decks` are the ids of the deck, each with the number
    of its line; `marked` says whether the sides are marked as a conflict.
    """

    path: str
    decks: dict[str, int] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    notetypes: dict[str, list[TypeEntry]] = field(default_factory=dict)
    marked: bool = False

    @property
    def one_deck(self) -> bool:
        """Whether cards have the same GUIDs on both sides, so that these are states of one deck
        even where each drew an id for it, as locks of version 1 have none.
        """
        guids = [{entry.guid for entry in each} for each in self.entries.values() if len(each) > 1]
        return bool(guids) and all(len(each) == 1 for each in guids)

    def take(self, number: int, text: str) -> None:
        """Take in a line of the file. Raises ProblemsError if it is none of a lock."""
        if text in _BETWEEN:
            return
        place = Place(self.path, number)
        found = _LINE.fullmatch(text)
        if found is None:
            raise broken(place, "this is no line of a lock", _BY_HAND)
        try:
            name = json.loads(found[1])
            value = json.loads(found[2]) if found[2] != "{" else {}
        except (ValueError, RecursionError):
            raise broken(place, "this line is cut off, or was edited", _BY_HAND) from None
        self._value(name, value, place)

    def _value(self, name: str, value: Any, place: Place) -> None:
        if name == "version":
            if isinstance(value, int) and value > VERSION:
                message = f"one side has version {value}, but this Proofdeck reads up to {VERSION}"
                raise broken(place, message, "update Proofdeck to the version that wrote it")
        elif name == "deck":
            if not isinstance(value, str) or not DECK_ID.fullmatch(value):
                raise broken(place, "this is no id of a deck", _BY_HAND)
            self.decks.setdefault(value, place.line)
        elif name not in ("notes", "notetypes"):
            item, is_note = read_item(name, value, place, _BY_HAND)
            if is_note:
                self.entries.setdefault(name, []).append(Entry(**item))
            else:
                self.notetypes.setdefault(name, []).append(TypeEntry(**item))


def read_sides(text: str, path: str) -> Sides:
    """The entries of a lock, whatever a merge did to the lines around them. Of the common ancestor
    that git may have written between the sides, nothing is taken.

    Raises ProblemsError for a line that is none of a lock, so that nothing is lost in silence, and
    where the sides are those of two decks.
    """
    sides = Sides(path)
    ancestor = False
    text = text.removeprefix("\ufeff")
    for number, line in enumerate(text.split("\n"), start=1):
        mark = CONFLICT.fullmatch(line)
        if mark:
            sides.marked = True
            ancestor = mark[1].startswith("|")
        elif not ancestor:
            sides.take(number, line.strip())
    if len(sides.decks) > 1 and not sides.one_deck:
        number = max(sides.decks.values())
        message = f"the two sides have different ids of the deck: {' and '.join(sides.decks)}"
        hint = (
            "one side lost its lock and made a new one: take the whole deck.lock of the side that "
            "your readers have (git checkout --ours or --theirs), then run `proofdeck build`"
        )
        raise broken(Place(path, number), message, hint)
    if not sides.decks and not sides.entries:
        raise broken(Place(path), "nothing in this file is of a lock", _BY_HAND)
    return sides
