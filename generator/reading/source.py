"""A text file, its lines, and the name it goes by in messages."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.given import MOST_TEXT, read_regular, refuse_outside
from generator.model import Place, Problem, ProblemsError

# The line ends of CommonMark; str.splitlines() knows more, and would count lines otherwise.
LINE_END: Final = re.compile(r"\r\n?|\n")
# What no deck's name, title or tag may hold: controls, ends of lines, and what turns the
# direction of the text around it, so that a list of decks would show another name.
UNNAMED: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Source:
    """`text` has its line ends as they were; `lines` is the text cut at them."""

    path: str
    text: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        return cls(path, text, tuple(LINE_END.split(text)))

    def line(self, number: int) -> str:
        """The line of that number, counting from 1; empty past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


def located(path: str | Path) -> Path:
    """The absolute path without `..`; symbolic links stay as the user wrote them."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def display_path(path: Path) -> str:
    """The path as a message shows it: relative to the working folder where it is below it."""
    absolute = str(located(path))
    relative = os.path.relpath(absolute)
    shown = absolute if relative.startswith("..") else relative
    return Path(shown).as_posix()


def read_source(path: Path, *, folder: Path | None = None, most: int = MOST_TEXT) -> Source:
    """Read UTF-8 text of at most `most` bytes.

    Raises ProblemsError when it cannot be read, is not UTF-8, or lies outside `folder`.
    """
    shown = display_path(path)
    try:
        if folder is not None:
            refuse_outside(path, folder)
        data = read_regular(path, most)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = getattr(error, "hint", "")
        problem = Problem(Place(shown), "unreadable", f"this file cannot be read: {reason}", hint)
        raise ProblemsError(problem) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise ProblemsError(
            Problem(
                Place(shown, line, column),
                "not-utf-8",
                f"this file is not UTF-8: byte 0x{data[error.start]:02x} at byte offset "
                f"{error.start}",
                "save it as UTF-8 (in most editors: Save with encoding)",
            )
        ) from None
    return Source.of(shown, text)
