"""`[about]` of deck.toml: what a deck says of itself to its readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any, Final

from generator.model import About, shortened
from generator.reading.source import UNNAMED

KEYS: Final = ("license", "home", "report")
PLACES: Final = ("path", "line", "slug", "language", "deck")

ADDRESS: Final = re.compile(r"(?:https?://|mailto:)\S+")
LONGEST: Final = 1000  # characters
_HINTS: Final = {
    "license": 'for example license = "CC BY 4.0"',
    "home": 'for example home = "https://example.org/my-deck"',
    "report": 'for example report = "https://example.org/my-deck/blob/main/{path}#L{line}"',
}

Wrong = Callable[[str, str, str, str, str], object]


def read_about(table: Mapping[str, Any], wrong: Wrong) -> About:
    """The texts of the section; `wrong(key, code, message, hint)` is called for each value that
    cannot be used.
    """
    return About(**read_texts(table, "about", _HINTS, _fault, wrong))


def read_texts(
    table: Mapping[str, Any],
    section: str,
    hints: Mapping[str, str],
    fault_of: Callable[[str, str], tuple[str, str]],
    wrong: Wrong,
) -> dict[str, str]:
    """The texts of a `section` whose keys are those of `hints`, without those that cannot be used.

    `fault_of(key, value)` is what is wrong with a text, empty if nothing is, and a hint, empty
    where that of `hints` will do.
    """
    read: dict[str, str] = {}
    for key, hint in hints.items():
        value = table.get(key, "")
        if not isinstance(value, str):
            wrong(key, section, "wrong-type", f"`{key}` must be text", hint)
            continue
        fault, mend = fault_of(key, value)
        if fault:
            wrong(key, section, "bad-value", fault, mend or hint)
        else:
            read[key] = value.strip()
    return read


def _fault(key: str, value: str) -> tuple[str, str]:
    """What is wrong with a text, and a hint where the example of the key does not help."""
    if too_long(value):
        return f"`{key}` must be one line of at most {LONGEST:,} characters", ""
    if key == "license" or not value.strip():
        return "", ""
    if not ADDRESS.fullmatch(value.strip()):
        return f"`{key}` is not an address", ""
    return unknown_place(key, value) if key == "report" else ("", "")


def too_long(value: str) -> bool:
    """Whether a text is no line, or one too long for these settings."""
    return len(value) > LONGEST or UNNAMED.search(value) is not None


def unknown_place(key: str, template: str) -> tuple[str, str]:
    """What is wrong with the places of an address, and a hint; both "" if nothing is."""
    known = ", ".join(f"{{{name}}}" for name in PLACES)
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return f"`{key}` has an unpaired brace", "write a brace of the address twice: {{ or }}"
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if name not in PLACES:
            shown = shortened(name, 40)
            return f"`{key}` does not know {{{shown}}}", f"it knows {known}"
        if form or conversion:
            return f"`{key}` takes no format after {{{name}}}", f"it knows {known}"
    return "", ""
