"""Whether two texts state the same values in another layout."""

from __future__ import annotations

import re
from typing import Final

# A sign or a dot belongs to the number or name beside it: `1. 2` is not `1 .2`.
_TOKEN: Final = re.compile(r"[\w.+-]+|[^\w\s]")


def same_values(one: str, other: str) -> bool:
    """Whether two texts differ at most in spaces within lines and in empty lines."""
    return _tokens(one) == _tokens(other)


def _tokens(text: str) -> list[list[str]]:
    return [_TOKEN.findall(line) for line in text.split("\n") if line.strip()]
