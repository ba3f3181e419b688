"""A program as one file whose cells stand on their own lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.model import Program


@dataclass(frozen=True, slots=True)
class Layout:
    """The file's relative `path` and `text`; `starts` gives the line of each cell's first line,
    `lines` for every line with code the line within its cell, both counting from 1.
    """

    path: str
    text: str
    starts: tuple[int, ...]
    lines: Mapping[int, int]


def lay_out(program: Program) -> Layout:
    """Put each cell at its line, all else blank.

    Inline expressions have lines too but are not written: several can stand on one line, and a
    process that imports the file again must not evaluate them. A cell whose lines are taken,
    which no deck read from Markdown has, follows below all others.
    """
    written: dict[int, str] = {}
    within: dict[int, int] = {}
    starts = []
    for cell in program.cells:
        code = cell.code.split("\n")
        start = max(cell.line, 1)
        if cell.mode == "exec":
            if any(line in written for line in range(start, start + len(code))):
                start = max(written) + 1
            written.update(enumerate(code, start))
        for offset in range(len(code)):
            within.setdefault(start + offset, offset + 1)
        starts.append(start)
    last = max(written, default=0)
    text = "".join(written.get(line, "") + "\n" for line in range(1, last + 1))
    return Layout(_relative(program.path), text, tuple(starts), within)


def _relative(path: str) -> str:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts:
        pure = PurePosixPath(pure.name)
    return "card.md" if pure.as_posix() in (".", "..") else pure.as_posix()
