"""What is fuzzed, and what can be wrong with how it is dealt with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LIMIT: Final = 2.0  # seconds of processor time that an input may take
# The same beside other processes, which take caches and memory from this one: no test may fail
# because of them.
BUSY_LIMIT: Final = 4 * LIMIT
_LONGEST_PIECE: Final = 80


class WrongError(Exception):
    """A result that cannot be right; the message says why."""


@dataclass(frozen=True)
class Case:
    """An input: the text of a file for one of `targets.TARGETS`. The runs that are made up for
    its programs follow from `salt`.
    """

    target: str
    text: str
    salt: int = 0

    def __str__(self) -> str:
        """The case as Python, to be put into `corpus.py`."""
        salt = f", {self.salt}" if self.salt else ""
        return f'Case("{self.target}", {spelt(self.text)}{salt})'

    @property
    def data(self) -> bytes:
        """The bytes of the file. Half characters stand for bytes that are no UTF-8."""
        try:
            return self.text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return self.text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Failure:
    """What went wrong: `kind` is "traceback", "slow", "hang", "died", or says what a problem or a
    result lacks; `where` is the last line of Proofdeck's own that was passed through.
    """

    kind: str
    where: str = ""
    detail: str = ""

    @property
    def signature(self) -> str:
        """The same for failures of one cause, as far as can be seen."""
        return f"{self.kind} at {re.sub(':[0-9]+', '', self.where)}"


def spelt(text: str) -> str:
    """Text as a Python expression, in which a piece that is repeated stands once."""
    pieces: list[str] = []
    plain = start = 0
    while start < len(text):
        piece, count = _repeated(text, start)
        if count > 3 and len(piece) * count > 20:
            if plain < start:
                pieces.append(ascii(text[plain:start]))
            pieces.append(f"{piece!a} * {count}")
            start += len(piece) * count
            plain = start
        else:
            start += 1
    if plain < len(text) or not pieces:
        pieces.append(ascii(text[plain:]))
    return " + ".join(pieces)


def _repeated(text: str, start: int) -> tuple[str, int]:
    """The piece at `start` whose repetition there is the longest."""
    best = ("", 0)
    for length in range(1, _LONGEST_PIECE + 1):
        piece = text[start : start + length]
        if not text.startswith(piece, start + length):
            continue
        count = 2
        while text.startswith(piece, start + length * count):
            count += 1
        if length * count > len(best[0]) * best[1]:
            best = (piece, count)
    return best
