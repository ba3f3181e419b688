"""Texts that read the same although their characters differ."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from generator.checking.match_ellipsis import DOTS
from generator.running.capture.screen import on_screen
from generator.syntax import parse_stated

_WARNED: Final = re.compile(
    r"^\S[^\n:]*:\d+: (?P<said>\w+Warning: [^\n]*)(?:\n  (?! )[^\n]*)?", re.MULTILINE
)
_ADDRESS: Final = re.compile(r"(?: object)? at 0x[0-9a-fA-F]{6,}")
_LAYOUT: Final = re.compile(r"('(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")|\s+")
_MOST: Final = 20_000  # characters that are read as a value


def as_shown(text: str) -> str:
    """The text as a terminal shows it: tabs as spaces, no colours, no spaces at the ends of lines,
    and no blank lines around it.
    """
    text = unicodedata.normalize("NFC", on_screen(text))
    lines = [line.expandtabs(8).rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    start = next((number for number, line in enumerate(lines) if line), 0)
    return "\n".join(lines[start:])


def without_places(text: str) -> str:
    """The text without the files and lines in which warnings arose."""
    return _WARNED.sub(r"\g<said>", text)


def without_addresses(text: str) -> str:
    """The text with one address for all objects, which IPython writes slightly differently."""
    return _ADDRESS.sub(" at 0x", text)


def matches_dots(said: str, got: str) -> bool:
    """Whether a text holds if `...` stands for any other; one of nothing but dots does not."""
    pieces = said.split(DOTS)
    if len(pieces) == 1:
        return said == got
    if not "".join(pieces).strip():
        return False
    first, *middle, last = pieces
    if not got.startswith(first) or len(got) < len(first) + len(last) or not got.endswith(last):
        return False
    position, end = len(first), len(got) - len(last)
    for piece in middle:
        at = got.find(piece, position, end)
        if at < 0:
            return False
        position = at + len(piece)
    return position <= end


def same_value(said: str, got: str) -> bool:
    """Whether two texts are literals of the same value and type, however they are laid out."""
    if max(len(said), len(got)) > _MOST:
        return False
    ours, theirs = parse_stated(said), parse_stated(got)
    if ours is None or theirs is None:
        return False
    try:
        one, other = ast.literal_eval(ours), ast.literal_eval(theirs)
        return repr(_sorted(one)) == repr(_sorted(other))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False


def _sorted(value: object) -> object:
    """A value whose sets have one order."""
    match value:
        case set() | frozenset():
            return ("set", sorted(repr(_sorted(each)) for each in value))
        case list() | tuple():
            return (type(value).__name__, [_sorted(each) for each in value])
        case dict():
            return ("dict", [(repr(_sorted(key)), _sorted(each)) for key, each in value.items()])
        case _:
            return value


def without_layout(text: str) -> str:
    """The text without spaces and line ends but for those in strings."""
    return _LAYOUT.sub(lambda found: found[1] or "", text)


def without_remarks(said: str) -> Iterator[str]:
    """What of the text below a prompt may be the output, fullest first, where remarks follow it."""
    lines = said.split("\n")
    if all(line.lstrip().startswith("#") or not line.strip() for line in lines):
        yield "\n".join(line.lstrip().removeprefix("#").removeprefix(" ") for line in lines)
    plain = list(lines)
    while plain and (not plain[-1].strip() or plain[-1].lstrip().startswith("#")):
        plain.pop()
    if plain and len(plain) < len(lines):
        yield "\n".join(plain)
    cut = next((number for number, line in enumerate(lines) if not line.strip()), None)
    if cut:
        yield "\n".join(lines[:cut])
    bare = [line.partition(" #")[0].rstrip() for line in lines]
    if bare != lines:
        yield "\n".join(bare)
