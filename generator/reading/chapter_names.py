"""Which names in a language's folder are those of chapters."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

ENDINGS: Final = (".md", ".markdown", ".mdown", ".mkd")
_README: Final = re.compile(r"readme([._-][a-z]{2,3}([_-][a-z]{2,4})?)?", re.IGNORECASE)


def is_markdown(name: str) -> bool:
    """Whether a file of this name is read as Markdown: by its ending, in capitals or not."""
    return name.lower().endswith(ENDINGS)


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name belongs to a tool rather than the author: `.obsidian`,
    `.trash`, `._01.md`.
    """
    return name.startswith(".")


def is_readme(name: str) -> bool:
    """Whether a Markdown file of this name is about its folder: `README.md`, `README.zh-CN.md`."""
    return is_markdown(name) and _README.fullmatch(PurePath(name).stem) is not None
