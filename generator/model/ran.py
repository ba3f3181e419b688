"""What is run, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a program. `line` is the line of the Markdown that its first line stands on.

    An "exec" cell shows the value of a last expression as a REPL does; an "eval" cell is one
    expression whose value is wanted as text (`str`, as an f-string would put it).
    """

    code: str
    line: int
    mode: Literal["exec", "eval"] = "exec"
    raises: str | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """The cells of one card, run in order in one fresh process.

    `path` is the name tracebacks give the file. `id` is the card's, `language/slug`; it and
    the cells' lines say where a run belongs and never change what it is. `timeout` is in
    seconds of wall clock, `memory` in bytes.
    """

    id: str
    path: str
    cells: tuple[Cell, ...]
    env: tuple[tuple[str, str], ...] = ()
    timeout: float = 30.0
    memory: int = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Output:
    """One thing that came out of a cell, in the order in which things came out.

    stdout, stderr and value carry `text`; html carries markup in `text`; svg carries the
    image's source in `text`; png carries its bytes in `data`. `rich` marks another form of
    the value before it. `dropped` counts the lines that were cut off after `text`.
    """

    kind: Literal["stdout", "stderr", "value", "html", "svg", "png"]
    text: str = ""
    data: bytes = b""
    dropped: int = 0
    rich: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of a traceback. `cell` is the index of the cell it is in and `line` counts from
    1 within that cell; for library code `cell` is None and `path` is relative to the packages.
    """

    path: str
    line: int
    name: str
    source: str = ""
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that left a cell: its class's name, qualified name and bases' names, the
    last lines of its traceback (`RuntimeError: …`), and the frames, outermost first.
    """

    name: str
    qualified: str
    bases: tuple[str, ...]
    text: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class CellRun:
    outputs: tuple[Output, ...] = ()
    raised: Raised | None = None
    seconds: float = 0.0


Ending = Literal["finished", "raised", "timeout", "memory", "exit", "signal", "lost"]


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a run happened. `packages` are the distributions that the program imported."""

    python: str
    implementation: str = "CPython"
    platform: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    sandbox: str = "none"


@dataclass(frozen=True, slots=True)
class Run:
    """What came out of a program.

    `cells` are those that started, in order; fewer than the program has when it ended early.
    `ended` says how: "finished"; "raised" (an exception no cell expected); "timeout"; "memory"
    (the limit was reached); "exit" (the program left on its own, `status` says with what);
    "signal" (`status` is its number); "lost" (the worker broke; `detail` says how). `reads`
    names the files that the program read outside its own folder.
    """

    id: str
    ended: Ending
    cells: tuple[CellRun, ...]
    environment: Environment
    status: int = 0
    detail: str = ""
    seconds: float = 0.0
    cached: bool = False
    reads: tuple[str, ...] = ()
