"""`{#name .class key="value"}`: the brace grammar of fences and headings.

Names, classes and keys are judged by mdit-py-plugins' own state machine; this module also keeps
what its `parse` drops (the place of each attribute, repeated keys), accepts a bare `word`, which
that grammar refuses, and reads quoted values itself: in either quote, with anything in them, and
several in brackets, `key=["one", "two"]`, which is the same as the key twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from mdit_py_plugins.attrs.parse import HANDLERS, ParseError, State, TokenState

_QUOTED: Final = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""", re.DOTALL)
_FRACTION: Final = re.compile(r"\d*\.\d+(?=[\s}]|$)")  # which a value without quotes may be, too
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_BETWEEN: Final = re.compile(r"\s*(,?)\s*")


@dataclass(frozen=True, slots=True)
class Attribute:
    """`key` is empty for all but a pair. `start` counts characters from the brace. `raw` is a
    quoted value with its backslashes, of which one stands before a quote.
    """

    kind: Literal["id", "class", "word", "pair"]
    key: str
    value: str
    start: int
    raw: str = ""


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
    state, pieces, position = State.START, _Pieces(), 0
    while position < len(text):
        character = text[position]
        if state is State.SCANNING_VALUE and character in "\"'[":
            position = _values(text, position, pieces)
            state = State.SCANNING
            continue
        number = _FRACTION.match(text, position) if state is State.SCANNING_VALUE else None
        if number is not None:
            pieces.append(position, number.end(), "value")
            state, position = State.SCANNING, number.end()
            continue
        try:
            state = HANDLERS[state](character, position, pieces)
        except ParseError:
            if state is State.SCANNING_KEY and (character.isspace() or character == "}"):
                pieces.append(pieces.start, position, "word")
                state = State.DONE if character == "}" else State.SCANNING
            else:
                raise _explain(text, position, state) from None
        position += 1
        if state is State.DONE:
            return _attributes(text, pieces.pieces), position
    raise AttributeSyntaxError("the braces are not closed", "end the options with `}`", len(text))


def _values(text: str, start: int, pieces: _Pieces) -> int:
    """Take the quoted value at `start`, or those of a list there, and say where they end."""
    if text[start] != "[":
        end = _quoted(text, start)
        pieces.append(start + 1, end - 1, "quoted")
        return end
    position = start + 1 + len(text[start + 1 :]) - len(text[start + 1 :].lstrip())
    key = pieces.pieces[-1]
    first = True
    while True:
        if text[position : position + 1] not in ('"', "'"):
            hint = 'write its values in quotes: ["one", "two"]'
            message = "this list is empty" if text[position : position + 1] == "]" else (
                "a value of this list is not in quotes")  # fmt: skip
            raise AttributeSyntaxError(message, hint, min(position, len(text)))
        end = _quoted(text, position)
        if not first:
            pieces.pieces.append(key)
        pieces.append(position + 1, end - 1, "quoted")
        first = False
        between = _BETWEEN.match(text, end)
        assert between is not None
        position = between.end()
        if text[position : position + 1] == "]":
            return position + 1
        if not between[1]:
            hint = 'separate values with commas, and end them with `]`: ["one", "two"]'
            raise AttributeSyntaxError("this list is not closed", hint, start)


def _quoted(text: str, start: int) -> int:
    """Where the quoted text at `start` ends, behind its quote."""
    found = _QUOTED.match(text, start)
    if found is None:
        quote = text[start]
        hint = f"end the value with {quote}; within it write \\{quote}"
        raise AttributeSyntaxError("this quote is never closed", hint, start)
    return found.end()


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
                meant = _ESCAPED.sub(r"\1", value) if kind == "quoted" else value
                found.append(Attribute("pair", pair.key, meant, pair.start, value))
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
