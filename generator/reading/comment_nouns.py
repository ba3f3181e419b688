"""What the comments of a program state, as it stands in the code."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Says, Sure
from generator.reading.statements import Statement
from generator.reading.unread_words import NotRead


@dataclass(frozen=True, slots=True)
class Piece:
    """Stated text within a line: `line` counts from 1, `start` and `end` are indices in it."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CommentClaim:
    """A claim as it stands in code: its `#` at `line` and `column`, counting from 1, the statement
    it is `about` (and the prints `before` it), and a piece of text for each of its lines. `whole`
    is the text with the remark behind it.
    """

    line: int
    column: int
    text: str
    about: Statement
    pieces: tuple[Piece, ...]
    says: Says
    sure: Sure
    whole: str
    names: tuple[str, ...] = ()
    named: bool = False
    before: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentUnread:
    """A comment that is marked and no claim; lines and columns count from 1."""

    line: int
    column: int
    text: str
    why: NotRead


@dataclass(frozen=True, slots=True)
class Comments:
    """What the comments of a program state, in order."""

    claims: tuple[CommentClaim, ...] = ()
    unread: tuple[CommentUnread, ...] = ()
