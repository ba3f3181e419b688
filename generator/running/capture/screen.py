"""What a terminal would show of a text in the end: no colours, and progress overwritten.

A model of a terminal as wide and as tall as the text needs. Terminal emulators proper have a fixed
size, at which they would break lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from generator.model import Output

# What no program prints but to move on a screen, or to change how it looks.
ESCAPE: Final = "\x1b"
CONTROLS: Final = re.compile("[\x07\x08\r\x1b]")
_MOST_COLUMN: Final = 200  # a cursor can be sent no further; writing goes on beyond it
_TAB: Final = 8
_TOKEN: Final = re.compile(
    r"\x1b\[(?P<numbers>[0-?]{0,64})[ -/]{0,8}(?P<final>[@-~])"
    r"|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # a title, or where a link leads
    r"|\x1b[PX^_][^\x1b\n]*(?:\x1b\\)?"
    r"|\x1b[ -/]{0,8}(?P<escape>[0-~])?"
    r"|(?P<sign>[\x07\x08\r\n\t])"
    r"|(?P<text>[^\x07\x08\r\n\t\x1b]+)"
)
_PRINTED: Final = ("stdout", "stderr")


def on_screen(text: str) -> str:
    """The text as a terminal ends up with it. What it shows already is left as it is."""
    return text if CONTROLS.search(text) is None else _Screen().show(text)


def outputs_on_screen(outputs: Sequence[Output]) -> tuple[Output, ...]:
    """Outputs with their texts as a terminal ends up with them, and the texts as they were printed
    where that is something else. An output that goes back over an earlier one is joined with it.
    """
    found: list[Output] = []
    for output in outputs:
        if output.kind in _PRINTED and found and _goes_back(output.text, found[-1]):
            before = found.pop()
            printed = (before.raw or before.text) + output.text
            output = replace(before, text=printed, raw="", dropped=output.dropped)
        if output.kind in (*_PRINTED, "value"):
            shown = on_screen(output.text)
            output = output if shown == output.text else (
                replace(output, text=shown, raw=output.text))  # fmt: skip
        found.append(output)
    return tuple(found)


def _goes_back(text: str, before: Output) -> bool:
    """Whether a text starts on a line that the output before it has begun, and leaves it to the
    left, or leaves its own lines upwards.
    """
    if before.kind not in _PRINTED or CONTROLS.search(text) is None:
        return False
    if re.search(r"\x1b(?:\[[0-?]{0,64}[AFHJfdu]|[78Mc])", text):
        return True
    first = text.split("\n", 1)[0]
    begun = not (before.raw or before.text).endswith("\n")
    return begun and re.search(r"\r(?!$)|\x08|\x1b\[[0-?]{0,64}[DGK]", first) is not None


class _Screen:
    def __init__(self) -> None:
        self._rows: list[list[str]] = [[]]  # a cell each; "" goes on what stands left of it
        self._row = self._column = 0
        self._kept = (0, 0)

    def show(self, text: str) -> str:
        for token in _TOKEN.finditer(text):
            if token["text"] is not None:
                self._write(token["text"])
            elif token["sign"] is not None:
                self._sign(token["sign"])
            elif token["final"] is not None:
                self._command(token["final"], token["numbers"])
            elif token["escape"] is not None:
                self._escape(token["escape"])
        used = max((at for at, row in enumerate(self._rows) if row), default=0)
        rows = self._rows[: max(used, self._row) + 1]
        return "\n".join(map("".join, rows))

    def _sign(self, sign: str) -> None:
        match sign:
            case "\n":
                self._row, self._column = self._row + 1, 0
                if self._row == len(self._rows):
                    self._rows.append([])
            case "\r":
                self._column = 0
            case "\b":
                self._column = max(self._column - 1, 0)
            case "\t":
                stop = self._column // _TAB * _TAB + _TAB
                if self._column >= len(self._rows[self._row]):
                    self._put(["\t", *[""] * (stop - self._column - 1)])
                self._column = stop

    def _write(self, text: str) -> None:
        if text.isascii():
            self._put(list(text))
            return
        cells: list[str] = []
        for character in text:
            joins = unicodedata.category(character) in ("Mn", "Me", "Cf")
            if joins and cells and len(cells[-1]) < _TAB:
                cells[-1] += character
                continue
            cells.append(character)
            if unicodedata.east_asian_width(character) in "WF":
                cells.append("")
        self._put(cells)

    def _put(self, cells: list[str]) -> None:
        """Write over what stands at the cursor."""
        row, start = self._rows[self._row], self._column
        row += [" "] * (start - len(row))
        end = start + len(cells)
        self._part(row, start)
        self._part(row, end)
        row[start:end] = cells
        self._column = end

    def _part(self, row: list[str], at: int) -> None:
        """Make spaces of a wide character or tab that stands on both sides of a cell's edge."""
        if not 0 < at < len(row) or row[at]:
            return
        first = at
        while first > 0 and not row[first]:
            first -= 1
        row[first] = " "
        for each in range(first + 1, min(first + _TAB, len(row))):
            if row[each]:
                break
            row[each] = " "

    def _escape(self, name: str) -> None:
        match name:
            case "7":
                self._kept = self._row, self._column
            case "8":
                self._row, self._column = self._kept
            case "M":
                self._row = max(self._row - 1, 0)
            case "c":
                self._erase_screen(2)
                self._row = self._column = 0

    def _command(self, name: str, numbers: str) -> None:
        given = [int(each) if each.isdecimal() else 0 for each in numbers.split(";")]
        first = min(given[0], _MOST_COLUMN * 10)
        step = max(first, 1)
        match name:
            case "A" | "F":
                self._go(self._row - step, 0 if name == "F" else self._column)
            case "B" | "E":
                self._go(self._row + step, 0 if name == "E" else self._column)
            case "C":
                self._go(self._row, max(self._column, min(self._column + step, _MOST_COLUMN)))
            case "D":
                self._go(self._row, self._column - step)
            case "G" | "`":
                self._go(self._row, min(step - 1, _MOST_COLUMN))
            case "d":
                self._go(step - 1, self._column)
            case "H" | "f":
                column = min(max(given[1] if len(given) > 1 else 1, 1) - 1, _MOST_COLUMN)
                self._go(step - 1, column)
            case "K":
                self._erase_line(first)
            case "J":
                self._erase_screen(first)
            case "s":
                self._kept = self._row, self._column
            case "u":
                self._row, self._column = self._kept

    def _go(self, row: int, column: int) -> None:
        self._row = min(max(row, 0), len(self._rows) - 1)
        self._column = max(column, 0)

    def _erase_line(self, what: int) -> None:
        row, at = self._rows[self._row], self._column
        if what == 0:
            self._part(row, at)
            del row[at:]
        elif what == 1:
            self._part(row, at + 1)
            row[: at + 1] = [" "] * min(at + 1, len(row))
        elif what == 2:
            row.clear()

    def _erase_screen(self, what: int) -> None:
        if what == 0:
            self._erase_line(0)
            for row in self._rows[self._row + 1 :]:
                row.clear()
        elif what == 1:
            self._erase_line(1)
            for row in self._rows[: self._row]:
                row.clear()
        else:
            for row in self._rows:
                row.clear()
