"""The match that lets floats differ in their last digits."""

from __future__ import annotations

import re

from generator.checking.match_outcome import Mismatch, mismatch_at, trimmed_lines
from generator.checking.numbers import Number, Tolerance, find_numbers, numbers_close


def close_text(said: str, got: str, tolerance: Tolerance) -> Mismatch | None:
    """The numbers of both texts are close one by one, and all between them is the same.

    Runs of spaces, and the line ends within square brackets, are layout: how an array is laid
    out follows from how wide its numbers are. Close is |a - b| <= max(tol * max(|a|, |b|), atol),
    whatever number of digits is written; integers and their kind are exact.
    """
    wanted, found = "\n".join(trimmed_lines(said)), "\n".join(trimmed_lines(got))
    left, right = list(find_numbers(wanted)), list(find_numbers(found))
    start, got_start, depth = 0, 0, 0
    for one, other in zip(left, right, strict=False):
        between, got_between = wanted[start : one.start], found[got_start : other.start]
        if _layout(between, depth) != _layout(got_between, depth):
            return _parted(wanted, found, start, got_start, one.start, other.start)
        if not numbers_close(one, other, tolerance):
            return _apart(wanted, found, one, other, tolerance)
        depth = _depth(between, depth)
        start, got_start = one.end, other.end
    rest, got_rest = wanted[start:], found[got_start:]
    if len(left) == len(right) and _layout(rest, depth) == _layout(got_rest, depth):
        return None
    end = left[len(right)].start if len(left) > len(right) else len(wanted)
    got_end = right[len(left)].start if len(right) > len(left) else len(found)
    return _parted(wanted, found, start, got_start, end, got_end)


def _layout(text: str, depth: int) -> str:
    """Text between two numbers with its layout taken out; `depth` square brackets are open."""
    kept: list[str] = []
    for character in text:
        depth = _depth(character, depth)
        kept.append(" " if character == "\t" or (character == "\n" and depth) else character)
    collapsed = re.sub(r" *\n", "\n", re.sub(r" +", " ", "".join(kept)))
    # An array pads its first number with a space when another has a sign or more digits.
    return re.sub(r" (?=[\])])", "", re.sub(r"(?<=[\[(]) ", "", collapsed))


def _depth(text: str, depth: int) -> int:
    for character in text:
        depth = max(depth + (character == "[") - (character == "]"), 0)
    return depth


def _parted(
    wanted: str, found: str, start: int, got_start: int, end: int, got_end: int
) -> Mismatch:
    """The mismatch of the text between two numbers, at the first line of it that differs."""
    between, got_between = wanted[start:end], found[got_start:got_end]
    same = 0
    for one, other in zip(between.split("\n"), got_between.split("\n"), strict=False):
        if " ".join(one.split()) != " ".join(other.split()):
            break
        same += 1
    same = min(same, between.count("\n"), got_between.count("\n"))
    line = wanted.count("\n", 0, start) + same
    got_line = found.count("\n", 0, got_start) + same
    one_line, other_line = wanted.split("\n")[line], found.split("\n")[got_line]
    if one_line.split() == other_line.split():
        # The lines are the same; it is where they end that differs.
        line, got_line = line + 1, got_line + 1
    return mismatch_at(wanted, found, line, got_line)


def _apart(wanted: str, found: str, one: Number, other: Number, tolerance: Tolerance) -> Mismatch:
    line = wanted.count("\n", 0, one.start)
    got_line = found.count("\n", 0, other.start)
    if one.kind != other.kind:
        why = f"`{one.text}` is {_a(one.kind)}, `{other.text}` is {_a(other.kind)}"
    elif one.kind == "integer":
        why = f"`{one.text}` is not `{other.text}`, and integers must be equal"
    else:
        allowed = f"tol={tolerance.relative:g} (of the larger) and atol={tolerance.absolute:g}"
        why = f"`{one.text}` and `{other.text}` differ by more than {allowed} allow"
    return mismatch_at(wanted, found, line, got_line, why)


def _a(kind: str) -> str:
    return {"integer": "an integer", "float": "a float", "complex": "a complex number"}[kind]
