"""The table of all kinds of card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from generator.kinds.basic import BASIC, REVERSED
from generator.kinds.bug import BUG, BUG_PREDICT
from generator.kinds.choice import CHOICE
from generator.kinds.cloze import CLOZE, CLOZE_TYPED, stray_blanks, stray_clozes
from generator.kinds.compare import COMPARE
from generator.kinds.exercise import EXERCISE, stray_roles
from generator.kinds.kind import Kind
from generator.kinds.predict import PREDICT
from generator.kinds.typed import TYPED
from generator.model import Card, Problem

# In the order of the documentation. A file beside this one and a row here make a new kind.
_ROWS: Final = (
    BASIC, REVERSED, CLOZE, CLOZE_TYPED, TYPED, CHOICE, PREDICT, BUG, BUG_PREDICT, COMPARE,
    EXERCISE,
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ROWS})


def kind_of(card: Card) -> Kind:
    """The kind of a card, whose `kind` is always a name in the table."""
    return KINDS[card.kind]


def kind_problems(card: Card) -> Iterator[Problem]:
    """The ways in which a card does not fit its kind."""
    kind = kind_of(card)
    if kind.note != "cloze":
        yield from stray_clozes(card)
    if not kind.blanks:
        yield from stray_blanks(card)
    if kind is not EXERCISE:
        yield from stray_roles(card)
    yield from kind.problems(card)
