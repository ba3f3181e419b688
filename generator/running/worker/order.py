"""What a worker is told of a program that it is to run: written by the parent, read here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import IO, NamedTuple, Optional


class SpotOrder(NamedTuple):
    """Code of a cell to take notes of, by the `line` of the cell, counting from 1, and the `column`
    in bytes where it starts; with `names` to look up after it, and those it may have `changed`
    where it prints nothing and has no value.
    """

    line: int
    column: int
    names: Sequence[str]
    changed: Sequence[str]


class CellOrder(NamedTuple):
    """A cell: its `code`, which starts at that `line` of the program's file, "exec" or "eval" as
    `mode`, the exception that it `raises` as it should, and what of it to take notes of.
    """

    code: str
    line: int
    mode: str
    raises: Optional[str]  # noqa: UP045 (3.9)
    notes: Sequence[SpotOrder]


class Limits(NamedTuple):
    """Of what a cell may show: lines, characters, and bytes of a rich form."""

    lines: int
    size: int
    rich: int


class Order(NamedTuple):
    """A program, its folder, and how it is to run.

    `token` marks what only the worker says. `folder` is the program's own, inside `root`, which is
    the pool's; `path` is that of the program's file in it, whose content is `text`. Where `env`
    has variables that only a new interpreter heeds, the program starts `again`. `world` is
    the number of its world: in all but 0 its folders have other names. `fonts` is where Matplotlib
    keeps those it found. `sandbox` is "auto", "strict" or "off", `readable` are the paths that may
    be read, `without` the layers to do without. `timeout` is in seconds, `memory` in bytes.
    `compiled` (name → Base64) is what was compiled before, None where none may be given; `weigh`
    asks for the memory that the program takes. `files` of the deck are to be found in `work`:
    their names and where they are.
    """

    token: str
    root: str
    folder: str
    path: str
    text: str
    cells: Sequence[CellOrder]
    env: Mapping[str, str]
    again: bool
    world: int
    fonts: str
    sandbox: str
    readable: Sequence[str]
    without: Sequence[str]
    timeout: float
    memory: int
    compiled: Optional[Mapping[str, str]]  # noqa: UP045 (3.9)
    weigh: bool
    limits: Limits
    files: Sequence[Sequence[str]] = ()

    @property
    def work(self) -> str:
        """Where the program starts."""
        return self.folder + ("/elsewhere" if self.world else "/work")

    @property
    def home(self) -> str:
        return self.folder + ("/house" if self.world else "/home")

    @property
    def temporary(self) -> str:
        return self.folder + ("/scratch" if self.world else "/tmp")

    @property
    def store(self) -> str:
        """Where what is compiled lies."""
        return self.folder + "/compiled"

    @property
    def full(self) -> str:
        """The program's file."""
        return self.work + "/" + self.path


def write(order: Order) -> bytes:
    """An order as JSON."""
    return json.dumps(order).encode("ascii")


def read(file: IO[bytes]) -> Order:
    """What `write` wrote."""
    order = Order(*json.load(file))
    cells = [CellOrder(*each) for each in order.cells]
    return order._replace(cells=cells, limits=Limits(*order.limits))
