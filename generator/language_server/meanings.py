"""What the words of a card mean, in a sentence each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from generator.kinds.basic import BASIC
from generator.kinds.table import KINDS
from generator.model import MatchName
from generator.reading.fence_options import MARKS, OPTIONS

_FILE: Final = Path(__file__).with_name("meanings.toml")
MATCHES: Final[tuple[str, ...]] = get_args(MatchName)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def fence_options() -> Mapping[str, str]:
    """The meaning of each option of a fence, by its name; marks have no value."""
    table = _table()["fence"]
    return {name: table[name] for name in (*MARKS, *OPTIONS)}


def fence_example(name: str) -> str:
    """How an option is written, as Markdown."""
    if name == "match":
        return f"`match={'|'.join(MATCHES)}`"
    example: str = _table()["fence"]["example"].get(name, f"`.{name}`")
    return example


def heading_options() -> Mapping[str, str]:
    """The meaning of each option of a heading that has a value."""
    found: Mapping[str, str] = _table()["heading"]
    return found


def file_keys() -> Mapping[str, str]:
    """The meaning of each key at the top of a chapter."""
    found: Mapping[str, str] = _table()["file"]
    return found


def languages() -> Mapping[str, str]:
    """The meaning of the names of fences that count for more than colours."""
    found: Mapping[str, str] = _table()["language"]
    return found


def kinds() -> Mapping[str, str]:
    """What each kind of card shows, by the classes that make it one: `.bug .predict`."""
    return {
        kind.classes: f"front: {kind.front}  \nback: {kind.back}"
        for kind in KINDS.values()
        if kind is not BASIC
    }
