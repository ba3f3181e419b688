"""Slugs: what they are made of, and how a text becomes one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import count
from typing import Final

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DULL: Final = frozenset(
    ("a", "an", "the", "is", "are", "of", "to", "do", "does", "what", "how", "in", "it")
)
_WORDS, _SYLLABLES, _MOST_WORDS = 5, 8, 12
_LONGEST: Final = 60  # characters


def suggest_slug(text: str) -> str:
    """A slug made of the first words of a text."""
    return next(_candidates(*_telling(text)))


class SlugMaker:
    """Makes slugs for the cards of a deck, none of which is among the `used` ones or made twice."""

    def __init__(self, used: Iterable[str]) -> None:
        self._used = set(used)
        self._further: dict[tuple[int | str, ...], Iterator[str]] = {}

    def make(self, text: str) -> str:
        """A slug made of the words of a text, more of them or a number where it needs them."""
        words, few = _telling(text)
        # What was used once is never free again, so texts alike go on where the last one stopped.
        further = self._further.setdefault((few, *words), _candidates(words, few))
        slug = next(each for each in further if each not in self._used)
        self._used.add(slug)
        return slug


def _telling(text: str) -> tuple[Sequence[str], int]:
    """The words of a text that a slug may have, one at least, and how many are enough."""
    every = _words(text)
    words = [word for word in every if word not in _DULL] or every
    if not words:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        words = ["card", digest[:6]]
    return words[:_MOST_WORDS], _WORDS if text.isascii() else _SYLLABLES


def _candidates(words: Sequence[str], few: int) -> Iterator[str]:
    """Slugs of some words, the best first, without end."""
    few = min(few, len(words))
    for most in range(few, len(words) + 1):
        yield _joined(words[:most])
    for number in count(2):
        yield f"{_joined(words[:few])}-{number}"


def _joined(words: Sequence[str]) -> str:
    kept = words[0][:_LONGEST]
    for word in words[1:]:
        if len(kept) + len(word) >= _LONGEST:
            break
        kept += f"-{word}"
    return kept


def _words(text: str) -> list[str]:
    plain = "".join(map(_latin, re.sub("['\N{RIGHT SINGLE QUOTATION MARK}]", "", text)))
    return re.findall(r"[a-z0-9]+", plain.lower())


@cache
def _latin(character: str) -> str:
    """A character in Latin letters: without its accents, and if the extra `slugs` is installed
    as it is pronounced, Chinese in pinyin.
    """
    if character.isascii():
        return character
    base = "".join(c for c in unicodedata.normalize("NFKD", character) if c.isascii())
    if base or not character.isalpha():
        return base or " "
    try:
        from anyascii import anyascii
    except ImportError:
        return " "
    ideograph = unicodedata.category(character) == "Lo" and "CJK" in unicodedata.name(character, "")
    return f" {anyascii(character)} " if ideograph else anyascii(character)
