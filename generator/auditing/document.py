"""The nouns of an audit, from a file's Python blocks to what was found out about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from generator.auditing.names import Names, names_of
from generator.model import CellRun, Claim, Difference, Place, Problem, Run

# "unchecked": the line never ran or was worth nothing, so that nothing speaks for or against it.
Truth = Literal["true", "false", "varies", "unchecked"]


@dataclass(frozen=True, slots=True)
class Stated:
    """An output that stands below a piece of code, in a session or in a fence of its own.

    With `loose`, any run of spaces and line ends is as good as any other.
    """

    claim: Claim
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Code that is run as one cell: a whole block, or one prompt of a session.

    `line` and `margin` are where its first character stands: a line of the file, counting from
    1, and the number of characters before it there. `stated` are claims in its comments.
    `failing` says that the document shows an exception as its output.
    """

    code: str
    line: int
    margin: int = 0
    stated: tuple[Claim, ...] = ()
    output: Stated | None = None
    failing: bool = False


@dataclass(frozen=True)
class Block:
    """A Python block. `number` counts from 1 in its file; `place` is its opening line.

    `broken` says why it cannot be run as a session, or at all; then it has no pieces.
    """

    number: int
    place: Place
    heading: str
    pieces: tuple[Piece, ...]
    broken: str = ""

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
    """A Markdown file and its Python blocks, in order. `problems` say what of it was not read."""

    path: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def definers(self) -> Mapping[str, tuple[int, ...]]:
        """The numbers of the blocks that bind a name, in order, by name."""
        found: dict[str, list[int]] = {}
        for block in self.blocks:
            for name in block.names.bound:
                found.setdefault(name, []).append(block.number)
        return {name: tuple(numbers) for name, numbers in found.items()}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a block fared.

    `run` is of a program of the blocks numbered `needed` and, last, this one; `later` is what
    was not the same in further runs of it. A block that crashes may miss names that only the blocks
    `crashing` define, which crash too; `beyond` is the run after what those get done.
    """

    block: Block
    run: Run | None
    needed: tuple[int, ...] = ()
    offset: int = 0  # cells of `run` that belong to the needed blocks
    later: tuple[Difference, ...] = ()
    missing: tuple[str, ...] = ()
    crashing: tuple[int, ...] = ()
    beyond: Run | None = None

    @property
    def cells(self) -> tuple[CellRun, ...]:
        """What came out of the block's own pieces."""
        return self.run.cells[self.offset :] if self.run is not None else ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What of the block did not come out the same each time; cells are its pieces."""
        found = (*(self.run.differences if self.run is not None else ()), *self.later)
        own = [each for each in found if each.cell >= self.offset]
        return tuple(replace(each, cell=each.cell - self.offset) for each in own)


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A stated output and what became of it; `got` is empty where nothing was compared."""

    place: Place
    said: str
    got: str
    truth: Truth


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
    """A file and its findings, one for each block; a file that cannot be read has a problem."""

    path: str
    findings: tuple[Finding, ...] = ()
    unread: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, in the order of the file."""
        found = [problem for finding in self.findings for problem in finding.problems]
        return (*self.unread, *sorted(found, key=lambda problem: problem.place))
