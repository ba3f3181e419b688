"""How much a package may carry, all of its notes together.

A few hundred bytes unpack to gigabytes. What a package may take is measured by its own size:
decks that people build unpack to 5 times that, and their evidence to about as much as they weigh.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_MIB: Final = 1024**2
_RATIO: Final = 100
_LEAST_COLLECTION: Final = 16 * _MIB
LARGEST: Final = 512 * _MIB  # bytes of a collection, unpacked
_LEAST_EVIDENCE: Final = _MIB // 2
_MOST_EVIDENCE: Final = 32 * _MIB  # bytes, unpacked: about 40,000 cards
_MOST_PARTS: Final = 500_000  # cells, outputs, variables: each takes memory, however short


class TooMuchError(Exception):
    """A package carries more than it may; the message says of what."""


def largest_collection(package: int) -> int:
    """The bytes that the collection in a package of so many bytes may unpack to."""
    return min(_LEAST_COLLECTION + _RATIO * package, LARGEST)


@dataclass(slots=True)
class Allowance:
    """What is left to the evidence of a package of `package` bytes."""

    package: int
    _bytes: int = field(init=False)
    _parts: int = field(init=False)

    def __post_init__(self) -> None:
        self._bytes = min(_LEAST_EVIDENCE + _RATIO * self.package, _MOST_EVIDENCE)
        self._parts = _MOST_PARTS

    def take(self, *, unpacked: int = 0, parts: int = 0) -> None:
        """Count what one note carries. Raises TooMuchError."""
        self._bytes -= unpacked
        self._parts -= parts
        if self._bytes < 0:
            raise TooMuchError("the programs and outputs in this package unpack to too much")
        if self._parts < 0:
            raise TooMuchError(f"its programs have more than {_MOST_PARTS:,} cells and outputs")
