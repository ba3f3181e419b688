"""Random numbers that are fair in each world, and as different as possible from world to world.

Of two coins thrown in two worlds half fall on the same side. To see that a program throws one takes
worlds in which the coin falls otherwise. So at each place of a stream the worlds share out what can
be drawn: those numbered 0 and 1 have one half each, 0 to 3 a quarter, 0 to 15 a sixteenth. Which
of them has which is drawn anew for each place, so that all numbers of one world are as independent
and as even as any (a digital shift; A. Owen, "Randomly permuted (t,m,s)-nets", 1995).
"""

from __future__ import annotations

import _random
import struct
from typing import Any

WORLDS = 16
WORD = 32  # bits that Mersenne Twister gives at a time
STATE, SHIFT = 624, 397  # words of it
PLACES = 64  # at the start of a stream that are shared out: small programs draw little
# By which bits of a world's number it is told what it has: the highest bits first, and the lowest.
REVERSED = tuple(int(f"{number:04b}"[::-1], 2) for number in range(WORLDS))
SWAPPED = tuple((number & 0x5) << 1 | (number & 0xA) >> 1 for number in range(WORLDS))
# The bits in which fractions and small numbers begin: `random`, NumPy and their choices use the
# highest, PyTorch's floats those from 23 down and its doubles those from 20 down; `% n` the lowest.
HIGHEST, FLOATS, DOUBLES = 28, 20, 17
KEPT = 0xFFFFFFFF & ~(0xF << HIGHEST | 0xF << FLOATS | 0x7 << DOUBLES | 0xF)


def numbers(*seed: Any) -> Any:
    """A generator of its own: `getrandbits` gives the same for the same seed."""
    text = "/".join(map(str, seed)).encode()
    return _random.Random(int.from_bytes(text, "big"))


def words(stream: str, world: int, count: int) -> list[int]:
    """The first `count` words of a stream in a world, of which `PLACES` are shared out."""
    own = numbers(stream, "own", world).getrandbits(WORD * count)
    found = list(struct.unpack(f"<{count}I", own.to_bytes(4 * count, "little")))
    shifts = numbers(stream, "shared")
    for place in range(min(count, PLACES)):
        shift = shifts.getrandbits(WORD)
        near, far = shares(world, shift >> 16 & 1)
        found[place] = (
            found[place] & KEPT
            | (near ^ shift & 0xF) << HIGHEST
            | (near ^ near >> 3 ^ shift >> 4 & 0xF) << FLOATS
            | (near & 0x7 ^ shift >> 8 & 0x7) << DOUBLES
            | (far ^ shift >> 12 & 0xF)
        )
    return found


def shares(world: int, swapped: int) -> tuple[int, int]:
    """The four bits by which a world has its share, for those that count from the highest and for
    those that count from the lowest. In either of two orders, lest two places go together.
    """
    number = world % WORLDS
    number = SWAPPED[number] if swapped else number
    return REVERSED[number], number


def state(stream: str, world: int) -> list[int]:
    """The state of a Mersenne Twister that will give the words of a stream first."""
    found = words(stream, world, STATE)
    found[:PLACES] = map(untempered, found[:PLACES])
    return found


def untempered(word: int) -> int:
    """The word of a state that a Mersenne Twister gives out as `word` (M. Matsumoto and
    T. Nishimura, "Mersenne Twister", 1998).
    """
    word ^= word >> 18
    word ^= word << 15 & 0xEFC60000
    found = word
    for _ in range(4):  # of which each brings back seven bits more
        found = word ^ found << 7 & 0x9D2C5680
    word = found
    for _ in range(2):  # eleven bits more
        found = word ^ found >> 11
    return found


class Octets:
    """Random bytes, as the system gives them, from a stream of a world."""

    def __init__(self, stream: str, world: int) -> None:
        self._own = numbers(stream, "own", world)
        self._shifts = numbers(stream, "shared")
        self._world = world
        self._left = 4 * PLACES

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        found = bytearray(self._own.getrandbits(8 * count).to_bytes(count, "little"))
        for place in range(min(count, self._left)):
            shift = self._shifts.getrandbits(9)
            near, far = shares(self._world, shift >> 8)
            found[place] = (near ^ shift >> 4 & 0xF) << 4 | (far ^ shift & 0xF)
        self._left -= min(count, self._left)
        return bytes(found)
