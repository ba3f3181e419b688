"""Values as a message puts them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from generator.model import Structure

_SHOWN: Final = 60  # characters of a value
_MANY: Final = 6  # elements


def apart(first: Structure | None, second: Structure | None) -> tuple[str, str]:
    """Two values that are not the same, by what tells them apart: where they hold others, the
    first of those that differ.
    """
    return next(_parts(first, second, ""), (_whole(first), _whole(second)))


def _parts(
    first: Structure | None, second: Structure | None, path: str
) -> Iterator[tuple[str, str]]:
    if first == second:
        return
    if first is None or second is None or (first.type, first.kind) != (second.type, second.kind):
        yield _at(path, _whole(first)), _at(path, _whole(second))
        return
    pairs = zip_longest(first.items, second.items, fillvalue=("", None))
    for (name, one), (other_name, other) in pairs:
        if name != other_name and one is not None and other is not None:
            yield _at(path, f"a {first.type} with {name}"), _at(path, f"one with {other_name}")
        yield from _parts(one, other, f"{path}[{name or other_name}]")
    for one_said, other_said in zip(_forms(first), _forms(second), strict=True):
        if one_said != other_said:
            yield _at(path, one_said), _at(path, other_said)
    for index, (ours, theirs) in enumerate(zip_longest(first.values, second.values)):
        alike = ours == theirs or (ours != ours and theirs != theirs)  # NaN and NaN
        if not alike or type(ours) is not type(theirs):
            where = f"{path}[{index}]" if first.shape or len(first.values) > 1 else path
            yield _at(where, _said(ours)), _at(where, _said(theirs))
    if first.digest != second.digest:
        yield _at(path, _whole(first)), _at(path, "another value of the same form")


def _forms(value: Structure) -> tuple[str, ...]:
    """What two values of one type can differ in, beside what they hold."""
    return (
        f"a {value.type} of shape {value.shape}",
        f"a {value.type} of dtype {value.dtype}",
        f"a {value.type} on {value.device}",
        f"a {value.type} with requires_grad={value.requires_grad}",
        f"a {value.type} of {len(value.items)}",
    )


def _whole(value: Structure | None) -> str:
    if value is None:
        return "nothing"
    if value.kind == "none":
        return "None"
    if value.kind in ("number", "bool", "text") and len(value.values) == 1:
        return _said(value.values[0])
    if value.kind == "array":
        dtype = f" of {value.dtype}" if value.dtype else ""
        return f"a {value.type} of shape {value.shape}{dtype}{_elements(value)}"
    if value.kind in ("sequence", "mapping"):
        count = len(value.items) or len(value.values)
        return f"a {value.type} of {count}" if count else f"a {value.type}"
    return f"a value of type {value.type}"


def _elements(value: Structure) -> str:
    if not value.values:
        return ""
    shown = ", ".join(map(_said, value.values[:_MANY]))
    return f": {shown}{', …' if len(value.values) > _MANY else ''}"


def _said(value: float | int | bool | str | None) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 200:
        return f"a whole number of {value.bit_length():,} bits"
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _at(path: str, said: str) -> str:
    return f"{path[:_SHOWN]}: {said}" if path else said
