r"""Tables as people write them: of a bearable size, with pipes in the code of their cells.

GitHub takes each `|` for the end of a cell, in code, too, unless it is written `\\|`, and drops
cells beyond the columns. An author means the pipe in `` `a | b` `` for code, as Pandoc reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit, getLine

from generator.reading import bounds
from generator.reading.bounds import note

_DELIMITERS: Final = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_TICKS: Final = re.compile(r"`+")
# What else may hold a pipe that ends no cell: `$|x|$`, `[[note|its name]]`.
_OTHER: Final = re.compile(r"\\.|\[\[[^\[\]]+\]\]|\$[^$\s](?:[^$]*?[^$\s\\])?\$(?!\d)")
_PIPE: Final = re.compile(r"(?<!\\)\|")
# Stands for a pipe that ends no cell. No text has it: the parser reads NUL as U+FFFD.
_STAND_IN: Final = "\0"


def bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The parser's own rule for tables of a bearable size."""
    # Every line of a table that is too large might begin another one.
    if start < state.env.get("refused table", 0) or start + 1 >= end:
        return False
    delimiters = getLine(state, start + 1).strip()
    if not _DELIMITERS.fullmatch(delimiters):
        return False
    columns = len(_cells(delimiters))
    written = state.src
    state.src = _hidden(state, start, start + 1, columns)
    try:
        if not table(state, start, end, True):
            if "|" in delimiters and "|" in getLine(state, start):
                count = len(_cells(getLine(state, start)))
                note(state.env, bounds.no_table(start + 1, count, columns))
            return False
        last = next((row for row in range(start + 2, end) if state.isEmpty(row)), end)
        if not _is_bearable(state, start, last, columns):
            return False
        if not silent:
            rows = last - start - 1
            state.env["cells"] = state.env.get("cells", 0) + rows * columns
            state.src = _hidden(state, start, last, columns)
            parts, before = getattr(state, "parts", 0), len(state.tokens)
            table(state, start, end, False)
            vars(state)["parts"] = parts + rows + 1  # its cells are counted on their own
            for token in state.tokens[before:]:
                token.content = token.content.replace(_STAND_IN, "|")
            _note_extra_cells(state, range(start + 2, state.line), columns)
        return True
    finally:
        state.src = written


def _is_bearable(state: StateBlock, start: int, last: int, columns: int) -> bool:
    cells = (last - start - 1) * columns
    together = state.env.get("cells", 0) + cells
    if columns > bounds.MOST_COLUMNS:
        note(state.env, bounds.too_wide(start + 1))
        return False
    for count, most in ((cells, bounds.MOST_CELLS), (together, bounds.MOST_CELLS_TOGETHER)):
        if count > most:
            note(state.env, bounds.too_many_cells(start + 1, count, most))
            # Once they are too many together, no further one is looked at.
            state.env["refused table"] = last if most == bounds.MOST_CELLS else state.lineMax
            return False
    return True


def _note_extra_cells(state: StateBlock, rows: range, columns: int) -> None:
    for row in rows:
        cells = _cells(getLine(state, row))
        if len(cells) > columns:
            first = cells[columns].strip().replace(_STAND_IN, "|")
            note(state.env, bounds.extra_cells(row + 1, len(cells), columns, first))


# --- pipes that end no cell -----------------------------------------------------------


def _hidden(state: StateBlock, start: int, end: int, columns: int) -> str:
    """The text with stand-ins for the pipes within cells of these lines."""
    pieces: list[str] = []
    at = 0
    for row in range(start, end):
        line = getLine(state, row)
        hidden = _without_pipes(line, columns) if "|" in line else line
        if hidden != line:
            begin = state.bMarks[row] + state.tShift[row]
            pieces += (state.src[at:begin], hidden)
            at = begin + len(line)
    return "".join((*pieces, state.src[at:])) if pieces else state.src


def _without_pipes(line: str, columns: int) -> str:
    """A row in which no pipe is within a cell, as far as one can tell: as many cells as the table
    has columns are right; else code that is evident as such holds no end of a cell.
    """
    code = list(_code(line))
    in_code = _replaced(line, code)
    in_all = _replaced(in_code, (found.span() for found in _OTHER.finditer(in_code)))
    if len(_cells(line)) > columns:
        return next((one for one in (in_code, in_all) if len(_cells(one)) <= columns), in_all)
    evident = [(start, end) for start, end in code if _is_evident(line, start, end)]
    return _replaced(line, evident)


def _is_evident(line: str, start: int, end: int) -> bool:
    """Whether backticks enclose code, and are not two apostrophes or two cells of a backtick."""
    inside = line[start:end].strip("`")
    apart = not line[start - 1 : start].isalnum() and not line[end : end + 1].isalnum()
    return apart and not (inside[:1] == " " == inside[-1:])


def _cells(line: str) -> list[str]:
    cells = escapedSplit(line.strip())
    if cells and not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        del cells[-1]
    return cells


def _code(line: str) -> Iterator[tuple[int, int]]:
    """Where code begins and ends in a line, with its backticks."""
    runs = [found.span() for found in _TICKS.finditer(line)]
    closing: dict[int, int] = {}  # by length, the index of the next run of it
    following: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        following[index] = closing.get(length)
        closing[length] = index
    index = 0
    while index < len(runs):
        begin = runs[index][0]
        end = following[index]
        escaped = (begin - len(line[:begin].rstrip("\\"))) % 2 == 1
        if end is None or escaped:
            index += 1
        else:
            yield begin, runs[end][1]
            index = end + 1


def _replaced(line: str, spans: Iterable[tuple[int, int]]) -> str:
    """A line with stand-ins for the pipes in these parts of it."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (line[at:start], _PIPE.sub(_STAND_IN, line[start:end]))
        at = end
    return "".join((*pieces, line[at:]))
