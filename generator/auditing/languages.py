"""Which fences hold Python, whatever dialect of Markdown they were written for."""

from __future__ import annotations

import re
from typing import Final, Literal

Dialect = Literal["python", "ipython", "session"]

# ```python, ```Python title="x", ```{python echo=FALSE}, ```{.python .numberLines}, ```py:main.py
_LANGUAGE: Final = re.compile(r"\{?\s*\.?(?P<word>[A-Za-z][\w+-]*)")
_PYTHON: Final = re.compile(r"py|python(?:3(?:\.\d+)?)?|py3", re.IGNORECASE)
_IPYTHON: Final = re.compile(r"ipython3?", re.IGNORECASE)
_SESSION: Final = re.compile(r"pycon3?|doctest|python-repl|pyrepl", re.IGNORECASE)
_PROMPT: Final = re.compile(r"\s*>>>(?:\s|$)")
_MAGIC: Final = re.compile(r"\s*[%!]")


def dialect(info: str, code: str) -> Dialect | None:
    """How a fence is to be read; None where it is no Python.

    A block that starts with a prompt is a session, whatever it is marked as.
    """
    found = _LANGUAGE.match(info.strip())
    word = found["word"] if found else ""
    version = re.match(r"\.\d+", info.strip()[found.end() :]) if found else None
    word += version[0] if version else ""
    if _SESSION.fullmatch(word):
        return "session"
    if not _PYTHON.fullmatch(word) and not _IPYTHON.fullmatch(word):
        return None
    if _PROMPT.match(code.lstrip("\n")):
        return "session"
    return "ipython" if _IPYTHON.fullmatch(word) else "python"


def without_magics(code: str) -> str:
    """The code with empty lines for `%magic` and `!command`, which are no Python."""
    return "\n".join("" if _MAGIC.match(line) else line for line in code.split("\n"))
