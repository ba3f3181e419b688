"""A case that fails → a smaller one that fails in the same way."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Final

from tests.fuzz.case import Case

_PATIENCE: Final = 90.0  # seconds


def shrink(case: Case, fails: Callable[[Case], bool], patience: float = _PATIENCE) -> Case:
    """Take out lines, then characters, and forget the salt, for as long as the case `fails`."""
    end = time.monotonic() + patience

    def still(text: str) -> bool:
        return time.monotonic() < end and fails(dataclasses.replace(case, text=text))

    lines = _fewer(case.text.split("\n"), lambda kept: still("\n".join(kept)))
    text = "".join(_fewer(list("\n".join(lines)), lambda kept: still("".join(kept))))
    small = dataclasses.replace(case, text=text)
    plain = dataclasses.replace(small, salt=0)
    return plain if fails(plain) else small


def _fewer(parts: list[str], still: Callable[[list[str]], bool]) -> list[str]:
    """Delta debugging: without as many parts as can be spared, in ever smaller groups."""
    size = max(1, len(parts) // 2)
    while True:
        start, spared = 0, False
        while start < len(parts):
            rest = parts[:start] + parts[start + size :]
            if rest and still(rest):
                parts, spared = rest, True
            else:
                start += size
        if size == 1 and not spared:
            return parts
        if not spared or size > len(parts):
            size = max(1, size // 2)
