"""A runner without processes, for tests that print a line or two a thousand times."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator, Sequence

from generator.model import Cell, CellRun, Environment, Note, Output, Program, Raised, Run


class InlineRunner:
    """Runs cells right here. Only for programs that do no more than print or raise."""

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for program in programs:
            cells: list[CellRun] = []
            ended = "finished"
            for cell in program.cells:
                cells.append(_run(cell))
                if cells[-1].raised is not None and cell.raises is None:
                    ended = "raised"
                    break
            yield Run(program.id, ended, tuple(cells), Environment("3.11.7"))  # type: ignore[arg-type]


def _run(cell: Cell) -> CellRun:
    out = io.StringIO()
    raised = None
    notes: list[Note] = []

    columns = {spot.line: spot.column for spot in cell.notes}

    def noted_print(*values: object) -> None:
        print(*values)
        text = " ".join(map(str, values))
        line = sys._getframe(1).f_lineno
        notes.append(Note(line, "print", text, column=columns.get(line, 0)))

    with contextlib.redirect_stdout(out):
        try:
            exec(cell.code, {"print": noted_print})
        except Exception as error:
            name = type(error).__name__
            raised = Raised(name, name, (), f"{name}: {error}")
    outputs = (Output("stdout", out.getvalue()),) if out.getvalue() else ()
    return CellRun(outputs, raised, notes=tuple(notes))
