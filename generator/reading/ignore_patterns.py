"""Patterns of files as git has them: https://git-scm.com/docs/gitignore.

Packages that read them turn a line into one regular expression, which for a line of four `*` and a
name of 200 letters searches for ten seconds. Decks are read from strangers, so here a name is held
against each part of a pattern on its own, in time that grows with their lengths alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_ANY_FOLDERS: Final = "**"


@dataclass(frozen=True, slots=True)
class IgnorePattern:
    """A line of a `.gitignore`: its `number` and `text`, counted from 1.

    `parts` are those between its slashes. One that is not `anchored` fits in every folder below,
    one with `keeps` takes back what an earlier line left out.
    """

    number: int
    text: str
    parts: tuple[str, ...]
    anchored: bool
    folders_only: bool
    keeps: bool

    def fits(self, path: Sequence[str], folder: bool) -> bool:
        """Whether it is about the file or folder at a path, given as its parts."""
        if self.folders_only and not folder:
            return False
        return _fits(self.parts, tuple(path if self.anchored else path[-1:]))


def ignore_patterns(lines: Iterable[str]) -> tuple[IgnorePattern, ...]:
    """The patterns among the lines; empty ones and comments are none."""
    found = (_pattern(number, line) for number, line in enumerate(lines, 1))
    return tuple(each for each in found if each is not None)


def deciding(
    patterns: Sequence[IgnorePattern], path: Sequence[str], folder: bool
) -> IgnorePattern | None:
    """The last pattern that is about a path, which has the last word."""
    return next((each for each in reversed(patterns) if each.fits(path, folder)), None)


def _pattern(number: int, line: str) -> IgnorePattern | None:
    text = re.sub(r"(?<!\\)[ \t]+$", "", line.rstrip("\r\n"))
    if not text or text.startswith("#"):
        return None
    keeps = text.startswith("!")
    body = text[keeps:]
    folders_only = body.endswith("/")
    body = body[:-1] if folders_only else body
    anchored = "/" in body
    parts = tuple(body.removeprefix("/").split("/"))
    if not all(parts):
        return None  # such as `a//b`, which git finds nothing for
    return IgnorePattern(number, text, parts, anchored, folders_only, keeps)


def _fits(parts: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether a path has the parts of a pattern, `**` for any folders."""
    reached = {0}  # how many names of the path the parts so far may have taken
    for index, part in enumerate(parts):
        if part == _ANY_FOLDERS:
            last = index == len(parts) - 1  # which stands for what is inside, one name at least
            reached = set(range(min(reached) + last, len(path) + 1)) if reached else set()
        else:
            reached = {n + 1 for n in reached if n < len(path) and _part_fits(part, path[n])}
    return len(path) in reached


def _part_fits(part: str, name: str) -> bool:
    pattern = _compiled(part)
    return pattern is not None and pattern.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _compiled(part: str) -> re.Pattern[str] | None:
    """None for a part that no name fits, such as one with an open bracket."""
    pieces = [""]  # between the stars
    at = 0
    while at < len(part):
        character = part[at]
        at += 1
        if character == "*":
            pieces.append("")
        elif character == "?":
            pieces[-1] += "."
        elif character == "[":
            end = _bracket_end(part, at)
            if end < 0:
                return None
            pieces[-1] += _bracket(part[at:end])
            at = end + 1
        else:
            if character == "\\":
                if at == len(part):
                    return None
                character = part[at]
                at += 1
            pieces[-1] += re.escape(character)
    first, *others = pieces
    # What follows a star is taken where it is first found, and never looked for again.
    middle = "".join(f"(?>.*?{piece})" for piece in others[:-1])
    last = f".*{others[-1]}" if others else ""
    try:
        return re.compile(first + middle + last, re.DOTALL)
    except re.error:  # such as the range [z-a]
        return None


def _bracket_end(part: str, start: int) -> int:
    """Where the bracket whose inside starts there is closed, below zero if nowhere."""
    at = start + (part[start : start + 1] in ("!", "^"))
    at += part[at : at + 1] == "]"  # as the first of its characters it is one
    while at < len(part) and part[at] != "]":
        at += 2 if part[at] == "\\" else 1
    return at if at < len(part) else -1


def _bracket(inside: str) -> str:
    negated = inside[0] in "!^"
    characters = re.sub(r"\\(.)|([\[\]\\^&~|])", _escaped, inside[negated:], flags=re.DOTALL)
    return f"[{'^' if negated else ''}{characters}]"


def _escaped(found: re.Match[str]) -> str:
    return re.escape(found[1]) if found[1] else "\\" + found[2]
