"""The output of one cell, put together from chunks as they arrive, up to a limit."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from generator.model import CellRun, Note, Output, Raised, Structure
from generator.running.capture.screen import outputs_on_screen

LINES = 1000  # printed lines kept per cell
SIZE = 64 * 1024  # printed bytes kept per cell
SHOWN = 100  # values, rich forms and images kept per cell

Stream = Literal["stdout", "stderr"]
Clean = Callable[[str], str]


@dataclass(slots=True)
class _Text:
    """What was printed after a mark, to one stream and without a break. Of text beyond the limits
    only the number of its line ends is kept, and whether it stops inside a line.
    """

    kind: Stream
    mark: int
    data: bytearray = field(default_factory=bytearray)
    ends: int = 0
    inside: bool = False

    def skip(self, data: bytes | bytearray) -> None:
        """More that is not kept."""
        if data:
            self.ends += data.count(b"\n")
            self.inside = not data.endswith(b"\n")


@dataclass(slots=True)
class _Shown:
    """What was shown right at a mark."""

    output: Output
    mark: int


_Piece = _Text | _Shown


class CellCapture:
    """The output of a cell that `started` at that time (a monotonic clock, seconds).

    Chunks of the two streams and what is shown may arrive in any order: each tells the mark
    after which it was written or sent (`worker/marks.py`). Between two marks the order is that
    of arrival.
    """

    def __init__(self, started: float) -> None:
        self.started = started
        self.seconds: float | None = None
        self.raised: Raised | None = None
        self.notes: list[Note] = []
        self.value: Structure | None = None
        self._arrived: list[_Piece] = []
        self._shares: dict[Stream, _Share] = {}  # each as if it were the only stream
        self._beyond: dict[Stream, _Text] = {}
        self._shown = 0
        self._outputs: list[Output] | None = None

    def text(self, kind: Stream, data: bytes, mark: int = 0) -> None:
        """A chunk as it was read from a pipe; what is beyond the limits is only counted."""
        share = self._shares.setdefault(kind, _Share())
        kept = share.take(data)
        last = self._arrived[-1] if self._arrived else None
        if isinstance(last, _Text) and (last.kind, last.mark) == (kind, mark):
            last.data.extend(kept)
        elif kept:
            self._arrived.append(_Text(kind, mark, bytearray(kept)))
        if len(kept) < len(data):
            beyond = self._beyond.setdefault(kind, _Text(kind, mark))
            beyond.mark = mark
            beyond.skip(data[len(kept) :])

    def show(self, output: Output, mark: int = 0) -> None:
        """A value, a rich form or an image, sent right at a mark."""
        self._shown += 1
        if self._shown <= SHOWN:
            self._arrived.append(_Shown(output, mark))

    def settle(self) -> None:
        """Nothing more will come: put the outputs together."""
        if self._outputs is None:
            self._outputs = _put_together([*self._arrived, *self._beyond.values()])
            self._arrived.clear()

    def finish(self, now: float, clean: Clean) -> CellRun:
        """The cell as a value; `clean` rewrites every text."""
        self.settle()
        return CellRun(
            outputs=tuple(
                output
                if output.kind == "svg"
                else replace(output, text=clean(output.text), raw=clean(output.raw))
                for output in outputs_on_screen(self._outputs or ())
            ),
            raised=self.raised,
            seconds=self.seconds if self.seconds is not None else now - self.started,
            notes=tuple(self.notes),
            value=self.value,
        )


class _Share:
    """How much may still be kept."""

    def __init__(self) -> None:
        self._lines = LINES
        self._size = SIZE

    def take(self, data: bytes | bytearray) -> bytes | bytearray:
        """As much of the beginning of `data`."""
        kept = _lines(data[: max(self._size, 0)], self._lines)
        self._size -= len(kept)
        self._lines -= kept.count(b"\n")
        return kept


def _put_together(pieces: Iterable[_Piece]) -> list[Output]:
    """The outputs in order, up to the limits for all of them."""
    found: list[Output] = []
    texts: dict[int, list[str]] = {}  # by index in what is found
    decoders = {"stdout": _decoder(), "stderr": _decoder()}
    share, ends, inside = _Share(), 0, False
    for piece in sorted(pieces, key=lambda each: (each.mark, isinstance(each, _Text))):
        if isinstance(piece, _Shown):
            found.append(piece.output)
            continue
        kept = share.take(piece.data)
        if kept:
            if not found or found[-1].kind != piece.kind:
                found.append(Output(piece.kind))
            texts.setdefault(len(found) - 1, []).append(decoders[piece.kind].decode(kept))
        piece.skip(piece.data[len(kept) :])
        ends += piece.ends
        inside = piece.inside if piece.ends or piece.inside else inside
    dropped = ends + inside
    for index, parts in texts.items():
        found[index] = replace(found[index], text="".join(parts))
    if texts:
        last = max(texts)
        text = found[last].text
        if not dropped:  # else a character cut by the limit would show as a broken one
            text += decoders[found[last].kind].decode(b"", final=True)
        found[last] = replace(found[last], text=text, dropped=dropped)
    return found


def _decoder() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")(errors="replace")


def _lines(data: bytes | bytearray, count: int) -> bytes | bytearray:
    """The first `count` lines of `data`."""
    if count <= 0:
        return b""
    if data.count(b"\n") < count:
        return data
    position = 0
    for _ in range(count):
        position = data.index(b"\n", position) + 1
    return data[:position]
