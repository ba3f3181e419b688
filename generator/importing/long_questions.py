"""A question that is longer than a card on paper → its first sentences, and the rest."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MOST: Final = 600  # columns that a question may have; paper holds about twice as many
_WISHED: Final = 300
_SENTENCE: Final = re.compile(r"[.?!:;](?= )|[。？！：；]")
_WORD: Final = re.compile(r"\S(?= )|[、，]")
# What must not be cut, as it counts only as a whole.
_WHOLE: Final = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|\$[^$]*\$|\\\(.*?\\\)|\\\[.*?\\\]"
    r"|!?\[[^\]]*\]\([^)]*\)(?:\{[^}]*\})?|(?P<stars>\*+|~~)\S.*?(?P=stars)"
    r"|<(?P<tag>[a-z0-9]+)\b[^>]*>.*?</(?P=tag)>|<[^>]*>"
)


def cut_question(heading: str) -> tuple[str, str]:
    """A heading of Markdown, cut behind a sentence or else a word if it is too long for a card, and
    what is to stand below it: "" where nothing was cut.
    """
    if _columns(heading) <= _MOST:
        return heading, ""
    whole = [(found.start(), found.end()) for found in _WHOLE.finditer(heading)]
    for ends in (_SENTENCE, _WORD):
        places = [
            found.end()
            for found in ends.finditer(heading)
            if not any(start < found.end() < end for start, end in whole)
            and _clozes_closed(heading[: found.end()])
            and _columns(heading[: found.end()]) <= _WISHED
        ]
        if places:
            return heading[: places[-1]].rstrip(), heading[places[-1] :].strip()
    return heading, ""


def _clozes_closed(text: str) -> bool:
    return text.count("{{") == text.count("}}")


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
