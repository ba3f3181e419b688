"""How much a package may carry, over all of its notes.

A few hundred bytes can unpack to gigabytes, so the bounds depend on the size of the package: real
decks unpack to 5 times their size, and their evidence to about their size.
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
    """A package carries too much; the message says what."""


def largest_collection(package: int) -> int:
    """How many bytes the collection in a package of so many bytes may unpack to."""
    return min(_LEAST_COLLECTION + _RATIO * package, LARGEST)


@dataclass(slots=True)
class Allowance:
    """What the evidence in a package of `package` bytes may still take."""

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
            raise TooMuchError(
                "the programs and outputs in this package are too large once unpacked"
            )
        if self._parts < 0:
            raise TooMuchError(f"its programs have more than {_MOST_PARTS:,} cells and outputs")
