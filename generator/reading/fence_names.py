"""What the info string of a fence marks its code as, in whatever dialect of Markdown: on cards as
in audits. The names of languages are in their records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from generator.language import LANGUAGES, Dialect, Language

_OUTPUT: Final = re.compile(r"output|testoutput")
# Directives of MyST and Sphinx that hold code of the language named behind them.
_NAMING: Final = ("code", "code-block", "code-cell", "sourcecode")
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


@dataclass(frozen=True, slots=True)
class FenceInfo:
    """An info string, read.

    `word` is the language as it is written, empty where there is none. `language` is that which
    runs and `dialect` how; None where none does. What follows the language are its `options`:
    `start` is their index in the info string, and where language and options share a pair of
    braces, spaces stand for the language. `file` is what follows a colon (`python:src/x.py`),
    `left_out` the mark by which another tool knows that this is not to be run, `directive` the
    name of a MyST directive.
    """

    word: str = ""
    language: Language | None = None
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
    if found is not None and (found["name"] in _NAMING or _of_directive(found["name"])[0]):
        return _directive(info, found)
    if found is not None and found["name"] == "testoutput":
        options, start = info[found.end() :], found.end()
        return FenceInfo("testoutput", options=options, start=start, directive=found["name"])
    braced = info.startswith("{")
    found = (_BRACED if braced else _PLAIN).match(info)
    if found is None:
        return FenceInfo(options=info)
    word = found["word"]
    raw = braced and info[found.start("word") - 1] == "="
    language, dialect = (None, None) if raw else _of_word(word)
    if braced:
        # A comma parts the language from the options of R Markdown.
        rest = re.sub(r"^(\s*),", r"\1 ", info[found.end() :])
        start = found.start("word") - (info[found.start("word") - 1] in ".=")
        options = info[:start] + " " * (found.end() - start) + rest
        if not options.strip("{} \t"):
            options = ""
        word = f"={word}" if raw else word
        return FenceInfo(word, language, dialect, options, 0, "", _left_out(options))
    rest = info[found.end() :]
    file = _FILE.match(rest) if dialect is not None else None
    skipped = file.end() if file else 0
    options = rest[skipped:].lstrip()
    named = file["file"] if file else ""
    start = len(info) - len(options)
    return FenceInfo(word, language, dialect, options, start, named, _left_out(options))


def _directive(info: str, found: re.Match[str]) -> FenceInfo:
    name, word = found["name"], found["word"]
    if word and name in _NAMING:
        language, dialect = _of_word(word)
        end = found.end()
    else:
        language, dialect = _of_directive(name)
        word = name
        end = info.index("}") + 1
    options = info[end:].lstrip()
    start = len(info) - len(options)
    return FenceInfo(word, language, dialect, options, start, "", _left_out(options), name)


def _left_out(options: str) -> str:
    # Words in quotes may be a title, or the reason of `.norun`.
    plain = _QUOTED.sub(lambda m: "" if " " in m[0] else m[0], options[:_MOST_OPTIONS])
    found = _LEFT_OUT.search(plain)
    return found[0] if found else ""


def dialect_of(info: str, code: str) -> Dialect | None:
    """How the code of a fence is to be run; None where it is of no language that runs.

    Code that starts with a prompt is a session, whatever it is marked as.
    """
    found = read_info(info)
    return "session" if found.language and found.language.has_prompt(code) else found.dialect


def _of_word(word: str) -> tuple[Language | None, Dialect | None]:
    """The language that a word names, and how its code is to be run."""
    for language in LANGUAGES.values():
        if dialect := language.dialect(word):
            return language, dialect
    return None, None


def _of_directive(name: str) -> tuple[Language | None, Dialect | None]:
    for language in LANGUAGES.values():
        if dialect := language.directives.get(name):
            return language, dialect
    return None, None


def meant_by(word: str) -> Language | None:
    """The language that a word probably means, where it names none or an older version."""
    bare = word.lstrip("=").lower()
    return next((each for each in LANGUAGES.values() if _sounds_like(bare, each)), None)


def _sounds_like(word: str, language: Language) -> bool:
    if language.dialect(word) or language.older.fullmatch(word):
        return True
    if not 3 <= len(word) <= 20 or word in language.related:
        return False
    if not any(SequenceMatcher(None, word, each).ratio() >= _NEAR for each in language.meant):
        return False
    return not is_known(word)


def is_known(word: str) -> bool:
    """Whether Pygments knows a language of this name."""
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        find_lexer_class_by_name(word)
    except ClassNotFound:
        return False
    return True
