"""The question of a card as a line of plain text, for lists of cards."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import unescape
from typing import Final

from generator.model import Node
from generator.model.walking import plain_text

LONGEST_TITLE: Final = 80  # characters
_JOINERS: Final = "\u200c\u200d"  # which change the letters beside them
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_MORE: Final = "…"


def card_title(question: Iterable[Node], searched: str) -> str:
    """The question, or where there is none the first line of what a card shows (`searched`, in
    which `<` and `&` may be references). At most `LONGEST_TITLE` characters; "" where a card shows
    nothing but pictures.
    """
    return in_one_line(plain_text(question)) or in_one_line(unescape(searched.partition("\n")[0]))


def in_one_line(text: str) -> str:
    """A text of any length as a title."""
    seen = "".join(
        " " if unicodedata.category(each) in _UNSEEN and each not in _JOINERS else each
        for each in text
    )
    line = re.sub(r"\s+", " ", seen).strip()
    if len(line) <= LONGEST_TITLE:
        return line
    return line[: LONGEST_TITLE - len(_MORE)].rstrip() + _MORE
