"""The environments to try a deck in, one for each column."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement

from generator.launching import interpreter

# A new requirement starts with a letter; anything else (`>=2`, `0.9`) continues the one before.
# Commas and spaces inside the brackets of extras are part of it.
_BETWEEN: Final = re.compile(r"[\s,]+(?=[A-Za-z])(?![^\[]*\])")


@dataclass(frozen=True, slots=True)
class Column:
    """An environment by the `name` that its column gets.

    `python` is an existing interpreter; without one, an environment with `requirements` is made.
    """

    name: str
    python: str | None = None
    requirements: tuple[str, ...] = ()


HERE: Final = Column("here", sys.executable)


def column_with(text: str) -> Column:
    """The column of a list of requirements, written as for pip and separated by spaces or
    commas: `torch==2.12.* jax>=0.9,<0.10`. One with a marker or a URL must be alone.

    Raises ValueError if a part is not a requirement.
    """
    whole = text.strip()
    alone = ";" in whole or "@" in whole
    parts = [whole] if alone else [part.strip() for part in _BETWEEN.split(whole)]
    try:
        requirements = tuple(str(Requirement(part.rstrip(","))) for part in parts)
    except InvalidRequirement as error:
        raise ValueError(str(error).split("\n", 1)[0]) from None
    return Column(" ".join(parts), requirements=requirements)


def column_of(python: str) -> Column:
    """The column of an interpreter, used as it is: a path, or a name on the PATH."""
    # Absolute, because programs run in folders of their own.
    return Column(python, interpreter(python))
