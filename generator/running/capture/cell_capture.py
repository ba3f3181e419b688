"""The output of one cell, put together from chunks as they arrive, up to a limit."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from generator.model import CellRun, Note, Output, Raised, Structure

LINES = 200  # printed lines kept per cell
SIZE = 64 * 1024  # printed bytes kept per cell
SHOWN = 100  # values, rich forms and images kept per cell

Stream = Literal["stdout", "stderr"]
Clean = Callable[[str], str]


class CellCapture:
    """What a cell that `started` at that time (a monotonic clock, seconds) brings forth."""

    def __init__(self, started: float) -> None:
        self.started = started
        self.seconds: float | None = None
        self.raised: Raised | None = None
        self.notes: list[Note] = []
        self.value: Structure | None = None
        self._outputs: list[Output] = []
        self._pieces: dict[int, list[str]] = {}  # of the texts, by index in the outputs
        self._decoders = {name: _decoder() for name in ("stdout", "stderr")}
        self._lines = LINES
        self._size = SIZE
        self._shown = SHOWN
        self._dropped = 0
        self._open = False  # whether what was dropped last stops inside a line

    def text(self, kind: Stream, data: bytes) -> None:
        """A chunk as it was read from a pipe; what is beyond the limits is only counted."""
        kept = _lines(data[: max(self._size, 0)], self._lines)
        if kept:
            self._size -= len(kept)
            self._lines -= kept.count(b"\n")
            if not self._outputs or self._outputs[-1].kind != kind:
                self._outputs.append(Output(kind))
            pieces = self._pieces.setdefault(len(self._outputs) - 1, [])
            pieces.append(self._decoders[kind].decode(kept))
        rest = data[len(kept) :]
        if rest:
            self._dropped += rest.count(b"\n")
            self._open = not rest.endswith(b"\n")

    def show(self, output: Output) -> None:
        """A value, a rich form or an image."""
        if self._shown > 0:
            self._shown -= 1
            self._outputs.append(output)

    def finish(self, now: float, clean: Clean) -> CellRun:
        """The cell as a value; `clean` rewrites every text."""
        dropped = self._dropped + self._open
        outputs = list(self._outputs)
        for index, pieces in self._pieces.items():
            outputs[index] = replace(outputs[index], text="".join(pieces))
        if self._pieces:
            last = max(self._pieces)
            text = outputs[last].text
            if not dropped:  # else a character cut by the limit would show as a broken one
                text += self._decoders[outputs[last].kind].decode(b"", final=True)
            outputs[last] = replace(outputs[last], text=text, dropped=dropped)
        return CellRun(
            outputs=tuple(
                output if output.kind == "svg" else replace(output, text=clean(output.text))
                for output in outputs
            ),
            raised=self.raised,
            seconds=self.seconds if self.seconds is not None else now - self.started,
            notes=tuple(self.notes),
            value=self.value,
        )


def _decoder() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")(errors="replace")


def _lines(data: bytes, count: int) -> bytes:
    """The first `count` lines of `data`."""
    if count <= 0:
        return b""
    if data.count(b"\n") < count:
        return data
    position = 0
    for _ in range(count):
        position = data.index(b"\n", position) + 1
    return data[:position]
