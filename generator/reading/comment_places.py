"""Where the comments of a program stand: beside which statement, or below which."""

from __future__ import annotations

import io
import tokenize
from dataclasses import dataclass

from generator.reading.statements import CodeMap, Statement
from generator.reading.unread_words import NotRead
from generator.syntax import NO_PYTHON


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: its line, counting from 1, the column of its `#`, from 0, and whether nothing else
    stands on its line.
    """

    line: int
    column: int
    text: str
    alone: bool

    @property
    def inner(self) -> int:
        """The index in the line of the first character after `#` and spaces."""
        return self.column + len(self.text) - len(self.text.lstrip("#").lstrip())


@dataclass(frozen=True, slots=True)
class Target:
    """The statement that a comment is about, or why there is none. `doubtful` where it may be
    about what follows, `near` where it stands beside its statement or right below, `leads` where
    code follows right below it.
    """

    statement: Statement | None
    why: NotRead = "above"
    doubtful: bool = False
    near: bool = True
    leads: bool = False


def comments_of(code: str) -> tuple[Comment, ...]:
    """The comments of a program; of one that is not Python, those before its first error."""
    lines = code.split("\n")
    found: list[Comment] = []
    if "\r" in code:  # a line end to Python; no file that is read contains one
        return ()
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                alone = not lines[line - 1][:column].strip()
                found.append(Comment(line, column, token.string.rstrip(), alone))
    except (tokenize.TokenError, *NO_PYTHON):
        pass
    return tuple(found)


class Places:
    """The places of comments, asked for one after the other down a program."""

    def __init__(self, code: str, comments: tuple[Comment, ...], map: CodeMap) -> None:  # noqa: A002
        self._map = map
        self._lines = code.split("\n")
        alone = {each.line for each in comments if each.alone}
        self._above: list[int] = [0]  # by line, the last line with code above it
        self._code = [False]  # by line, whether it holds code
        for number, line in enumerate(self._lines, 1):
            self._above.append(number - 1 if self._code[-1] else self._above[-1])
            self._code.append(bool(line.strip()) and number not in alone)
        self._code.append(False)
        self._leads = [False] * len(self._code)  # whether code follows right below comments
        for number in range(len(self._lines), 0, -1):
            below = number + 1 in alone and self._leads[number + 1]
            self._leads[number] = below or self._code[number + 1]
        self._anchor = self._last = self._groups = 0

    def of(self, comment: Comment) -> Target:
        """What a comment is about."""
        if not self._map.parsed:
            return Target(None, "python")
        line = comment.line
        if not comment.alone:
            found = self._map.ending.get(line) or self._map.elements.get(line)
            return Target(found, "inside" if line in self._map.within else "header")
        if line in self._map.within:
            return Target(None, "inside")
        anchor = self._above[line]
        if anchor != self._anchor:
            self._anchor, self._last, self._groups = anchor, anchor, 0
        statement = self._map.ending.get(anchor)
        if statement is not None and self._groups > 1:
            return Target(None, "far")
        near = self._last == line - 1 and not self._groups
        gap = not self._lines[line - 2].strip() if line > 1 else True
        leads = self._leads[line]
        return Target(statement, "above", gap and leads, near, leads)

    def passed(self, comment: Comment) -> None:
        """A comment that states nothing; those right below each other are one."""
        if comment.alone:
            self._groups += self._last != comment.line - 1 or self._groups == 0
            self._last = comment.line

    def used(self, comment: Comment) -> None:
        """A comment stated something: those below count as just as near to the statement."""
        if comment.alone:
            self._last = comment.line
