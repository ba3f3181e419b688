"""The names of libraries that cards write about, for an index."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from generator.rendering.rendered import RenderedCard

_IMPORT: Final = re.compile(r"^\s*import\s+([\w., ]+?)\s*(?:#.*)?$", re.MULTILINE | re.ASCII)
_ONE: Final = re.compile(r"\s*([A-Za-z_][\w.]*)(?:\s+as\s+([A-Za-z_]\w*))?\s*", re.ASCII)
_FROM: Final = re.compile(r"^\s*from\s+[\w.]+\s+import\s+([\w, ]+)$", re.MULTILINE | re.ASCII)
_NAME: Final = re.compile(r"(?<![\w.\])])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", re.ASCII)


def api_index(cards: Iterable[RenderedCard]) -> list[tuple[str, list[int]]]:
    """Dotted names in the text of cards, such as `jax.vmap`, which begin with what programs of
    these cards import, and the places of the cards that have them.
    """
    texts: list[list[str]] = []
    roots: set[str] = set()
    for card in cards:
        tokens = json.loads(card.tokens)
        for program in _programs(tokens):
            roots |= set(_imported(program))
        texts.append([*_inline_code([tokens["question"], tokens["sheet"]])])
    found: dict[str, list[int]] = {}
    for place, codes in enumerate(texts):
        names = {name for code in codes for name in _NAME.findall(code)}
        for name in names:
            if name.split(".")[0] in roots:
                found.setdefault(name, []).append(place)
    return sorted(found.items(), key=lambda item: (item[0].lower(), item[0]))


def _imported(program: str) -> Iterator[str]:
    for match in _IMPORT.finditer(program):
        for part in match[1].split(","):
            one = _ONE.fullmatch(part)
            if one is not None:
                yield one[2] or one[1].split(".")[0]
    for match in _FROM.finditer(program):
        for part in match[1].split(","):
            one = _ONE.fullmatch(part)
            if one is not None:
                yield one[2] or one[1]


def _programs(token: Any) -> Iterator[str]:
    match token:
        case {"t": "listing", "code": list(lines)}:
            yield "\n".join("".join(run[1] for run in line["r"]) for line in lines)
        case dict():
            for value in token.values():
                yield from _programs(value)
        case list():
            for value in token:
                yield from _programs(value)


def _inline_code(token: Any) -> Iterator[str]:
    match token:
        case {"t": "code", "s": list(pieces)}:
            yield "".join(pieces)
        case {"t": "listing"}:
            return
        case dict():
            for value in token.values():
                yield from _inline_code(value)
        case list():
            for value in token:
                yield from _inline_code(value)
