"""What came out of a program, cell by cell, from the chunks and messages of its worker."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generator.model import Cell, CellRun, Frame, Note, Output, Raised
from generator.running.capture.cell_capture import SIZE, CellCapture, Stream
from generator.running.capture.credible import ForgedError, listed, seconds, text, truth, whole
from generator.running.capture.locate import Locator
from generator.running.capture.screen import ESCAPE, on_screen
from generator.running.capture.structure_json import structure_from_json
from generator.running.worker.marks import Mark
from generator.running.worker.script import errors
from generator.running.worker.script.line_notes import MOST as NOTES
from generator.running.worker.script.line_notes import TEXT
from generator.running.worker.values.figures import LARGEST as PICTURE


class Transcript:
    """Grows as a program runs. Times are seconds of a monotonic clock."""

    def __init__(self, locator: Locator, cells: Sequence[Cell]) -> None:
        self._locator = locator
        self._program = cells
        self._cells: list[CellCapture] = []  # also such as are printed to, and have yet to begin
        self._begun = 0
        self._reached: dict[Stream, int] = {"stdout": 0, "stderr": 0}  # cells
        self._settled = 0

    @property
    def started(self) -> int:
        """How many cells began."""
        return self._begun

    @property
    def printed(self) -> bool:
        """Whether anything was printed, also before the first cell."""
        return bool(self._cells)

    @property
    def raised(self) -> bool:
        """Whether the last of them raised an exception that it was not meant to."""
        last = self._begun - 1
        unexpected = last >= 0 and self._program[last].raises is None
        return unexpected and self._cells[last].raised is not None

    def text(self, kind: Stream, data: bytes, mark: Mark, now: float) -> None:
        """Something was printed; before the first cell only by the interpreter itself."""
        if mark.cell > self._reached[kind]:
            self._reached[kind] = mark.cell
            self._settle()
        self._cell(mark.cell, now).text(kind, data, mark.number)

    def message(self, message: dict[str, Any], now: float) -> None:
        """Take a message whose turn it was: see `Turns`. Raises ForgedError, or KeyError for a
        missing part, where no worker would send it, so that whoever judges cards need not expect
        the impossible.
        """
        event = message["event"]
        if event == "begin":
            self._cell(self._begun, now).started = now
            self._begun += 1
            self._settle()
            return
        if event == "note":
            cell = self._cells[whole(message["cell"], most=self._begun - 1)]
            if len(cell.notes) >= NOTES + len(self._program[message["cell"]].notes):
                raise ForgedError("too many notes")
            cell.notes.append(self._note(message))
            return
        cell = self._cells[self._begun - 1]
        if event == "end":
            cell.seconds = seconds(message["seconds"])
        elif event == "raised":
            cell.raised = self._raised(message)
        else:
            cell.show(self._shown(cell, message), whole(message["at"]))

    def _shown(self, cell: CellCapture, message: dict[str, Any]) -> Output:
        event = message["event"]
        if event == "png":
            return Output("png", data=_picture(message["data"]), rich=truth(message["rich"]))
        if event == "value":
            said, dropped = text(message["text"], SIZE), whole(message["dropped"])
            cell.value = structure_from_json(message["structure"])
            return Output("value", said, dropped=dropped)
        if event in ("html", "svg"):
            rich = truth(message.get("rich", False))
            return Output(event, text(message["text"], PICTURE), rich=rich)
        raise ForgedError("an unknown event")

    def _cell(self, index: int, now: float) -> CellCapture:
        while len(self._cells) <= index:
            self._cells.append(CellCapture(now))
        return self._cells[index]

    def _settle(self) -> None:
        """Put together the cells of which nothing more can come."""
        while self._settled < min(self._begun - 1, *self._reached.values()):
            self._cells[self._settled].settle()
            self._settled += 1

    def finish(self, now: float) -> tuple[CellRun, ...]:
        """The cells that started, in order; the first of them, too, where something was printed
        before it.
        """
        started = self._cells[: max(self._begun, 1)]
        return self._parted(tuple(cell.finish(now, self._locator.printed) for cell in started))

    def _parted(self, cells: tuple[CellRun, ...]) -> tuple[CellRun, ...]:
        """The cells, with what came out at the very end moved to the last one that can show it: an
        inline expression shows only its value.
        """
        modes = [cell.mode for cell in self._program[: len(cells)]]
        if not modes or modes[-1] != "eval" or "exec" not in modes:
            return cells
        last = cells[-1].outputs
        value = next((at for at, each in enumerate(last, 1) if each.kind == "value"), len(last))
        if value == len(last):
            return cells
        shown = len(modes) - 1 - modes[::-1].index("exec")
        parted = list(cells)
        outputs = (*parted[shown].outputs, *last[value:])
        parted[shown] = replace(parted[shown], outputs=outputs)
        parted[-1] = replace(cells[-1], outputs=last[:value])
        return tuple(parted)

    def _note(self, message: dict[str, Any]) -> Note:
        structure, kind, name = message["structure"], message["kind"], text(message["name"])
        if kind not in ("print", "value", "error", "more"):
            raise ForgedError("a note of an unknown kind")
        asked = {(each.line, each.column): each for each in self._program[message["cell"]].notes}
        spot = asked.get((whole(message["line"]), whole(message["column"])))
        if spot is None or (name and name not in (*spot.names, *spot.changed)):
            raise ForgedError("a note that was not requested")
        return Note(
            line=spot.line,
            kind=kind,
            text=self._locator.printed(on_screen(text(message["text"], TEXT))),
            structure=None if structure is None else structure_from_json(structure),
            column=spot.column,
            name=name,
        )

    def _raised(self, message: dict[str, Any]) -> Raised:
        name = text(message["name"], errors.NAME)
        bases = tuple(text(base, errors.NAME) for base in listed(message["bases"], errors.BASES))
        unparsed = "SyntaxError" in (name, *bases)
        locate = self._locator.unparsed if unparsed else self._locator
        qualified = text(message["qualified"], errors.NAME)
        said = locate(_without_colours(text(message["text"], errors.TEXT), (name, qualified)))
        return Raised(
            name=name,
            qualified=qualified,
            bases=bases,
            text=said[:SIZE].rstrip("\n"),
            frames=tuple(map(self._frame, listed(message["frames"], errors.SHOWN))),
            causes=tuple(
                self._locator(text(cause, errors.LINE)).rstrip("\n")
                for cause in listed(message["causes"], errors.CAUSES)
            ),
        )

    def _frame(self, frame: Any) -> Frame:
        if type(frame) is not dict:
            raise ForgedError("an invalid frame of a traceback")
        cell, line = frame["cell"], frame["line"]
        if cell is not None:
            whole(cell, most=self._begun - 1)
            whole(line, 1, self._program[cell].code.count("\n") + 1)
        return Frame(
            path=self._locator.path(text(frame["path"], errors.LINE)),
            line=whole(line),
            name=text(frame["name"], errors.NAME),
            source=text(frame["source"], errors.LINE),
            cell=cell,
        )


def _picture(data: Any) -> bytes:
    try:
        return base64.b64decode(text(data, 2 * PICTURE), validate=True)
    except ValueError:
        raise ForgedError("an invalid picture") from None


def _without_colours(said: str, names: tuple[str, ...]) -> str:
    """What an exception says, as a terminal shows it; one that would erase the exception's name
    is shown with its escapes spelled out.
    """
    if ESCAPE not in said:
        return said
    shown = on_screen(said)
    named = [any(line.startswith(names) for line in each.split("\n")) for each in (said, shown)]
    return shown if named[1] or not named[0] else said.replace(ESCAPE, r"\x1b")
