"""Tags as Anki has them: words without spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from generator.reading.source import UNNAMED

_LONGEST: Final = 200  # characters


def split_tags(text: str) -> tuple[str, ...]:
    """The tags in one text, between spaces or commas."""
    return tuple(filter(None, re.split(r"[\s,]+", text)))


def checked_tags(tags: Iterable[str], wrong: Callable[[str, str], object]) -> tuple[str, ...]:
    """The tags, each once, without those that Anki cannot have: `wrong(message, hint)` is told."""
    found = []
    for tag in tags:
        if len(tag) > _LONGEST:
            message = f"a tag has {len(tag):,} characters; the limit is {_LONGEST}"
            wrong(message, "shorten it")
        elif not tag or re.search(r"\s", tag):
            message = f"the tag `{tag}` contains a space, so Anki reads it as two tags"
            wrong(message, "join the words with `-` or `::`")
        elif UNNAMED.search(tag):
            message = "a tag contains a character that no tag may have"
            wrong(message, "remove control characters and line breaks")
        else:
            found.append(tag)
    return tuple(dict.fromkeys(found))
