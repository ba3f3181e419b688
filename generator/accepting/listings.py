"""The fences of a file by the lines that they stand on."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from markdown_it.token import Token

from generator.reading.markdown import parse_markdown


@dataclass(frozen=True, slots=True)
class Listings:
    """`tokens` are those of the fences, in order; `starts` the lines that open them."""

    tokens: tuple[Token, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Listings:
        """The fences of a text without its byte order mark."""
        found = [(token, token.map) for token in parse_markdown(text)[0] if token.type == "fence"]
        mapped = [(token, place[0] + 1) for token, place in found if place]
        return cls(tuple(token for token, _ in mapped), tuple(start for _, start in mapped))

    def at(self, line: int) -> Token | None:
        """The fence that a line belongs to; lines count from 1."""
        index = bisect_right(self.starts, line) - 1
        token = self.tokens[index] if index >= 0 else None
        return token if token is not None and token.map and line <= token.map[1] else None

    def start(self, line: int) -> int:
        """The line that opens the fence at or above a line; 0 where there is none."""
        index = bisect_right(self.starts, line) - 1
        return self.starts[index] if index >= 0 else 0
