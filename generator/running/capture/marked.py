"""One of a program's streams, taken apart at the marks in it (`worker/marks.py`)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.running.capture.credible import ForgedError
from generator.running.worker.marks import LENGTH, Mark, pattern, sign


class Marked:
    """A stream with marks of this `token`, from a program of so many `cells`."""

    def __init__(self, token: str, cells: int) -> None:
        self._sign = sign(token)
        self._pattern = pattern(token)
        self._cells = cells
        self._last = Mark(0, 0)
        self._rest = b""  # at the end of what came, and perhaps the beginning of a mark

    def feed(self, data: bytes) -> Iterator[tuple[Mark, bytes]]:
        """The text in what was read, each piece with the last mark before it.

        Raises ForgedError on a mark that no worker sets.
        """
        data, self._rest = self._rest + data, b""
        start = 0
        while (at := data.find(self._sign, start)) >= 0:
            if at > start:
                yield self._last, data[start:at]
            mark = data[at : at + LENGTH]
            if len(mark) < LENGTH:
                self._rest = mark
                return
            start = at + LENGTH
            self._pass(mark)
        last = data.rfind(b"\0", max(start, len(data) - len(self._sign)))
        if last >= 0 and self._sign.startswith(data[last:]):
            self._rest = data[last:]
            data = data[:last]
        if data[start:]:
            yield self._last, data[start:]

    def finish(self) -> Iterator[tuple[Mark, bytes]]:
        """What is left when nothing more comes."""
        rest, self._rest = self._rest, b""
        if rest:
            yield self._last, rest

    def _pass(self, data: bytes) -> None:
        found = self._pattern.fullmatch(data)
        if found is None:
            raise ForgedError("an invalid mark in its output")
        mark = Mark(int(found[1], 16), int(found[2], 16))
        forwards = mark.number > self._last.number and mark.cell >= self._last.cell
        if not forwards or mark.cell >= self._cells:
            raise ForgedError("a mark in its output out of place")
        self._last = mark
