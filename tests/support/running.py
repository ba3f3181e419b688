"""Programs in a line or two, and what came out of them as plain values."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

from generator.model import Cell, Output, Program, Run, Spot
from generator.running import Facts
from generator.running.programs.requires import unmet
from generator.running.sandbox.confinement import Confinement
from generator.syntax import parse_quietly

# Seconds, for processes to be found by: no other test process on this machine has the same.
NAP = 10**8 + os.getpid()
CARD = "cards/en/02-tensors.md"


def program(*codes: str | Cell, line: int = 41, **settings: Any) -> Program:
    """A program whose cells stand below each other, two lines apart, the first at `line`."""
    cells = []
    for code in codes:
        cell = code if isinstance(code, Cell) else Cell(dedent(code).strip("\n"), line)
        cells.append(cell)
        line = cell.line + cell.code.count("\n") + 3
    return Program(settings.pop("id", "en/x"), settings.pop("path", CARD), tuple(cells), **settings)


def spots(code: str, *lines: int) -> tuple[Spot, ...]:
    """The statements that start on lines of a program, bodies and all, as what to take notes of."""
    tree = parse_quietly(code)
    nodes = ast.walk(tree) if tree is not None else ()
    found = {(n.lineno, n.col_offset) for n in nodes if isinstance(n, ast.stmt)}
    return tuple(Spot(*place) for place in sorted(found) if place[0] in lines)


def unmet_here(requirement: str) -> str | None:
    """Why a requirement does not hold for programs that run on this machine."""
    return unmet(requirement, Facts.of(), Confinement.of(sys.executable, "auto").level)


def texts(run: Run, cell: int = 0) -> list[tuple[str, str]]:
    """The outputs of a cell as (kind, text)."""
    return [(output.kind, output.text) for output in run.cells[cell].outputs]


def printed(run: Run) -> str:
    """All that went to stdout."""
    outputs = [output for cell in run.cells for output in cell.outputs]
    return "".join(output.text for output in outputs if output.kind == "stdout")


def last(run: Run) -> Output:
    """The last output of the last cell."""
    return run.cells[-1].outputs[-1]


def processes_with(text: str) -> list[int]:
    """The processes whose environment or command line mentions `text`."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            told = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if text.encode() in told:
            found.append(int(folder.name))
    return found
