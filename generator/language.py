"""The languages of programs on cards: one record each, and so far one language.

Code that needs to know whether a fence, a comment or a listing is Python asks the record.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from generator.syntax import parse_quietly

# How to run code: "ipython" may hold `%magic` and `!command`, "session" has prompts.
Dialect = Literal["python", "ipython", "session"]


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language of programs.

    `name` is the preferred name of its fences, `session` that of its sessions; `title` is its name
    in prose, `lexer` its name in Pygments. A comment begins with `comment`.

    `words` are the names of fences for each dialect; `directives` are those of MyST and Sphinx that
    hold such code without naming a language. `prompt` begins a session. A word close to one of
    `meant` is probably misspelt, and one that matches `older` is probably an older version, except
    for `related`, which are other languages.

    `parse` gives the tree of a program, None if the code is not one.
    """

    name: str
    session: str
    title: str
    lexer: str
    comment: str
    words: Mapping[Dialect, re.Pattern[str]]
    directives: Mapping[str, Dialect]
    prompt: re.Pattern[str]
    meant: tuple[str, ...]
    older: re.Pattern[str]
    related: tuple[str, ...]
    parse: Callable[[str], ast.Module | None]

    def fence(self, options: str = "") -> str:
        """The line that opens a fence of it, as an author would write it."""
        return f"```{self.name} {options}".rstrip()

    def dialect(self, word: str) -> Dialect | None:
        """How to run code marked with a word; None if the word is not a name of this language."""
        return next((name for name, words in self.words.items() if words.fullmatch(word)), None)

    def has_prompt(self, code: str) -> bool:
        """Whether code starts like a session."""
        return self.prompt.match(code.lstrip("\n")) is not None


PYTHON: Final = Language(
    name="python",
    session="pycon",
    title="Python",
    lexer="python",
    comment="#",
    words={
        "session": re.compile(
            r"pycon3?|doctest|(?:i?python3?|py)-?(?:console|repl|interactive)|pyrepl",
            re.IGNORECASE,
        ),
        "ipython": re.compile(r"ipython3?|jupyter-python", re.IGNORECASE),
        "python": re.compile(r"py|py3|python|python3(?:\.\d+)?|run-python", re.IGNORECASE),
    },
    directives={
        "code-cell": "ipython",
        "ipython": "ipython",
        "jupyter-execute": "ipython",
        "exec_code": "python",
        "testcode": "python",
        "testsetup": "python",
        "testcleanup": "python",
        "doctest": "session",
    },
    prompt=re.compile(r"\s*>>>(?:\s|$)"),
    meant=("python", "python3", "ipython", "ipython3", "pycon", "doctest"),
    older=re.compile(r"py2|python2(?:\.\d+)?|.*\.py", re.IGNORECASE),
    related=(
        "cython", "jython", "ironpython", "brython", "rpython", "micropython", "circuitpython",
        "pythran", "python-traceback",
    ),
    parse=parse_quietly,
)  # fmt: skip
# A second language needs more than a row here: see CONTRIBUTING.md.
LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType({PYTHON.name: PYTHON})


def prompted(code: str) -> Language | None:
    """The language of whose session some code looks like the start."""
    return next((each for each in LANGUAGES.values() if each.has_prompt(code)), None)
