"""What the machine and its user are called, in each of two kinds of worlds."""

from __future__ import annotations

import os
from typing import NamedTuple


class Names(NamedTuple):
    """The names of the machine, which can be looked up without a network, and of its user."""

    host: str
    user: str


USUAL = Names("localhost", "user")
OTHER = Names("faraway", "reader")


def names_of(world: int) -> Names:
    """Those of a world by its number."""
    return OTHER if world else USUAL


def names() -> Names:
    """Those of the worlds for which this process makes containers, before any program has set a
    variable: each but the first has a hash seed.
    """
    return names_of(int(os.environ.get("PYTHONHASHSEED", "0") != "0"))
