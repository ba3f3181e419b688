"""Printed text as the tokens that count in it: numbers, strings, words, signs and line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from generator.checking.numbers import complex_parts, find_numbers

Sort = Literal["number", "string", "word", "sign", "break"]

MOST_TYPED: Final = 10_000  # characters of an answer
_STRING: Final = re.compile(
    r"(?<!\w)(?P<prefix>[bB]?)(?:'(?P<one>(?:[^'\\\n]|\\.)*)'|\"(?P<two>(?:[^\"\\\n]|\\.)*)\")(?!\w)"
)
_TOKEN: Final = re.compile(r"\w+|\n|[^\w\s]")
_FLOAT: Final = re.compile(r"([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,9}))?")
_SPACED_COMPLEX: Final = re.compile(
    r"(?<=[\d.])(?: +([+-]) *|([+-]) +)(?=[\d.]+(?:e[+-]?\d+)?[jJ]\b)"
)
_WORDS_AS_NUMBERS: Final = {"nan": "nan", "inf": "inf", "infinity": "inf"}
_TYPED_SIGNS: Final = "“”„«»‘’‚‹›′″−–—‐‑、。【】《》·"
_PLAIN_SIGNS: Final = "\"\"\"\"\"'''''''-----,.[]<>."
# What a phone's or a Chinese keyboard writes for a sign of ASCII.
_FULL_WIDTH: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TYPED_FOR: Final[dict[int, str]] = {
    **_FULL_WIDTH,
    **{ord(sign): plain for sign, plain in zip(_TYPED_SIGNS, _PLAIN_SIGNS, strict=True)},
    **dict.fromkeys((0xA0, 0x3000, 0x2009, 0x202F), " "),
    0x200B: " ",
    0xFEFF: " ",
}


@dataclass(frozen=True, slots=True)
class Token:
    """Characters `start` to `end` of a text. `key` is the same for what counts as the same: a
    number of the same kind and value, a string in other quotes, whatever stands between them.
    """

    sort: Sort
    key: str
    start: int
    end: int
    text: str


def plain(typed: str, right: str) -> str:
    """An answer in the characters of a program's keyboard, as far as the right one has not the
    others. Line ends are line feeds.
    """
    own = set(right)
    text = typed if "\r" in own else typed.replace("\r\n", "\n").replace("\r", "\n")
    table = {code: sign for code, sign in _TYPED_FOR.items() if chr(code) not in own}
    text = text.translate(table)
    return text if _SPACED_COMPLEX.search(right) else _SPACED_COMPLEX.sub(r"\1\2", text)


def tokens(text: str, *, unquoted: bool = False) -> list[Token]:
    """The tokens of a text. Within brackets the line ends do not count, nor do empty lines.

    With `unquoted`, strings are what is in their quotes, unless that would be another value.
    """
    found = _unbroken(list(_found(text, unquoted)))
    while found and found[-1].sort == "break":
        found.pop()
    return found


def is_value(text: str) -> bool:
    """Whether the text in the quotes of a string would be a value itself, or nothing, without."""
    bare = text.strip()
    if not bare or bare != text or bare in ("True", "False", "None"):
        return True
    return not any(sign.isalpha() for sign in bare) or bool(list(find_numbers(bare)))


def _found(text: str, unquoted: bool) -> Iterator[Token]:
    numbers = {number.start: number for number in find_numbers(text)}
    at = 0
    while at < len(text):
        string = _STRING.match(text, at) if text[at] in "'\"bB" else None
        if string is not None:
            inside = string["one"] if string["one"] is not None else string["two"]
            if unquoted and not is_value(inside):
                start = string.end() - len(inside) - 1
                for one in _found(inside, False):
                    yield replace(one, start=start + one.start, end=start + one.end)
            else:
                bare = inside.replace("\\'", "'").replace('\\"', '"')
                key = f"{string['prefix'].lower()}'{bare}"
                yield Token("string", key, at, string.end(), string[0])
            at = string.end()
        elif at in numbers:
            number = numbers[at]
            yield Token(
                "number", f"{number.kind} {value_key(number.text)}", at, number.end, number.text
            )
            at = number.end
        else:
            token = _TOKEN.match(text, at)
            if token is None:
                at += 1
                continue
            sort: Sort = "sign"
            if token[0] == "\n":
                sort = "break"
            elif token[0][0].isalnum() or token[0][0] == "_":
                sort = "word"
            yield Token(sort, token[0], at, token.end(), token[0])
            at = token.end()


def _unbroken(found: list[Token]) -> list[Token]:
    depths: list[int] = []
    depth = 0
    for token in found:
        if token.sort == "sign":
            depth += (token.key in "([{") - (token.key in ")]}")
        depths.append(depth)
    balanced = not depth and min(depths, default=0) >= 0
    kept: list[Token] = []
    for token, inside in zip(found, depths, strict=True):
        if token.sort == "break" and (
            (balanced and inside) or not kept or kept[-1].sort == "break"
        ):
            continue
        kept.append(token)
    return kept


def value_key(literal: str) -> str:
    """The value of a printed number, the same for all ways to write it."""
    if literal[-1:] in "jJ":
        return " ".join(value_key(part.replace(" ", "")) for part in complex_parts(literal)) + "j"
    sign = "-" if literal.startswith("-") else ""
    word = _WORDS_AS_NUMBERS.get(literal.lstrip("+-").lower())
    if word is not None:
        return word if word == "nan" else sign + word
    parts = _FLOAT.fullmatch(literal)
    if parts is None:
        return literal
    digits = (parts[2] + parts[3]).lstrip("0")
    exponent = int(parts[4] or 0) - len(parts[3])
    kept = digits.rstrip("0")
    return f"{sign}{kept}e{exponent + len(digits) - len(kept)}" if kept else "0"
