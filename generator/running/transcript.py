"""What came out of a program, cell by cell, from the chunks and messages of its worker."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from generator.model import Cell, CellRun, Frame, Note, Output, Raised
from generator.running.capture import SIZE, CellCapture, Stream
from generator.running.locate import Locator
from generator.running.structure import structure_from_json

FRAMES = 100  # of a traceback; a worker sends fewer


class Transcript:
    """Grows as a program runs. Times are seconds of a monotonic clock."""

    def __init__(self, locator: Locator, cells: Sequence[Cell]) -> None:
        self._locator = locator
        self._lengths = [cell.code.count("\n") + 1 for cell in cells]
        self._cells: list[CellCapture] = []

    @property
    def started(self) -> int:
        """How many cells began."""
        return len(self._cells)

    @property
    def raised(self) -> bool:
        """Whether the last of them raised an exception."""
        return bool(self._cells) and self._cells[-1].raised is not None

    def text(self, kind: Stream, data: bytes, now: float) -> None:
        """Something was printed; before the first cell only by the interpreter itself."""
        if not self._cells:
            self._cells.append(CellCapture(now))
        self._cells[-1].text(kind, data)

    def message(self, message: dict[str, Any], now: float) -> None:
        """Something happened. Raises an Exception of any kind where the message is broken, or
        none that a worker would send: whoever judges cards need not expect the impossible.
        """
        event = message["event"]
        if event == "begin":
            if message["cell"] or not self._cells:
                self._cells.append(CellCapture(now))
            if len(self._cells) != message["cell"] + 1 or len(self._cells) > len(self._lengths):
                raise ValueError("a cell begins out of turn")
            return
        if event == "note":
            index = self._place(message["cell"], message["line"])
            self._cells[index].notes.append(self._note(message))
            return
        cell = self._cells[-1]
        if event == "end":
            cell.seconds = _seconds(message["seconds"])
        elif event == "raised":
            cell.raised = self._raised(message)
        elif event == "png":
            data = base64.b64decode(message["data"], validate=True)
            cell.show(Output("png", data=data, rich=bool(message["rich"])))
        elif event in ("value", "html", "svg"):
            text, dropped = _encodable(message["text"]), int(message.get("dropped", 0))
            cell.show(Output(event, text, dropped=dropped, rich=bool(message.get("rich"))))
            if event == "value":
                cell.value = structure_from_json(message["structure"])
        else:
            raise ValueError("an event that there is none of")

    def finish(self, now: float) -> tuple[CellRun, ...]:
        """The cells that started, in order."""
        return tuple(cell.finish(now, self._locator) for cell in self._cells)

    def _place(self, cell: Any, line: Any) -> int:
        """The index of a cell that has begun, and has that line."""
        if type(cell) is not int or type(line) is not int or not 0 <= cell < len(self._cells):
            raise ValueError("a place that there is none of")
        if not 1 <= line <= self._lengths[cell]:
            raise ValueError("a line that there is none of")
        return cell

    def _note(self, message: dict[str, Any]) -> Note:
        structure = message["structure"]
        if message["kind"] not in ("print", "value"):
            raise ValueError("a note of neither kind")
        return Note(
            line=int(message["line"]),
            kind=message["kind"],
            text=self._locator(_encodable(message["text"])),
            structure=None if structure is None else structure_from_json(structure),
        )

    def _raised(self, message: dict[str, Any]) -> Raised:
        frames = tuple(
            Frame(
                path=self._locator.path(_encodable(frame["path"])),
                line=int(frame["line"] or 0),
                name=_encodable(frame["name"]),
                source=_encodable(frame["source"]),
                cell=None if frame["cell"] is None else self._place(frame["cell"], frame["line"]),
            )
            for frame in message["frames"][:FRAMES]
        )
        text = self._locator(_encodable(message["text"]))
        return Raised(
            name=_encodable(message["name"]),
            qualified=_encodable(message["qualified"]),
            bases=tuple(map(_encodable, message["bases"])),
            text=text[:SIZE].rstrip("\n"),
            frames=frames,
        )


def _seconds(value: Any) -> float:
    """A duration that can be."""
    seconds = float(value)
    if not 0 <= seconds < float("inf"):
        raise ValueError("a duration that cannot be")
    return seconds


def _encodable(text: str) -> str:
    """`text` with lone surrogates written out, so that every file can hold it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
