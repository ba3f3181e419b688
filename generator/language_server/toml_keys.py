"""The keys of deck.toml, with what its schema says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from generator.reading.config import SCHEMA_FILE

_SECTION: Final = re.compile(r"\s*\[\s*([\w-]*)\s*\]?")
_KEY: Final = re.compile(r"\s*(?P<key>[\w.-]*)(?P<rest>\s*=\s*(?P<value>.*))?$")


@dataclass(frozen=True, slots=True)
class TomlKey:
    """A key of a `section`, "" for the top; a section is a key of the top. `values` are all that it
    may have, where that is a list.
    """

    section: str
    name: str
    meaning: str
    is_section: bool
    values: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class TomlToken:
    """What stands in a line from `start` to `end`: a "section", a "key" or a "value" of `key`."""

    kind: str
    section: str
    key: str
    start: int
    end: int


@cache
def toml_keys() -> tuple[TomlKey, ...]:
    """All keys in the order of the schema."""
    schema: Mapping[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return tuple(_keys("", schema))


def _keys(section: str, table: Mapping[str, Any]) -> Iterator[TomlKey]:
    for name, entry in table.get("properties", {}).items():
        is_section = entry.get("type") == "object"
        values = tuple(json.dumps(each) for each in entry.get("enum", ()))
        if entry.get("type") == "boolean":
            values = ("true", "false")
        default = json.dumps(entry["default"]) if "default" in entry else ""
        yield TomlKey(section, name, entry.get("description", ""), is_section, values, default)
        if is_section:
            yield from _keys(f"{section}.{name}".lstrip("."), entry)


def toml_token(lines: Sequence[str], line: int, column: int) -> TomlToken:
    """What stands at a column, from 0, of a line, from 1."""
    text = lines[line - 1] if line <= len(lines) else ""
    section = next(
        (
            found[1]
            for above in range(line - 1, 0, -1)
            if (found := _SECTION.match(lines[above - 1])) and "=" not in lines[above - 1]
        ),
        "",
    )
    if (found := _SECTION.match(text)) and "=" not in text:
        return TomlToken("section", "", found[1], *found.span(1))
    found = _KEY.match(text)
    if found is None:
        return TomlToken("", section, "", column, column)
    key = found["key"]
    if not section and "." in key:
        section, _, key = key.partition(".")
    if found["rest"] is None or column <= found.end("key"):
        return TomlToken("key", section, key, *found.span("key"))
    return TomlToken("value", section, key, *found.span("value"))


def toml_key(token: TomlToken) -> TomlKey | None:
    """The key that stands at a token, or whose value does."""
    return next(
        (each for each in toml_keys() if (each.section, each.name) == (token.section, token.key)),
        None,
    )
