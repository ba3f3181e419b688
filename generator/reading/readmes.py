"""A README in a folder of chapters, which is about the folder and holds no cards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from generator.model import Problem, ProblemsError
from generator.reading.source import read_source

_MAYBE_CARD: Final = re.compile(r"(?m)^ {0,3}##[ \t].*\{[^{}\n]*#[a-z0-9]")


def readme_problem(path: Path, language: str) -> Problem | None:
    """The problem of a README that has cards: nobody would see them, as it is not read."""
    try:
        source = read_source(path)
    except ProblemsError:
        return None  # no chapter is lost
    if not _MAYBE_CARD.search(source.text):  # most: the parser takes long to load
        return None
    from generator.reading.chapter import read_chapter

    _, slugs = read_chapter(source, language, lambda _: None)
    if not slugs:
        return None
    message = "this file has cards, but a README is not read as a chapter"
    hint = "rename the file, or move its cards into a chapter"
    return Problem(slugs[0][1], "readme-cards", message, hint)
