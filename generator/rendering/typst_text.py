"""Text for paper: which characters to clean, how wide it is, where it may break."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# A word this long may be wider than a column of the cheat sheet.
LONGEST_WORD = 18
# Typst knows where to break what stands without spaces, such as Thai and Chinese.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
)
_LONG = re.compile(rf"[^\s{_UNSPACED}]{{{LONGEST_WORD},}}")
# A dot goes to the next line with the name behind it, and never stands apart from a digit.
_PIECE = re.compile(
    r".{1,11}?(?:[_/,:;()=\[\]{}&?#-]+(?![.)\]}])|(?<=[\w)\]}])(?=\.[^\W\d])"
    r"|(?<=[a-z])(?=[A-Z])|$)|.{12}",
    re.DOTALL,
)
_TAB = 4
# A digit in a keycap, which fonts draw beside it.
_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
# What joins letters and emoji, or keeps letters apart, and the marks of flags of countries' parts.
_JOINING = frozenset("\u200c\u200d").union(map(chr, range(0xE0020, 0xE0080)))
_SKINS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
# Signs that enclose the numbers behind them, which Unicode counts among the invisible ones.
_ENCLOSING = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def clean(text: str) -> str:
    """Text without characters that cannot be printed.

    Controls become what Python writes for them, tabs become spaces, line endings line feeds.
    """
    if text.isascii() and text.isprintable():
        return text
    text = re.sub(r"\r\n?|[\v\f\u2028\u2029]", "\n", text)
    if "\u20e3" in text:
        text = _KEYCAP.sub(lambda found: found[1].translate(_CIRCLED), text)
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
    if char in _JOINING or char in _ENCLOSING:
        return char
    # Directions would reorder what stands around them, and no font has emoji in two styles.
    return "" if category == "Cf" or char in "\ufe0e\ufe0f" else char


def columns(text: str) -> int:
    """The width of one line in half ems: two for Chinese, Japanese and Korean characters and for
    emoji, none for what joins the character before.
    """
    if text.isascii():
        return len(text)
    joined = (before == "\u200d" for before in ("", *text))
    return sum(0 if after else _columns(char) for char, after in zip(text, joined, strict=False))


def _columns(char: str) -> int:
    if char in _JOINING or char in _SKINS or unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def chunks(text: str) -> list[str]:
    """The text in pieces between which a line may break, besides at spaces."""
    pieces: list[str] = []
    at = 0
    for match in _LONG.finditer(text):
        parts = _whole(_PIECE.findall(match[0]))
        pieces += [text[at : match.start()] + parts[0], *parts[1:-1]]
        at = match.end() - len(parts[-1]) if len(parts) > 1 else match.end()
    pieces.append(text[at:])
    return [piece for piece in pieces if piece]


def _whole(parts: list[str]) -> list[str]:
    """The parts of a word, without a break before what joins the character before it."""
    whole: list[str] = []
    for part in parts:
        if whole and part and (not _columns(part[0]) or whole[-1].endswith("\u200d")):
            whole[-1] += part
        else:
            whole.append(part)
    return whole
