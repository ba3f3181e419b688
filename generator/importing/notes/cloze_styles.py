"""Clozes as other tools write them, as `{{c1::answer::hint}}`."""

from __future__ import annotations

import re
from typing import Final

# Code and formulas, in which the marks of a cloze are what they look like.
_KEPT: Final = re.compile(
    r"(?P<tick>`+)(?:(?!(?P=tick)).)+?(?P=tick)(?!`)"
    r"|\$\$.+?\$\$|(?<![\\\w$])\$(?=[^\s$])[^$\n]*(?<=[^\s$\\])\$(?![\w$])"
    r"|\\\(.+?\\\)|\\\[.+?\\\]",
    re.DOTALL,
)
_ANKI: Final = re.compile(r"\{\{c(\d{1,4}(?:,\d{1,4})*)::")
_WITH_NUMBER: Final = re.compile(
    r"(?<![{\\])\{c?(?P<number>\d{1,3})(?:::?|\|)(?P<text>[^{}\n]+)\}(?!\})"
)
_CURLY: Final = re.compile(r"(?<![{\\])\{(?P<text>[^{}\n]+)\}(?!\})")
_DOUBLE: Final = re.compile(
    r"\{\{(?:(?:c?(?P<number>\d{1,3}))::?)?(?P<text>[^{}\n]+?)(?:::(?P<hint>[^{}\n:]+))?\}\}"
)
# `==answer==^[hint][^2]` of Obsidian's spaced repetition.
_MARKED: Final = re.compile(
    r"==(?P<text>(?=\S)(?:(?!==).)+?(?<=\S))=="
    r"(?:\^\[(?P<hint>[^\[\]]+)\])?(?:\[\^(?P<number>\d{1,3})\])?",
    re.DOTALL,
)
# `[answer]` of hashcards: no image, link, footnote or task.
_BRACKETED: Final = re.compile(r"(?<![!\\\]])\[(?P<text>(?!\^)[^\[\]]+)\](?![(\[:])")
STYLES: Final = {
    "marked": _MARKED,
    "numbered": _WITH_NUMBER,
    "double": _DOUBLE,
    "curly": _CURLY,
    "bracketed": _BRACKETED,
}
_LONGEST: Final = 10_000  # characters of a text in which clozes are looked for
_HELD: Final = "\ue000{}\ue001"
_HOLDER: Final = re.compile("\ue000(\\d+)\ue001")


def has_clozes(text: str, *styles: str) -> bool:
    """Whether a text hides something in one of some styles, or as Anki does."""
    if len(text) > _LONGEST:
        return False
    held, _ = _held(text)
    return _ANKI.search(text) is not None or any(STYLES[each].search(held) for each in styles)


def as_clozes(text: str, *styles: str) -> str:
    """A text whose clozes are written as Anki writes them. Those without a number get the next one
    each, as each is a card of its own in their tool.
    """
    held, kept = _held(text)
    used = [int(each) for found in _ANKI.finditer(text) for each in found[1].split(",")]
    for style in styles:
        held = _numbered(STYLES[style], held, used)
    return _HOLDER.sub(lambda found: kept[int(found[1])], held)


def _numbered(pattern: re.Pattern[str], text: str, used: list[int]) -> str:
    """A text with the clozes of one style written anew; `used` has the numbers that are taken."""
    used += (int(n) for found in pattern.finditer(text) if (n := found.groupdict().get("number")))

    def written(found: re.Match[str]) -> str:
        groups = found.groupdict()
        number = int(groups.get("number") or max(used, default=0) + 1)
        used.append(number)
        hint = f"::{groups['hint'].strip()}" if groups.get("hint") else ""
        return f"{{{{c{number}::{groups['text']}{hint}}}}}"

    return pattern.sub(written, text)


def _held(text: str) -> tuple[str, list[str]]:
    """The text with a sign for each piece of code, each formula and each cloze of Anki's, and
    these.
    """
    kept: list[str] = []

    def hold(found: re.Match[str]) -> str:
        kept.append(found[0])
        return _HELD.format(len(kept) - 1)

    text = text.replace("\ue000", "").replace("\ue001", "")
    return re.sub(r"\{\{c\d[\d,]*::.*?\}\}", hold, _KEPT.sub(hold, text), flags=re.DOTALL), kept
