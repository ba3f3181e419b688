"""What a match is given, and what it says."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from generator.model import Structure

# Above this, marking what differs within lines takes seconds: difflib compares all with all.
_MOST_COMPARED_WITHIN: Final = 40


@dataclass(frozen=True, slots=True)
class Got:
    """What came out: its text and, of a single value, what that value is beside its text."""

    text: str
    structure: Structure | None = None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where a claim and an output part: `line` counts from 0 within the claim.

    `said` is None where the output goes on after the claim's end, `got` where it ends before.
    `why` is the reason in plain words where the two lines by themselves do not show it.
    """

    line: int
    said: str | None
    got: str | None
    diff: str
    why: str = ""


class Match(Protocol):
    """Compares what a claim says with what came out; None where it holds."""

    def __call__(self, said: str, got: Got) -> Mismatch | None: ...


def trimmed_lines(text: str) -> list[str]:
    """The lines that a claim is compared by: no spaces at their ends, no empty ones at the end."""
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def mismatch_at(said: str, got: str, line: int, got_line: int, why: str = "") -> Mismatch:
    """The mismatch between a line of the claim and a line of the output, counting from 0."""
    wanted, found = trimmed_lines(said), trimmed_lines(got)
    return Mismatch(
        line,
        wanted[line] if line < len(wanted) else None,
        found[got_line] if got_line < len(found) else None,
        "\n".join(_diff(wanted, found)),
        why,
    )


def refused(said: str, got: str, why: str) -> Mismatch:
    """The mismatch of a claim that is wrong as a whole, or that nothing can prove."""
    return mismatch_at(said, got, 0, 0, why)


def _diff(wanted: list[str], found: list[str]) -> Iterator[str]:
    if max(len(wanted), len(found)) <= _MOST_COMPARED_WITHIN:
        # Without its guide lines: the message has said already where the two lines part.
        yield from (line for line in difflib.ndiff(wanted, found) if not line.startswith("? "))
        return
    for tag, a, b, c, d in difflib.SequenceMatcher(None, wanted, found).get_opcodes():
        if tag == "equal":
            yield from (f"  {line}" for line in wanted[a:b])
        else:
            yield from (f"- {line}" for line in wanted[a:b])
            yield from (f"+ {line}" for line in found[c:d])
