"""The first sentence of an answer, as a cheat sheet shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from generator.printing.exam_room import Token
from generator.rendering.typst_text import columns

MOST_TEXT: Final = 150  # columns, of which a Chinese character takes two
# The end of a sentence, but not of `e.g.`, an initial or a number with a dot behind it.
_END: Final = re.compile(r"(?<!\b[A-Za-z0-9])(?<!\.[a-z])[.!?][”’\")]*(?=\s|$)|[。！？][”’」）]*")


def first_sentence(nodes: Sequence[Token]) -> list[Token]:
    """The first sentence of an answer, if it is short. One that ends in a colon says too little
    without what it announces: then the next.
    """
    for token in nodes:
        if token["t"] != "p":
            continue
        cut = {**token, "c": list(_until_end(token["c"]))}
        if is_short(cut):
            return [cut]
        if not announces("".join(texts(cut))):
            break
    return []


def announces(text: str) -> bool:
    """Whether a text says too little without what follows it."""
    return text.rstrip().endswith((":", "："))


def is_short(token: Token) -> bool:
    """Whether a paragraph is a text of about two lines that stands by itself."""
    text = "".join(texts(token)).rstrip()
    fits = bool(text) and columns(text) <= MOST_TEXT
    return fits and not announces(text) and not is_drawn(token)


def _until_end(inline: Sequence[Token]) -> Iterator[Token]:
    for token in inline:
        if token["t"] == "text":
            text = "".join(token["s"])
            if end := _END.search(text):
                yield {**token, "s": [text[: end.end()]]}
                return
        yield token


def texts(token: Any) -> Iterator[str]:
    """What can be read in it."""
    match token:
        case {"t": "math", "m": {"latex": str(source)}}:
            yield source
        case {"s": list(pieces)}:
            yield from pieces
        case dict():
            for value in token.values():
                yield from texts(value)
        case list():
            for value in token:
                yield from texts(value)


def is_drawn(token: Any) -> bool:
    """Whether there is a picture in it."""
    match token:
        case {"t": "image"}:
            return True
        case dict():
            return any(map(is_drawn, token.values()))
        case list():
            return any(map(is_drawn, token))
    return False
