"""The generators that programs draw from unseeded, and what of them a program has drawn.

Each is given the stream of its world, whatever it was that the system would have given: `random`
and all that it makes, NumPy's and PyTorch's own, and the system's entropy, with which
`secrets`, `uuid` and NumPy's `default_rng` begin. One that a program seeds itself comes out the
same in every world.
"""

from __future__ import annotations

import _random
import binascii
import os
import struct
import sys
from collections.abc import Callable
from itertools import count
from os import getpid  # bound now: a program may replace it
from types import FrameType
from typing import Any, Optional

from .. import libraries
from .builtin_functions import Function, members, modified, redirect
from .chances import STATE, Octets, numbers, state

# Modules that ask for others, and those that do not let it show.
ASKING = ("random", "secrets", "uuid")
APART = ("tempfile", "multiprocessing", "importlib", "numpy", "torch", "jax", "email", "ssl")
INSTALLED = (sys.prefix + os.sep, sys.base_prefix + os.sep)
PACKAGE = __name__.partition(".")[0] + "."
Drawn = dict[str, tuple[str, int]]


class Generators:
    """Those of a world, once they are `seed`ed; `drawn` tells what a program has made of them."""

    def __init__(self, world: int, program: str) -> None:
        self._world = world
        self._program = f"{binascii.crc32(program.encode('utf-8', 'surrogatepass')):x}"
        self._owner = getpid()
        self._made = count()
        self._entropy = Octets(self._stream("entropy"), world)
        self._taken = 0  # bytes of it
        self._unseeded = 0  # generators of `random` that a program made
        self._first: dict[str, str] = {}  # the states that a program finds

    def seed(self) -> None:
        """Give each generator that is there, or will be, its stream."""
        self._redirect_entropy()
        self._redirect_random()
        if "random" in sys.modules:
            sys.modules["random"].seed()
        libraries.seed_numpy(state(self._stream("numpy"), self._world))
        stream = self._stream("torch")
        seed = numbers(stream, "seed", self._world).getrandbits(63)
        libraries.seed_torch(seed, state(stream, self._world))
        self._first = {name: found for name, (found, _) in states().items()}
        self._taken = self._unseeded = 0

    def drawn(self) -> Drawn:
        """Of each generator that a program drew from or seeded: what its state is told by, and
        how many words that took. Of the system's entropy, and of generators of `random` that
        were made without a seed, another mark in each world.
        """
        found = {
            name: (now, taken)
            for name, (now, taken) in states().items()
            if now != self._first.get(name) and (name in self._first or taken)
        }
        if self._taken:
            found["entropy"] = (f"{self._world}", -(-self._taken // 4))
        if self._unseeded:
            found["generators"] = (f"{self._world}", self._unseeded)
        return found

    def _stream(self, name: str) -> str:
        return f"{self._program} {name}"

    def _redirect_entropy(self) -> None:
        """A process that a program forks has the system's own: two must not get the same."""

        def given(real: Function) -> Function:
            def take(*arguments: Any, **named: Any) -> Any:
                size = arguments[0] if arguments else None
                if type(size) is not int or size < 0 or named or getpid() != self._owner:
                    return real(*arguments, **named)
                if is_own(sys._getframe(1)):
                    self._taken += size
                return self._entropy.take(size)

            return take

        redirect(os, "urandom", given)
        redirect(os, "getrandom", given)

    def _redirect_random(self) -> None:
        own = members(_random.Random)
        real, put = own["seed"], own["setstate"]

        def seed(generator: Any, *arguments: Any) -> Any:
            if arguments not in ((), (None,)) or getpid() != self._owner:
                return real(generator, *arguments)
            if is_own(sys._getframe(1)):
                self._unseeded += 1
            stream = self._stream(f"random {next(self._made)}")
            return put(generator, (*state(stream, self._world), 0))

        own["seed"] = seed
        modified(_random.Random)


def is_own(frame: Optional[FrameType]) -> bool:  # noqa: UP045 (3.9)
    """Whether the program itself asks for random bytes. Libraries use them to name files and tell
    processes apart, and some ask while they are imported, also within a class or a function.
    """
    asking = True
    while frame is not None:
        name, code = str(frame.f_globals.get("__name__", "")), frame.f_code
        if name == "__main__":
            return True
        if code.co_name == "<module>" and code.co_filename.startswith(INSTALLED):
            return False
        if asking and name not in ASKING and not name.startswith(PACKAGE):
            if name.partition(".")[0] in APART:
                return False
            asking = False
        frame = frame.f_back
    return not asking


def states() -> Drawn:
    """Of each generator that is there a mark of its state, and how many words were taken since it
    was seeded, as far as its state tells.
    """
    found: Drawn = {}
    for name, look in LOOKS.items():
        try:
            state, taken = look()
        except Exception:  # where it is not there, or is what a program has made of it
            continue
        found[name] = f"{binascii.crc32(state):x}", taken
    return found


def random_state() -> tuple[bytes, int]:
    """As `libraries.numpy_state`, of the generator behind `random.random` and others."""
    _, words, normal = sys.modules["random"].getstate()
    return struct.pack(f"={STATE + 1}I", *words) + repr(normal).encode(), words[-1] % STATE


LOOKS: dict[str, Callable[[], tuple[bytes, int]]] = {
    "random": random_state,
    "numpy": libraries.numpy_state,
    "torch": libraries.torch_state,
}
