"""A runner that runs nothing: what comes out is made up, mostly as it could be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, get_args

from generator.model import (
    Cell,
    CellRun,
    Difference,
    Ending,
    Environment,
    Frame,
    Note,
    Output,
    Program,
    Raised,
    Run,
    Structure,
)

WORDS = ("", "1", "[1, 2]", "3.14159", "2\n", "nan", "1e999", "tensor([1.])", "x" * 200, "é\x1b[31m\u202e",
         "9" * 5000, "(2, 2)", "float32", "Traceback (most recent call last):", "</pre>{{c1::x}}", "\r1\r2")  # fmt: skip
HERE = Environment("3.11.7", packages=(("torch", "2.13.0"),), sandbox="landlock7+seccomp+netns")


class MadeUp:
    """Gives each program a run that a seed decides."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for program in programs:
            if self._random.random() < 0.98:
                yield self._run(program)

    def _run(self, program: Program) -> Run:
        random = self._random
        usual = random.random() < 0.8
        ended: Any = "finished" if usual else random.choice(get_args(Ending))
        count = len(program.cells) if usual else random.randrange(len(program.cells) + 2)
        cells = tuple(
            self._cell(program.cells[min(n, len(program.cells) - 1)]) for n in range(count)
        )
        found = random.random() < 0.1
        return Run(
            program.id,
            ended,
            cells,
            HERE,
            status=random.choice((0, 1, 9, 11, 255)),
            detail=random.choice(WORDS),
            differences=(Difference(0, "1", "2", "luck", "seed it", random.randrange(3)),) * found,
        )

    def _cell(self, cell: Cell) -> CellRun:
        random = self._random
        outputs = tuple(
            Output(
                random.choice(("stdout", "stderr", "value", "html", "svg")),
                random.choice(WORDS) + "\n" * random.randrange(2),
                dropped=random.choice((0, 0, 0, 5, 10**6)),
            )
            for _ in range(random.randrange(3))
        )
        notes = tuple(
            Note(line, random.choice(("print", "value")), random.choice(WORDS), self._structure(2))
            for line in cell.notes
            if random.random() < 0.9
        )
        raises = cell.raises is not None or random.random() < 0.05
        return CellRun(
            outputs,
            self._raised() if raises else None,
            notes=notes,
            value=self._structure(2) if random.random() < 0.5 else None,
        )

    def _raised(self) -> Raised:
        name = self._random.choice(
            ("ZeroDivisionError", "ValueError", "NameError", "SyntaxError", "Odd")
        )
        text = f"{name}: {self._random.choice(WORDS)}"
        frames = (Frame("<card>", self._random.choice((1, 2, 10**6)), "f", "x", 0),)
        return Raised(name, name, ("Exception",), text, frames[: self._random.randrange(2)])

    def _structure(self, depth: int) -> Structure:
        random = self._random
        kind: Any = random.choice(
            ("array", "number", "bool", "text", "sequence", "mapping", "none", "other")
        )
        items = ()
        if depth:
            items = tuple((str(n), self._structure(depth - 1)) for n in range(random.randrange(3)))
        value = random.choice((1, 2.5, True, "nan", None, float("inf"), 10**400))
        return Structure(
            random.choice(("list", "int", "torch.Tensor")), kind,
            shape=random.choice((None, (), (1,), (2, 2))), dtype=random.choice(("", "float32", "int64")),
            values=(value,) * random.randrange(3), items=items,
        )  # fmt: skip
