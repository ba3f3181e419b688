"""Answers that an assistant can take in: long texts are cut, long lists end early, both say so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from generator.model import shortened

MOST: Final = 48_000  # characters of an answer as JSON
LONGEST: Final = 4_000  # characters of a text in it


def bounded(answer: dict[str, Any], lists: Sequence[str], most: int = MOST) -> dict[str, Any]:
    """The answer with as many items of its `lists`, those named first before the others, as there
    is room for. `left-out` says by name how many items are missing at the end of each.
    """
    cut: dict[str, Any] = shortened_texts(answer)
    room = most - _size({key: value for key, value in cut.items() if key not in lists})
    left: dict[str, int] = {}
    for name in lists:
        kept, items = 0, cut[name]
        for item in items:
            room -= _size(item) + 2
            if room < 0:
                break
            kept += 1
        if kept < len(items):
            cut[name], left[name] = items[:kept], len(items) - kept
            room = 0
    return cut | {"left-out": left}


def shortened_texts(value: Any, longest: int = LONGEST) -> Any:
    """The value, with each text in it that is too long cut in its middle."""
    if isinstance(value, str):
        return shortened(value, longest)
    if isinstance(value, dict):
        return {key: shortened_texts(each, longest) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [shortened_texts(each, longest) for each in value]
    return value


def whole_characters(value: Any) -> Any:
    """The value, without halves of characters in its texts: names of files may hold some, JSON in
    UTF-8 may not.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: whole_characters(each) for key, each in value.items()}
    if isinstance(value, list):
        return [whole_characters(each) for each in value]
    return value


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False))
