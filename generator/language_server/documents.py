"""The files that are open in the editor, as they are there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pygls.uris import from_fs_path, to_fs_path

from generator.language_server.moved_lines import MovedLines
from generator.reading.config import FILE_NAME
from generator.reading.source import LINE_END, Source, located

BOM: Final = "\ufeff"


@dataclass(frozen=True)
class OpenFile:
    """A file with the text that the editor shows of it, saved or not."""

    uri: str
    path: str
    version: int
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines, cut as Markdown and the protocol cut them."""
        return tuple(LINE_END.split(self.text.removeprefix(BOM)))

    def moved(self, source: Source | None) -> MovedLines:
        """How the lines of the file stood when it was checked, and stand now."""
        return MovedLines.of(source.lines if source is not None else (), self.lines)


def path_of(uri: str) -> str:
    """The absolute path that a URI names, "" for one that is no file."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return str(located(path)) if path else ""


def uri_of(path: str) -> str:
    """The URI of an absolute path."""
    return from_fs_path(path) or ""


def deck_of(path: str) -> Path | None:
    """The folder of the deck that a file is in, None if it is in none."""
    return next(
        (folder for folder in Path(path).parents if os.path.lexists(folder / FILE_NAME)), None
    )
