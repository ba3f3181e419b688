"""`[publish]` of deck.toml: where its site will be, its source is, and mistakes are reported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from generator.model import Site
from generator.reading.about import ADDRESS, LONGEST, Wrong, read_texts, too_long, unknown_place

KEYS: Final = ("url", "source", "issues")

_PAGE: Final = re.compile(r"https?://[^\s?#]+")
_HINTS: Final = {
    "url": 'for example url = "https://example.org/my-deck/"',
    "source": 'for example source = "https://example.org/my-deck/blob/main/{path}#L{line}"',
    "issues": 'for example issues = "https://github.com/OWNER/my-deck/issues/new"',
}


def read_site(table: Mapping[str, Any], wrong: Wrong) -> Site:
    """The texts of the section; `wrong(key, section, code, message, hint)` is called for each value
    that cannot be used.
    """
    return Site(**read_texts(table, "publish", _HINTS, _fault, wrong))


def _fault(key: str, value: str) -> tuple[str, str]:
    """What is wrong with a text, and a hint where the example of the key does not help."""
    if too_long(value):
        return f"`{key}` must be one line of at most {LONGEST:,} characters", ""
    if not value.strip():
        return "", ""
    if not (_PAGE if key == "url" else ADDRESS).fullmatch(value.strip()):
        return f"`{key}` is not an address", ""
    return unknown_place(key, value) if key == "source" else ("", "")
