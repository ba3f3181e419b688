"""Claims in the comments of a program: `# => 4.0`, `# 输出：4.0`, `# shape: (2, 2)`."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.model import Claim, MatchName, Place
from generator.reading.comment_forms import Form, FormName, form_of, stated_length
from generator.reading.statements import (
    Statement,
    prints_above,
    read_statements,
)
from generator.syntax import NO_PYTHON


@dataclass(frozen=True, slots=True)
class Piece:
    """Stated text within a line: `line` counts from 1, `start` and `end` are indices in it."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CommentClaim:
    """A claim as it stands in code: its `#` at `line` and `column`, counting from 1, the first
    line of the statement it is `about`, and a piece of text for each of its lines.
    """

    line: int
    column: int
    text: str
    form: FormName
    about: int
    pieces: tuple[Piece, ...]

    @property
    def match(self) -> MatchName | None:
        """The match that the form asks for; None for the fence's own."""
        return self.form if self.form in ("shape", "dtype") else None


@dataclass(frozen=True, slots=True)
class _Comment:
    line: int
    column: int  # of the `#`, counting from 0
    text: str
    alone: bool

    @property
    def inner(self) -> int:
        """The index in the line of the first character after `#` and spaces."""
        return self.column + len(self.text) - len(self.text.lstrip("#").lstrip())


def stated_claims(code: str, place_of: Callable[[int, int], Place]) -> tuple[Claim, ...]:
    """The claims in the comments of a program, in order.

    `place_of` gives the place of a line and column of the code, both counting from 1. Code
    that is not Python states nothing. See `find_claims` for what is a claim.
    """
    return tuple(
        Claim(
            place=place_of(found.line, found.column),
            text=found.text,
            source="comment",
            match=found.match,
            about=found.about,
        )
        for found in find_claims(code)
    )


def without_claims(code: str) -> str:
    """The code with the text of its claims cut out, for what must not depend on them.

    Markers, lines and the columns of all code stay: another claim of as many lines gives the
    same text.
    """
    lines = code.split("\n")
    for found in find_claims(code):
        for piece in found.pieces:
            line = lines[piece.line - 1]
            lines[piece.line - 1] = (line[: piece.start].rstrip() + line[piece.end :]).rstrip()
    return "\n".join(lines)


@lru_cache(maxsize=512)
def find_claims(code: str) -> tuple[CommentClaim, ...]:
    """The claims in the comments of a program, in order.

    A comment is a claim when a marker starts it, what follows the marker reads as something
    printed (see `stated_length`), and it stands at the end of a statement's last line or alone
    right below one; then it is about that statement. Comments within a statement or behind a
    `for …:` are none.

    A claim goes on over comments right below it whose `#` stands under its own and whose text
    starts further right than its marker. Claims alone below each other in one form are one each
    for as many prints above them, else the lines of one. After `# Output:` without
    more, the comments below are the text.
    """
    comments = _comments(code) if "#" in code else ()
    statements = read_statements(code) if comments else ()
    return tuple(_Finder(comments, statements).claims()) if statements else ()


def _comments(code: str) -> tuple[_Comment, ...]:
    lines = code.split("\n")
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                alone = not lines[line - 1][:column].strip()
                found.append(_Comment(line, column, token.string.rstrip(), alone))
    except (tokenize.TokenError, *NO_PYTHON):
        return ()
    return tuple(found)


class _Finder:
    def __init__(self, comments: tuple[_Comment, ...], statements: tuple[Statement, ...]) -> None:
        self._comments = comments
        self._statements = statements
        # What a comment at the end of a line is about is the last statement that ends there.
        self._ending_at = {each.last: each for each in statements}

    def claims(self) -> Iterator[CommentClaim]:
        position = 0
        statement: Statement | None = None
        end = 0  # the last line of the statement and the claims about it so far
        while position < len(self._comments):
            comment = self._comments[position]
            if not comment.alone or comment.line != end + 1:
                above = comment.line - comment.alone
                statement, end = self._ending_at.get(above), above
            claims, used = self._at(position, statement)
            yield from claims
            position += used
            if claims:
                end = self._comments[position - 1].line
            else:
                end = comment.line if not comment.alone else 0
                statement = statement if not comment.alone else None

    def _at(self, position: int, statement: Statement | None) -> tuple[list[CommentClaim], int]:
        """The claims that start with a comment, and how many comments they take up."""
        comment = self._comments[position]
        form = form_of(comment.text)
        if form is None or statement is None:
            return [], 1
        if form.end == len(comment.text):
            below = self._below(position, comment.column)
            return self._listed(below, form.name, statement, len(below) + 1)
        same = [comment, *self._same_form(position, form)] if comment.alone else [comment]
        if len(same) > 1:
            return self._listed(same, form.name, statement, len(same))
        deeper = [
            each
            for each in self._below(position, comment.column + 1)
            if each.column == comment.column
        ]
        for count in (len(deeper), 0):
            claim = _claim([comment, *deeper[:count]], form, statement)
            if claim is not None:
                return [claim], 1 + count
        return [], 1

    def _below(self, position: int, inner: int) -> list[_Comment]:
        """The ordinary comments right below one whose text starts further right than `inner`."""
        first = self._comments[position]
        found: list[_Comment] = []
        for each in self._comments[position + 1 :]:
            below = each.alone and each.line == first.line + len(found) + 1
            if not below or each.inner <= inner or form_of(each.text) is not None:
                break
            found.append(each)
        return found

    def _same_form(self, position: int, form: Form) -> Iterator[_Comment]:
        first = self._comments[position]
        for offset, each in enumerate(self._comments[position + 1 :], 1):
            other = form_of(each.text)
            fits = each.alone and (each.line, each.column) == (first.line + offset, first.column)
            if form.name in ("shape", "dtype") or not fits or other is None:
                return
            if other.name != form.name or other.end == len(each.text):
                return
            yield each

    def _listed(
        self, comments: list[_Comment], name: FormName, statement: Statement, used: int
    ) -> tuple[list[CommentClaim], int]:
        """Claims that stand as a list of lines below one print, or one below several."""
        if not comments:
            return [], used
        forms = [form_of(each.text) or _unmarked(each, name) for each in comments]
        prints = prints_above(self._statements, statement)
        if len(prints) > 1 and len(prints) != len(comments) and name != "=>":
            return [], used
        if len(prints) == len(comments):
            pairs = zip(comments, forms, prints, strict=True)
            claims = [_claim([each], form, about) for each, form, about in pairs]
            return [claim for claim in claims if claim is not None], used
        claim = _claim(comments, forms[0], statement)
        return ([claim], used) if claim is not None else ([], used)


def _unmarked(comment: _Comment, name: FormName) -> Form:
    return Form(name, comment.inner - comment.column)


def _claim(comments: list[_Comment], form: Form, about: Statement) -> CommentClaim | None:
    """The claim that these comments make together; None where they are prose."""
    first = comments[0]
    margin = first.column + form.end
    texts, starts = [], []
    for comment in comments:
        own = form_of(comment.text)
        start = comment.inner if own is None else comment.column + own.end
        texts.append(" " * max(start - margin, 0) + comment.text[start - comment.column :])
        starts.append(start)
    whole = "\n".join(texts)
    length = stated_length(form.name, whole, about)
    if not length:
        return None
    text = whole[:length]
    pieces = []
    for comment, start, stated in zip(comments, starts, text.split("\n"), strict=False):
        end = start + len(stated.lstrip()) if comment is not first else start + len(stated)
        pieces.append(Piece(comment.line, start, end))
    return CommentClaim(first.line, first.column + 1, text, form.name, about.first, tuple(pieces))
