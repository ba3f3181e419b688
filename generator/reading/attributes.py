"""`{#name .class key="value"}`: the brace grammar of fences and headings.

The characters are judged by mdit-py-plugins' own state machine; this module also keeps what its
`parse` drops (the place of each attribute, repeated keys) and accepts a bare `word`, which that
grammar refuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mdit_py_plugins.attrs.parse import HANDLERS, ParseError, State, TokenState


@dataclass(frozen=True, slots=True)
class Attribute:
    """`key` is empty for all but a pair. `start` counts characters from the brace."""

    kind: Literal["id", "class", "word", "pair"]
    key: str
    value: str
    start: int


class AttributeSyntaxError(ValueError):
    """The braces do not parse; `position` counts characters from the brace."""

    def __init__(self, message: str, hint: str, position: int) -> None:
        super().__init__(message)
        self.hint = hint
        self.position = position


class _Pieces(TokenState):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[tuple[int, int, str]] = []

    def append(self, start: int, end: int, ttype: str) -> None:
        self.pieces.append((start, end, ttype))


def parse_attributes(text: str) -> tuple[tuple[Attribute, ...], int]:
    """The attributes at the start of `text` and the number of characters they take.

    Raises AttributeSyntaxError.
    """
    state, pieces = State.START, _Pieces()
    for position, character in enumerate(text):
        try:
            state = HANDLERS[state](character, position, pieces)
        except ParseError:
            if state is State.SCANNING_KEY and (character.isspace() or character == "}"):
                pieces.append(pieces.start, position, "word")
                state = State.DONE if character == "}" else State.SCANNING
            else:
                raise _explain(text, position, state) from None
        if state is State.DONE:
            return _attributes(text, pieces.pieces), position + 1
    raise AttributeSyntaxError("the braces are not closed", "end the options with `}`", len(text))


def _attributes(text: str, pieces: list[tuple[int, int, str]]) -> tuple[Attribute, ...]:
    found: list[Attribute] = []
    for start, end, kind in pieces:
        value = text[start:end]
        match kind:
            case "id":
                found.append(Attribute("id", "", value, start - 1))
            case "class":
                found.append(Attribute("class", "", value, start - 1))
            case "word":
                found.append(Attribute("word", "", value, start))
            case "key":
                found.append(Attribute("pair", value, "", start))
            case _:
                pair = found.pop()
                unescaped = re.sub(r"\\(.)", r"\1", value)
                found.append(Attribute("pair", pair.key, pair.value + unescaped, pair.start))
    return tuple(found)


def _explain(text: str, position: int, state: State) -> AttributeSyntaxError:
    character = text[position]
    match state:
        case State.SCANNING_BARE_VALUE | State.SCANNING_VALUE:
            end = re.compile(r"[\s}]").search(text, position)
            start = text.rfind("=", 0, position) + 1
            value = text[start : end.start() if end else len(text)]
            hint = f'put the value in double quotes: "{value}"'
            return AttributeSyntaxError(f"`{character}` needs quotes here", hint, position)
        case State.SCANNING_QUOTED_VALUE:
            hint = "remove it; a value in quotes may hold anything but braces"
            return AttributeSyntaxError(f"a value cannot contain `{character}`", hint, position)
        case State.SCANNING_KEY:
            end = re.compile(r"[\s}]").search(text, position)
            start = max(text.rfind(" ", 0, position), text.rfind("{", 0, position)) + 1
            word = text[start : end.start() if end else len(text)]
            hint = f'write `.{word}` for a mark, `#{word}` for a name, {word}="…" for a value'
            message = f"`{word}` is neither a mark, a name nor a value"
            return AttributeSyntaxError(message, hint, start)
        case _:
            hint = 'write options like {.hidden raises=ValueError env="NAME=value"}'
            return AttributeSyntaxError(f"`{character}` is not expected here", hint, position)
