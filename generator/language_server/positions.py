"""Places of a file as editors count them: lines from 0, columns in the units of an encoding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol import types

from generator.model import Place


@dataclass(frozen=True, slots=True)
class Positions:
    """Counts columns in the code units of `encoding`, which client and server agreed on."""

    encoding: types.PositionEncodingKind = types.PositionEncodingKind.Utf16

    def units(self, text: str) -> int:
        """How many columns a text takes."""
        if text.isascii() or self.encoding == types.PositionEncodingKind.Utf32:
            return len(text)
        if self.encoding == types.PositionEncodingKind.Utf8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > "\uffff" for character in text)

    def characters(self, text: str, units: int) -> int:
        """How many characters of a text the first `units` columns are; none is cut in two."""
        if text.isascii() or self.encoding == types.PositionEncodingKind.Utf32:
            return min(units, len(text))
        taken = 0
        for number, character in enumerate(text):
            taken += self.units(character)
            if taken > units:
                return number
        return len(text)

    def position(self, lines: Sequence[str], line: int, column: int) -> types.Position:
        """The position of a line and a column in characters, both counting from 1. A place behind
        the end is the end.
        """
        if line > len(lines):
            last = lines[-1] if lines else ""
            return types.Position(max(len(lines) - 1, 0), self.units(last))
        text = lines[line - 1]
        return types.Position(line - 1, self.units(text[: column - 1]))

    def range(self, lines: Sequence[str], start: Place, end: Place) -> types.Range:
        """The range between two places of one file."""
        return types.Range(
            self.position(lines, start.line, start.column),
            self.position(lines, end.line, end.column),
        )

    def place(self, path: str, lines: Sequence[str], at: types.Position) -> Place:
        """The place of a position."""
        text = lines[at.line] if at.line < len(lines) else ""
        return Place(path, at.line + 1, self.characters(text, at.character) + 1)
