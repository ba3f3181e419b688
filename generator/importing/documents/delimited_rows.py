"""The rows of a text whose fields are parted by a sign, with their places."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

_CLOSED: Final = re.compile(r'(?:[^"]|"")*+"')
SIGNS: Final = ("\t", ";", ",", "|")
PLAIN_SIGNS: Final = ("\t", ";", "|")  # of a text that may be prose
_ENOUGH: Final = 0.5  # more of the rows than this have as many fields
_LOOKED_AT: Final = 500  # rows
_LONGEST: Final = 1_000_000  # characters of a row


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a row, and the line on which it begins."""

    line: int
    fields: tuple[str, ...]


Wrong = Callable[[int, str, str], None]  # a line, what is wrong there, and how to mend it


def rows_of(
    lines: Sequence[str], sign: str, wrong: Wrong, *, first: int = 1, comments: bool = False
) -> Iterator[Row]:
    """The rows of some lines, the first of which has that number; empty lines are none.

    A quote that nobody closes spoils its line alone. With `comments` a line that begins with `#`
    is none of the rows.
    """
    at = 0
    while at < len(lines):
        line = lines[at]
        number = first + at
        if not line.strip() or (comments and line.startswith("#")):
            at += 1
            continue
        end = _end(lines, at, sign)
        if end is None:
            mend = 'write `"` behind the field, or take it out'
            wrong(number, "it has a quote that is never closed", mend)
            at += 1
            continue
        text = "\n".join(lines[at:end])
        at = end
        try:
            fields = next(csv.reader([text], delimiter=sign)) if len(text) <= _LONGEST else None
        except (csv.Error, StopIteration) as error:
            wrong(number, f"it cannot be read: {error}", "write it anew")
            continue
        if fields is None:
            wrong(number, f"it has {len(text):,} characters", "make several rows of it")
            continue
        yield Row(number, tuple(fields))


def sign_of(lines: Sequence[str], signs: Sequence[str] = SIGNS) -> str:
    """The sign that parts fields; empty where none gives most rows as many fields."""
    best, sign = 0.0, ""
    for each in signs:
        rows = islice(rows_of(lines, each, lambda *_: None), _LOOKED_AT)
        widths = Counter(len(row.fields) for row in rows)
        if not widths:
            continue
        width, number = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
        share = number / widths.total() if width > 1 else 0.0
        if share > best:
            best, sign = share, each
    return sign if best > _ENOUGH else ""


def _end(lines: Sequence[str], at: int, sign: str) -> int | None:
    """The index behind the last line of the row that begins at an index; None where a quote is
    still open at the end of the text.
    """
    inside = False
    size = 0
    for index in range(at, len(lines)):
        inside = _is_open(lines[index], sign, inside)
        size += len(lines[index])
        if not inside:
            return index + 1
        if size > _LONGEST:
            return None
    return None


def _is_open(line: str, sign: str, inside: bool) -> bool:
    """Whether a quote is open at the end of a line."""
    at = 0
    while True:
        if inside:
            found = _CLOSED.match(line, at)
            if found is None:
                return True
            inside, at = False, line.find(sign, found.end())
        elif line.startswith('"', at):
            inside, at = True, at + 1
            continue
        else:
            at = line.find(sign, at)
        if at < 0:
            return False
        at += 1
