"""A place in a formula, and what of it is read in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from generator.nearest import did_you_mean
from generator.rendering.mathjax_names import INSTEAD, names

COMMAND: Final = re.compile(r"\\([A-Za-z]+|.|\Z)", re.DOTALL)
LENGTH: Final = re.compile(r"\s*[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:em|ex|pt|pc|px|in|cm|mm|mu)")
_BLANK: Final = re.compile(r"\s*")
_COMMENT: Final = re.compile(r"%[^\n]*(?:\n|\Z)")
_NAME: Final = re.compile(r"\s*\{([^{}]*)\}")
_DEFINED: Final = re.compile(
    r"\\(?:(?:re)?newcommand|DeclareMathOperator\*?|DeclarePairedDelimiters?(?:XPP|X)?)\s*"
    r"(?:\{\s*\\?([A-Za-z]+|.)\s*\}|\\([A-Za-z]+|.))"
    r"|\\(?:def|let|Newextarrow)\s*\{?\\([A-Za-z]+|.)"
)
_ENVIRONMENT: Final = re.compile(r"\\(?:re)?newenvironment\s*\{([^{}]*)\}")
_PATTERN: Final = re.compile(r"\s*\\(?:[A-Za-z]+|.)[^{}\\]*")  # of a command defined by \def
_PERCENT: Final = r"for the sign write `\%`"


class FormulaError(ValueError):
    """Why Anki does not show a formula. `offset` counts characters from 0."""

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


@dataclass(slots=True)
class Group:
    """What is open: a "brace", "left" or the name of an environment. `has` are the scripts of the
    last atom, `last` the command that it is.
    """

    kind: str
    start: int
    table: bool = False
    has: set[str] = field(default_factory=set)
    last: str = ""
    between: bool = False

    def atom(self, last: str = "") -> None:
        self.has = set()
        self.last = last


class Cursor:
    """Reads `text` from `at` on. `own` are the commands that the formula defines itself."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.names = names()
        found = (next(filter(None, each.groups())) for each in _DEFINED.finditer(text))
        self.own = frozenset(found)
        self.own_environments = frozenset(_ENVIRONMENT.findall(text))

    @property
    def next(self) -> str:
        return self.text[self.at : self.at + 1]

    def fault(self, message: str, offset: int | None = None, hint: str = "") -> FormulaError:
        return FormulaError(message, self.at if offset is None else offset, hint)

    def skip(self) -> None:
        """Go to what comes next, past spaces and comments."""
        while True:
            self.at = _end(_BLANK, self.text, self.at)
            if self.next != "%":
                return
            # In text for a reader it is the sign that is meant.
            before = self.text[self.at - 1 : self.at]
            if "\n" not in self.text or not (before == "" or before.isspace()):
                raise self.fault("`%` hides what follows in its line", hint=_PERCENT)
            self.at = _end(_COMMENT, self.text, self.at)

    def name(self, command: str) -> str:
        found = _NAME.match(self.text, self.at)
        if found is None:
            raise self.fault(rf"`\{command}` needs a name in braces")
        self.at = found.end()
        return found[1]

    def delimiter(self, command: str) -> None:
        self.skip()
        start = self.at
        braced = self.next == "{"
        self.at += braced
        found = COMMAND.match(self.text, self.at)
        token = found[0] if found else self.next
        self.at += len(token)
        if token not in self.names.delimiters and token[1:] not in self.own:
            hint = "for none, write a full stop" if command in ("left", "right") else ""
            raise self.fault(rf"`\{command}` needs a bracket or another delimiter", start, hint)
        if braced:
            self.at += self.next == "}"

    def length(self, command: str) -> None:
        found = LENGTH.match(self.text, self.at)
        if found is None:
            if self.next != "{":
                raise self.fault(rf"`\{command}` needs a length, such as 1em")
            self.literal(command, self.at)
            return
        self.at = found.end()

    def line_end(self, start: int) -> None:
        if self.next == "*":
            self.at += 1
        if self.next != "[":
            return
        end = self.text.find("]", self.at)
        inside = self.text[self.at + 1 : end]
        if end < 0 or (inside.strip() and not LENGTH.fullmatch(inside.rstrip())):
            hint = r"write `\\ [` or `\\{}[` where a bracket begins the next line"
            raise self.fault(r"in the bracket behind `\\` a length is expected", start, hint)
        self.at = end + 1

    def literal(self, name: str, start: int) -> str:
        """An argument that is not read as a formula."""
        self.skip()
        if self.next == "":
            raise self.fault(rf"`\{name}` lacks an argument", start)
        if self.next != "{":
            found = COMMAND.match(self.text, self.at)
            token = found[0] if found else self.next
            self.at += len(token)
            return token
        opened = self.at
        depth = 0
        for at, char in _unescaped(self.text, opened):
            depth += (char == "{") - (char == "}")
            if depth == 0:
                self.at = at + 1
                return self.text[opened + 1 : at]
        raise self.fault("`{` has no `}`", opened)

    def option(self) -> None:
        """Brackets, up to the closing one outside of all braces."""
        opened = self.at
        depth = 0
        for at, char in _unescaped(self.text, opened + 1):
            depth += (char == "{") - (char == "}")
            if char == "]" and depth == 0:
                self.at = at + 1
                self.known(self.text[opened + 1 : at], opened + 1)
                return
        raise self.fault("`[` has no `]`", opened)

    def known(self, body: str, shift: int) -> None:
        """Look at the names in what is not read otherwise."""
        for found in COMMAND.finditer(body):
            name = found[1]
            if name.isalpha() and name not in self.own and name not in self.names.arguments:
                raise self.unknown(name, shift + found.start())

    def unknown(self, name: str, start: int) -> FormulaError:
        hint = self.nearest(name, self.names.arguments, "\\") if name.isalpha() else ""
        if name in INSTEAD:
            hint = f"write `{INSTEAD[name]}`"
        return self.fault(rf"Anki's MathJax does not know `\{name}`", start, hint)

    def nearest(self, name: str, known: Iterable[str], mark: str = "") -> str:
        """A hint: the known name that is nearest; "" if none is near."""
        first = name[:1].lower()
        alike = [n for n in known if n[:1].lower() == first and abs(len(n) - len(name)) <= 2]
        hint = did_you_mean(name, alike) if alike else ""
        return hint.replace("`", f"`{mark}", 1) if "did you mean" in hint else ""

    def definition(self, count: int) -> None:
        """What names a command: its arguments, whatever they are."""
        if count == 0:  # \def\x#1{…}, \let\x=y
            found = _PATTERN.match(self.text, self.at)
            self.at = found.end() if found else self.at
            count = 1
        for _ in range(count):
            self.skip()
            if self.next == "*":
                self.at += 1
            while self.next == "[":
                end = self.text.find("]", self.at)
                self.at = end + 1 if end >= 0 else len(self.text)
                self.skip()
            if self.next:
                shift = self.at + 1
                self.known(self.literal("newcommand", self.at), shift)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _unescaped(text: str, start: int) -> Iterator[tuple[int, str]]:
    """The characters behind no backslash, with their places."""
    at = start
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        yield at, text[at]
        at += 1
