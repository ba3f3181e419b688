"""The nouns of an audit, from a file's Python blocks to what was found out about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from generator.auditing.names import Names, names_of
from generator.model import CellRun, Claim, Difference, Place, Problem, Run
from generator.reading.introductions import Certainty

# "behind": a crash kept its line from running. "unread": nothing speaks for or against it. "none":
# it is no output after all.
Truth = Literal["true", "false", "varies", "behind", "unread", "none"]
# What ran before a block: nothing, the blocks that define what it lacks, or all that are sound.
Reading = Literal["alone", "needed", "all"]
# In what form an output is stated; a "cell" is one of a notebook.
Form = Literal["fence", "session", "ipython", "inline", "cell"]
Part = Literal["all", "stdout", "stderr", "value", "error", "image"]

PICTURE: Final = "<a picture>"  # the text of a stored output that is one


@dataclass(frozen=True, slots=True)
class Stated:
    """An output that stands beside a piece of code.

    `part` is the part of what comes out that it states. `options` are the directives of doctest,
    such as `+ELLIPSIS`. `certainty` says how surely it is an output of that code at all.
    """

    claim: Claim
    form: Form = "fence"
    certainty: Certainty = "sure"
    part: Part = "all"
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unread:
    """What looks like a stated output but cannot be checked, and why."""

    place: Place
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Code that is run as one cell: a whole block, or one prompt of a session.

    `line` and `margin` are where its first character stands: a line of the file, counting from
    1, and the number of characters before it there. `stated` are claims in its comments.
    `failing` says that the document shows an exception as its output. An `optional` piece may
    fail without anything being wrong with the document: then nothing is known of its outputs.
    """

    code: str
    line: int
    margin: int = 0
    stated: tuple[Claim, ...] = ()
    outputs: tuple[Stated, ...] = ()
    unread: tuple[Unread, ...] = ()
    failing: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Block:
    """A Python block. `number` counts from 1 in its file; `place` is its opening line.

    `broken` says why it cannot be run as a session, or at all; `left_out` is the mark by which its
    author says that it is not to be run. In both cases it has no pieces. `skipped` counts the
    prompts that are marked so. `given` are pieces that run before it and are not part of it: the
    module that a docstring is in. Blocks of one `scope` know each other's names. A "table" or
    "sentence" states what expressions are worth; its number is behind those of all code. `label`
    is the name of a notebook's cell, `count` says when that was run last.
    """

    number: int
    place: Place
    heading: str
    pieces: tuple[Piece, ...]
    broken: str = ""
    left_out: str = ""
    skipped: int = 0
    given: tuple[Piece, ...] = ()
    scope: int = 0
    kind: Literal["code", "table", "sentence"] = "code"
    label: str = ""
    count: int | None = None

    @cached_property
    def code(self) -> str:
        """All of its code, without prompts."""
        return "\n".join(piece.code for piece in self.pieces)

    @cached_property
    def names(self) -> Names:
        """What its code takes and leaves behind."""
        return names_of(self.code)


@dataclass(frozen=True)
class Document:
    """A file and its Python blocks, in order.

    `problems` say what of it was not read, `unread` are outputs that are about none of its blocks.
    In a "notebook" every cell runs after all those above it, in a "module" each docstring by
    itself. Only a "page" is read in every way.
    """

    path: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    unread: tuple[Unread, ...] = ()
    kind: Literal["page", "notebook", "module"] = "page"

    @cached_property
    def definers(self) -> Mapping[tuple[int, str], tuple[int, ...]]:
        """The numbers of the blocks that bind a name, in order, by scope and name."""
        found: dict[tuple[int, str], list[int]] = {}
        for block in self.blocks:
            for name in block.names.bound:
                found.setdefault((block.scope, name), []).append(block.number)
        return {name: tuple(numbers) for name, numbers in found.items()}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a block fared.

    `run` is of a program of the blocks numbered `needed` and, last or among others, this one. A
    block that crashes may miss names that only the blocks `crashing` define, which crash too;
    `beyond` is the run after what those do before they crash.
    """

    block: Block
    run: Run | None
    needed: tuple[int, ...] = ()
    offset: int = 0  # cells of `run` before the block's own
    missing: tuple[str, ...] = ()
    crashing: tuple[int, ...] = ()
    beyond: Run | None = None
    reading: Reading = "alone"

    @property
    def cells(self) -> tuple[CellRun, ...]:
        """What came out of the block's own pieces."""
        if self.run is None:
            return ()
        return self.run.cells[self.offset : self.offset + len(self.block.pieces)]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What of the block did not come out the same each time; cells are its pieces."""
        found = self.run.differences if self.run is not None else ()
        end = self.offset + len(self.block.pieces)
        own = [each for each in found if self.offset <= each.cell < end]
        return tuple(replace(each, cell=each.cell - self.offset) for each in own)


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A stated output and what became of it in which reading; `got` is empty where nothing was
    compared. `why` says why it was not read, or what else is to be known of it.
    """

    place: Place
    said: str
    got: str
    truth: Truth
    why: str = ""
    reading: Reading = "alone"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of a block."""

    outcome: Outcome
    runs: bool
    varies: bool = False
    claims: tuple[JudgedClaim, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Audited:
    """A file and its findings, one for each block; a file that cannot be read has a problem.

    `claims` are stated outputs that are about none of its blocks. `accepted` counts the problems
    that were known before, which are not among the others.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    unread: tuple[Problem, ...] = ()
    claims: tuple[JudgedClaim, ...] = ()
    accepted: int = 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, in the order of the file."""
        found = [problem for finding in self.findings for problem in finding.problems]
        return (*self.unread, *sorted(found, key=lambda problem: problem.place))
