"""The parts of a file: each level-1 heading that stands among the cards begins one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Part:
    """`intro` are the tokens above its first card, its titles among them. `cards` are the first
    and the past-the-end index of each card, whose heading is the first three tokens.
    """

    intro: Sequence[Token]
    cards: tuple[tuple[int, int], ...]

    @property
    def titles(self) -> tuple[Token, ...]:
        """The inline tokens of its level-1 headings."""
        return tuple(self.intro[i + 1] for i, t in enumerate(self.intro) if _is_heading(t, "h1"))

    @property
    def below_titles(self) -> list[Token]:
        """The tokens of the intro that belong to no title."""
        kept: list[Token] = []
        inside = False
        for token in self.intro:
            inside = inside or _is_heading(token, "h1")
            if not inside:
                kept.append(token)
            inside = inside and token.type != "heading_close"
        return kept


def parts_of(tokens: Sequence[Token]) -> tuple[Part, ...]:
    """The parts of a file, one at least. Titles that follow each other begin one part."""
    parts: list[Part] = []
    start, cards = 0, list[int]()
    for index, token in enumerate(tokens):
        if _is_heading(token, "h2"):
            cards.append(index)
        elif cards and _is_heading(token, "h1"):
            parts.append(_part(tokens, start, cards, index))
            start, cards = index, []
    return (*parts, _part(tokens, start, cards, len(tokens)))


def title_of_file(path: str) -> str:
    """A title made of the name of a file, without the number that it begins with."""
    stem = PurePosixPath(path).stem
    words = re.sub(r"^\d+[-_ ]*", "", stem).replace("-", " ").replace("_", " ").strip()
    return words.capitalize() or stem


def _part(tokens: Sequence[Token], start: int, cards: Sequence[int], end: int) -> Part:
    spans = tuple(zip(cards, [*cards[1:], end], strict=False))  # which is one more
    return Part(tokens[start : cards[0] if cards else end], spans)


def _is_heading(token: Token, tag: str) -> bool:
    return token.type == "heading_open" and token.tag == tag and token.level == 0
