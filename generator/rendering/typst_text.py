"""Text for paper: which characters to clean, how wide it is, where it may break."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# A word this long may be wider than a column of the cheat sheet.
LONGEST_WORD = 18
_LONG = re.compile(rf"[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]{{{LONGEST_WORD},}}")
_PIECE = re.compile(r".{1,11}?(?:[._/,:;()=\[\]{}&?#-]+|(?<=[a-z])(?=[A-Z])|$)|.{12}", re.DOTALL)
_TAB = 4


def clean(text: str) -> str:
    """Text without characters that cannot be printed.

    Controls become what Python writes for them, tabs become spaces, line endings line feeds.
    """
    if text.isascii() and text.isprintable():
        return text
    text = re.sub(r"\r\n?|[\v\f\u2028\u2029]", "\n", text)
    lines = (_expand(line) for line in text.split("\n"))
    return "".join(_visible(char) for char in "\n".join(lines))


def _expand(line: str) -> str:
    return line.expandtabs(_TAB) if "\t" in line else line


@lru_cache(maxsize=1024)
def _visible(char: str) -> str:
    if char == "\n":
        return char
    category = unicodedata.category(char)
    if category in {"Cc", "Cs"}:
        return repr(char)[1:-1]
    # Directions would reorder what stands around them, and emoji have no place in these fonts.
    return "" if category == "Cf" or char in "\ufe0e\ufe0f" else char


def columns(text: str) -> int:
    """The width of one line in half ems: two for Chinese, Japanese and Korean characters."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def chunks(text: str) -> list[str]:
    """The text in pieces between which a line may break, besides at spaces."""
    pieces: list[str] = []
    at = 0
    for match in _LONG.finditer(text):
        parts = _PIECE.findall(match[0])
        pieces += [text[at : match.start()] + parts[0], *parts[1:-1]]
        at = match.end() - len(parts[-1]) if len(parts) > 1 else match.end()
    pieces.append(text[at:])
    return [piece for piece in pieces if piece]
