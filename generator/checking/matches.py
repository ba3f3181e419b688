"""Matches: how a claim is held against an output."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where a claim and an output part: `line` counts from 0 within the claim."""

    line: int
    said: str | None
    got: str | None
    diff: str


class Match(Protocol):
    """Compares what a claim says with what came out; None where it holds."""

    def __call__(self, said: str, got: str) -> Mismatch | None: ...


def exact(said: str, got: str) -> Mismatch | None:
    """Every line the same, spaces at the ends of lines and empty lines at the end aside."""
    wanted, found = _lines(said), _lines(got)
    if wanted == found:
        return None
    for index in range(max(len(wanted), len(found))):
        left = wanted[index] if index < len(wanted) else None
        right = found[index] if index < len(found) else None
        if left != right:
            diff = "\n".join(difflib.ndiff(wanted, found))
            return Mismatch(index, left, right, diff)
    raise AssertionError("unequal lists differ somewhere")


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines
