"""The places of the characters of text that the Markdown parser hands on without its margin."""

from __future__ import annotations

import re
from bisect import bisect_right

from generator.model import Place
from generator.reading.source import Source


class ContentPlaces:
    """The places of the characters of an inline token's text that starts on `line`."""

    def __init__(self, source: Source, content: str, line: int) -> None:
        self._source = source
        self._line = line
        self._pieces = content.split("\n")
        self._starts = [0, *(found.end() for found in re.finditer("\n", content))]
        self._margins: dict[int, int] = {}

    def at(self, position: int) -> Place:
        """The place of the character at a position."""
        index = bisect_right(self._starts, position) - 1
        number = self._line + index
        if index not in self._margins:
            piece = self._pieces[index]
            self._margins[index] = max(self._source.line(number).find(piece), 0) if piece else 0
        column = self._margins[index] + position - self._starts[index] + 1
        return Place(self._source.path, number, column)
