"""What is run, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Code of a cell whose prints, values and exceptions are taken down: a statement, or an element
    of a literal, by where it starts. Lines count from 1 within the cell, columns from 0 in bytes
    of UTF-8, as `ast` counts them. `names` are taken down, too, with their values after it;
    `changed` only where it prints nothing and has no value.
    """

    line: int
    column: int = 0
    names: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a program. `line` is the line of the Markdown that its first line stands on.

    An "exec" cell shows the value of a last expression as a REPL does; an "eval" cell is one
    expression whose value is wanted as text (`str`, as an f-string would put it). `notes` are
    taken of its spots.
    """

    code: str
    line: int
    mode: Literal["exec", "eval"] = "exec"
    raises: str | None = None
    notes: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """The cells of one card, all of one `language`, run in order in one fresh process.

    `path` is the name tracebacks give the file. `id` is the card's, `language/slug`; it and
    the cells' lines say where a run belongs and never change what it is. `timeout` is in
    seconds of wall clock, `memory` in bytes. `varies` says that its author knows that it comes
    out otherwise each time. `world` numbers environments that differ in everything a result must
    not depend on: 0 is the usual one. `files` of the deck can be opened by their names alone: names
    and absolute paths. `variants` are programs that are to fail where this one does not. `needs`
    names devices that its machine must have, as `requires` does.
    """

    id: str
    path: str
    cells: tuple[Cell, ...]
    env: tuple[tuple[str, str], ...] = ()
    timeout: float = 30.0
    memory: int = 2 * 1024**3
    varies: bool = False
    world: int = 0
    language: str = "python"
    files: tuple[tuple[str, str], ...] = ()
    variants: tuple[Program, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """One thing that came out of a cell, in the order in which things came out.

    stdout, stderr and value carry `text`; html carries markup in `text`; svg carries the
    image's source in `text`; png carries its bytes in `data`. `rich` marks another form of
    the value before it. `dropped` counts the lines that were cut off after `text`. `text` is what
    a terminal shows in the end; where something else was printed, that is `raw`.
    """

    kind: Literal["stdout", "stderr", "value", "html", "svg", "png"]
    text: str = ""
    data: bytes = b""
    dropped: int = 0
    rich: bool = False
    raw: str = ""


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
    last lines of its traceback (`RuntimeError: …`), and the frames, outermost first. `causes` are
    the last lines of the tracebacks that stand above its own: of the exceptions that it was raised
    from or while handling, oldest first.
    """

    name: str
    qualified: str
    bases: tuple[str, ...]
    text: str
    frames: tuple[Frame, ...] = ()
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """What a value is, beside its text.

    `dtype` comes without its library's prefix ("float32"). `values` are an array's elements,
    flat and row by row, or a number itself; complex numbers are text. Where there are more
    than 10 000 they are left out, and `digest` tells arrays apart. `items` are the members of a
    container by key or index.
    """

    type: str
    kind: Literal["array", "number", "bool", "text", "sequence", "mapping", "none", "other"]
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    device: str = ""
    requires_grad: bool | None = None
    values: tuple[float | int | bool | str | None, ...] = ()
    digest: str = ""
    items: tuple[tuple[str, Structure], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What a spot of a cell printed, was worth or raised, one time that it ran.

    `line` and `column` are the spot's. A print's `text` lacks its last line end; a value's is its
    repr; an error's is what ends its traceback. `structure` is that of the value, or of the one
    argument of a print. A value is that of the spot's own code, or after it of a `name`. "more"
    says that the spot ran more often than notes were taken.
    """

    line: int
    kind: Literal["print", "value", "error", "more"]
    text: str
    structure: Structure | None = None
    column: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class CellRun:
    """What came out of a cell. `value` is the structure of its last expression's value."""

    outputs: tuple[Output, ...] = ()
    raised: Raised | None = None
    seconds: float = 0.0
    notes: tuple[Note, ...] = ()
    value: Structure | None = None


Ending = Literal[
    "finished",
    "raised",
    "timeout",
    "memory",
    "disk",
    "processes",
    "exit",
    "signal",
    "forged",
    "lost",
]


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a run happened. `packages` are the distributions that the program imported. `machine`
    is the kind of a machine on which last digits may be others than here, "" for one like this.
    """

    python: str
    implementation: str = "CPython"
    platform: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    sandbox: str = "none"
    machine: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What was not the same when a program ran again: in the cell with the index `cell` the
    text `first` had become `second`. `cause` names the likely reason in a few words, `hint`
    how to mend it.

    `line`, counting from 1 within the cell, is that of a noted value whose type, shape and
    dtype were the same; 0 for anything else. What differs in a note is `about` the line, and the
    `column`, of its spot; `about` is 0 for anything else. Of a difference in what is shown, `whole`
    is all that came out the second time, with the traceback, if there is one, and without it.
    """

    cell: int
    first: str
    second: str
    cause: str
    hint: str
    line: int = 0
    about: int = 0
    column: int = 0
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What came out of a program.

    `cells` are those that started, in order; fewer than the program has when it ended early.
    `ended` says how: "finished"; "raised" (an exception no cell expected); "timeout"; "memory"
    (the limit was reached); "disk" (so was that of its scratch folder); "processes" (it started
    too many); "exit" (the program left on its own, `status` says with what;
    with a `detail`, before its first line);
    "signal" (`status` is its number); "forged" (it spoke in the worker's name, so that nothing
    of it is to be believed; `detail` says what gave it away); "lost" (the worker broke; `detail`
    says how). `reads` names the files that the program read outside its own folder. `times` is
    how often it ran and `differences` what was not the same each time; all else is of the first
    time. `drawn` tells what it drew by chance, or seeded: the name of a generator, a mark that
    differs from world to world where it began with what it found, and how many words it took, as
    far as is known. `computed` is the processor time of its process in seconds, as far as that is
    known, which a busy machine does not make longer as it does `seconds`. `variants` are the runs
    of the program's variants, in their order, where they ran.
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
    times: int = 1
    differences: tuple[Difference, ...] = ()
    drawn: tuple[tuple[str, str, int], ...] = ()
    computed: float = 0.0
    variants: tuple[Run, ...] = ()
