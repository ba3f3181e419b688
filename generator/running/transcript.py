"""What came out of a program, cell by cell, from the chunks and messages of its worker."""

from __future__ import annotations

import base64
from typing import Any

from generator.model import CellRun, Frame, Note, Output, Raised
from generator.running.capture import SIZE, CellCapture, Stream
from generator.running.locate import Locator
from generator.running.structure import structure_from_json


class Transcript:
    """Grows as a program runs. Times are seconds of a monotonic clock."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator
        self._cells: list[CellCapture] = []

    def text(self, kind: Stream, data: bytes, now: float) -> None:
        """Something was printed; before the first cell only by the interpreter itself."""
        if not self._cells:
            self._cells.append(CellCapture(now))
        self._cells[-1].text(kind, data)

    def message(self, message: dict[str, Any], now: float) -> None:
        """Something happened. Raises KeyError, TypeError, ValueError or IndexError where the
        message is broken.
        """
        event = message["event"]
        if event == "begin":
            if message["cell"] or not self._cells:
                self._cells.append(CellCapture(now))
            return
        if event == "note":
            self._cells[message["cell"]].notes.append(self._note(message))
            return
        cell = self._cells[-1]
        if event == "end":
            cell.seconds = float(message["seconds"])
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

    def finish(self, now: float) -> tuple[CellRun, ...]:
        """The cells that started, in order."""
        return tuple(cell.finish(now, self._locator) for cell in self._cells)

    def _note(self, message: dict[str, Any]) -> Note:
        structure = message["structure"]
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
                cell=frame["cell"],
            )
            for frame in message["frames"]
        )
        text = self._locator(_encodable(message["text"]))
        return Raised(
            name=_encodable(message["name"]),
            qualified=_encodable(message["qualified"]),
            bases=tuple(map(_encodable, message["bases"])),
            text=text[:SIZE].rstrip("\n"),
            frames=frames,
        )


def _encodable(text: str) -> str:
    """`text` with lone surrogates written out, so that every file can hold it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
