"""How many words a card has.

A word is what stands between spaces and has a letter or a digit. Chinese and Japanese, which are
written without spaces, count by characters, without punctuation. Programs, other blocks of code
and formulas do not count; code in a line does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from generator.model import INLINE_KINDS, Card, Node
from generator.reading.cjk import is_cjk

_UNCOUNTED: Final = frozenset({"math", "math_block", "fence", "program", "footnote_ref", "image"})
_WORD: Final = re.compile(r"\S+")


def words_of(card: Card) -> int:
    """The number of words on both sides of a card."""
    return sum(map(_words_in, ([*_texts(card.question)], [*_texts((*card.front, *card.back))])))


def _words_in(texts: Iterable[str]) -> int:
    return count_words("".join(texts))


def _texts(nodes: Iterable[Node]) -> Iterable[str]:
    """The text of nodes, with a space for each end of a line and of a block."""
    for node in nodes:
        if node.kind in _UNCOUNTED:
            yield " "
            continue
        yield node.text
        yield from _texts(node.children)
        if node.kind not in INLINE_KINDS or node.kind.endswith("break"):
            yield " "


def count_words(text: str) -> int:
    """The number of words and of Chinese and Japanese characters in a text."""
    count = 0
    for run in _WORD.findall(text):
        inside = False  # of a word
        for sign in run:
            if is_cjk(sign):
                count += sign.isalnum()
                inside = False
            elif sign.isalnum() and not inside:
                count += 1
                inside = True
    return count
