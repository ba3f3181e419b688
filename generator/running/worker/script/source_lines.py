"""Where the lines of the program's file come from."""

from __future__ import annotations

import linecache
from collections.abc import Sequence

from ..order import CellOrder


class ProgramSource:
    """The cells as they stand in the file `path`, which is relative to the scratch folder."""

    def __init__(self, path: str, full: str, cells: Sequence[CellOrder]) -> None:
        self.path = path
        self.full = full
        self.cells = cells
        self.running = 0  # index of the cell that is running

    def remember(self) -> None:
        """Let tracebacks and `inspect.getsource` find the code wherever the program goes."""
        with open(self.full, encoding="utf-8") as file:  # noqa: PTH123
            text = file.read()
        # Without a time of modification `linecache.checkcache` leaves the entry alone.
        linecache.cache[self.path] = (len(text), None, text.splitlines(True), self.full)

    def place(self, path: str, line: int) -> tuple[int, int, str] | None:
        """The cell, the line within it and the text of a line of the file, if it has one.

        Several inline expressions can stand on one line; the one that runs is meant.
        """
        if path not in (self.path, self.full):
            return None
        order = [self.running, *range(len(self.cells))]
        for index in order:
            cell = self.cells[index]
            within = line - cell.line
            lines = cell.code.split("\n")
            if 0 <= within < len(lines):
                return index, within + 1, lines[within].strip()
        return None
