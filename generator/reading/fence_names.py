"""What the info string of a fence marks its code as, in whatever dialect of Markdown.

The one list of the names that Python goes by: cards and audits read it here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, Literal

# "ipython" may hold `%magic` and `!command`, "session" is what stands behind `>>>`.
Dialect = Literal["python", "ipython", "session"]

_PYTHON: Final = re.compile(r"py|py3|python|python3(?:\.\d+)?|run-python", re.IGNORECASE)
_IPYTHON: Final = re.compile(r"ipython3?|jupyter-python", re.IGNORECASE)
_SESSION: Final = re.compile(
    r"pycon3?|doctest|(?:i?python3?|py)-?(?:console|repl|interactive)|pyrepl", re.IGNORECASE
)
_OUTPUT: Final = re.compile(r"output|testoutput")
# Directives of MyST and Sphinx that hold code: of a language named behind them, or of Python.
_NAMING: Final = ("code", "code-block", "code-cell", "sourcecode")
_RUNNING: Final[dict[str, Dialect]] = {
    "code-cell": "ipython",
    "ipython": "ipython",
    "jupyter-execute": "ipython",
    "exec_code": "python",
    "testcode": "python",
    "testsetup": "python",
    "testcleanup": "python",
    "doctest": "session",
}
# Languages of their own that only sound like Python.
_RELATED: Final = ("cython", "jython", "ironpython", "brython", "rpython", "micropython",
                   "circuitpython", "pythran", "python-traceback")  # fmt: skip
_OLD: Final = re.compile(r"py2|python2(?:\.\d+)?", re.IGNORECASE)
_MEANT: Final = ("python", "python3", "ipython", "ipython3", "pycon", "doctest")
_NEAR: Final = 0.75

_DIRECTIVE: Final = re.compile(r"\{(?P<name>[A-Za-z][\w:-]*)\}\s*(?P<word>[A-Za-z][\w.+#-]*)?")
_BRACED: Final = re.compile(r"\{\s*(?:#[\w:-]+\s+)*[.=]?(?P<word>[A-Za-z][\w+-]*(?:\.\d+)?)")
_PLAIN: Final = re.compile(r"\.?(?:(?:code-block|sourcecode)[ \t]+)?(?P<word>[A-Za-z][\w.+#/-]*)")
_FILE: Final = re.compile(r":(?P<file>[^\s{,]+)")
# How other tools mark a program that is not to be run.
_LEFT_OUT: Final = re.compile(
    r"(?<![\w=\"'#-])(?:\+SKIP|(?:ignore|no[-_]?run|no[-_]?exec|no[-_]?eval|no[-_]?test|"
    r"skip(?:[-_]execution|[-_]test)?)(?![\w=-])"
    r"|(?:eval|exec|run|test)\s*=\s*[\"']?(?:false|no|off|f|0|skip)\b[\"']?)",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"\"[^\"]*\"")
_MOST_OPTIONS: Final = 20_000  # characters
_PROMPT: Final = re.compile(r"\s*>>>(?:\s|$)")


@dataclass(frozen=True, slots=True)
class FenceInfo:
    """An info string, read.

    `word` is the language as it is written, empty where there is none. `dialect` says how its
    code is to be run; None where it is no Python. What follows the language are its `options`:
    `start` is their index in the info string, and where language and options share a pair of
    braces, spaces stand for the language. `file` is what follows a colon (`python:src/x.py`),
    `left_out` the mark by which another tool knows that this is not to be run, `directive` the
    name of a MyST directive.
    """

    word: str = ""
    dialect: Dialect | None = None
    options: str = ""
    start: int = 0
    file: str = ""
    left_out: str = ""
    directive: str = ""

    @property
    def is_output(self) -> bool:
        """Whether it holds what the code above it prints."""
        return self.dialect is None and _OUTPUT.fullmatch(self.directive or self.word) is not None


@lru_cache(maxsize=1024)
def read_info(info: str) -> FenceInfo:
    """What an info string says. Takes any text."""
    info = info.strip()
    found = _DIRECTIVE.match(info)
    if found is not None and (found["name"] in _NAMING or found["name"] in _RUNNING):
        return _directive(info, found)
    if found is not None and found["name"] == "testoutput":
        return FenceInfo("testoutput", None, info[found.end() :], found.end(), directive=found[1])
    braced = info.startswith("{")
    found = (_BRACED if braced else _PLAIN).match(info)
    if found is None:
        return FenceInfo(options=info)
    word = found["word"]
    raw = braced and info[found.start("word") - 1] == "="
    dialect = None if raw else dialect_of_word(word)
    if braced:
        # A comma parts the language from the options of R Markdown.
        rest = re.sub(r"^(\s*),", r"\1 ", info[found.end() :])
        start = found.start("word") - (info[found.start("word") - 1] in ".=")
        options = info[:start] + " " * (found.end() - start) + rest
        if not options.strip("{} \t"):
            options = ""
        return FenceInfo(f"={word}" if raw else word, dialect, options, 0, "", _left_out(options))
    rest = info[found.end() :]
    file = _FILE.match(rest) if dialect is not None else None
    skipped = file.end() if file else 0
    options = rest[skipped:].lstrip()
    named = file["file"] if file else ""
    return FenceInfo(word, dialect, options, len(info) - len(options), named, _left_out(options))


def _directive(info: str, found: re.Match[str]) -> FenceInfo:
    name, word = found["name"], found["word"]
    if word and name in _NAMING:
        dialect = dialect_of_word(word)
        end = found.end()
    else:
        dialect, word = _RUNNING.get(name), name
        end = info.index("}") + 1
    options = info[end:].lstrip()
    start = len(info) - len(options)
    return FenceInfo(word, dialect, options, start, "", _left_out(options), name)


def _left_out(options: str) -> str:
    # Words in quotes may be a title, or the reason of `.norun`.
    plain = _QUOTED.sub(lambda m: "" if " " in m[0] else m[0], options[:_MOST_OPTIONS])
    found = _LEFT_OUT.search(plain)
    return found[0] if found else ""


def dialect_of(info: str, code: str) -> Dialect | None:
    """How the code of a fence is to be run; None where it is no Python.

    Python that starts with a prompt is a session, whatever it is marked as.
    """
    dialect = read_info(info).dialect
    return "session" if dialect is not None and has_prompt(code) else dialect


def has_prompt(code: str) -> bool:
    """Whether code starts as a session of Python's does."""
    return _PROMPT.match(code.lstrip("\n")) is not None


def dialect_of_word(word: str) -> Dialect | None:
    """How code marked with one word is to be run; None where that is no name of Python."""
    if _SESSION.fullmatch(word):
        return "session"
    if _IPYTHON.fullmatch(word):
        return "ipython"
    return "python" if _PYTHON.fullmatch(word) else None


def sounds_like_python(word: str) -> bool:
    """Whether a language that is none of the names of Python was probably meant to be one."""
    bare = word.lstrip("=").lower()
    if dialect_of_word(bare) or _OLD.fullmatch(bare) or bare.endswith(".py"):
        return True
    if not 3 <= len(bare) <= 20 or bare in _RELATED:
        return False
    if not any(SequenceMatcher(None, bare, each).ratio() >= _NEAR for each in _MEANT):
        return False
    return not is_known(bare)


def is_known(word: str) -> bool:
    """Whether Pygments knows a language of this name."""
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        find_lexer_class_by_name(word)
    except ClassNotFound:
        return False
    return True
