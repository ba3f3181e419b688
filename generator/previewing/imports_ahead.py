"""What the programs of chapters import, told from their texts alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from generator.frameworks import PRELOADS
from generator.model import Cell, Program
from generator.running.pool.preloads import Preload, preload_of

_FENCE: Final = re.compile(
    r"^ {0,3}(`{3,}|~{3,}) *\{?\.?py[^\n]*\n(.*?)^ {0,3}\1", re.MULTILINE | re.DOTALL
)
_CARD: Final = re.compile(r"^(?=## )", re.MULTILINE)
_KNOWN: Final = re.compile("|".join({name.partition(".")[0] for name in PRELOADS}))
_MOST: Final = 400  # cards that are looked at: a deck has few sets of frameworks


def samples(texts: Iterable[str]) -> tuple[Program, ...]:
    """One program for each set of imports that workers can share, as far as it can be told without
    reading the chapters; first one that imports nothing.
    """
    found: dict[Preload, Program] = {}
    codes = [""]
    for text in texts:
        if len(codes) > _MOST:
            break
        if _KNOWN.search(text):
            head, *cards = (_codes(part) for part in _CARD.split(text))
            codes += (f"{head}\n{code}" for code in cards if code and _KNOWN.search(head + code))
    for code in codes[:_MOST]:
        program = Program("", "card.md", (Cell(code, 1),))
        preload = preload_of(program)
        if preload.shared:
            found.setdefault(preload, program)
    return tuple(found.values())


def _codes(text: str) -> str:
    return "\n".join(code for _, code in _FENCE.findall(text))
