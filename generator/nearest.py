"""Suggests the known word closest to a misspelt one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

_SUGGESTION: Final = re.compile(r"did you mean `([^`]+)`\?")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint: the closest known word, or all of them if none is close."""
    return _hint(word, tuple(sorted(known)))


def suggestion(hint: str) -> str:
    """The one word that a hint of `did_you_mean` suggests, "" where none is close."""
    found = _SUGGESTION.match(hint)
    return found[1] if found else ""


def is_near(word: str, known: Iterable[str]) -> bool:
    """Whether a word is a known one, misspelt."""
    return bool(_nearest(word, tuple(known)))


def _nearest(word: str, words: tuple[str, ...]) -> str:
    longest = 2 * max(map(len, words), default=0)  # a longer one is close to none
    near = get_close_matches(word[: longest + 1].lower(), words, n=1, cutoff=0.5)
    return near[0] if near else ""


@lru_cache(maxsize=1_000)
def _hint(word: str, words: tuple[str, ...]) -> str:
    if near := _nearest(word, words):
        return f"did you mean `{near}`?"
    return "known here: " + ", ".join(f"`{w}`" for w in words)
