"""Two values from different libraries: are they the same?"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from generator.checking.numbers import DEFAULT_TOLERANCE, Tolerance, close, complex_parts
from generator.model import Structure

Value = float | int | bool | str | None
_ARRAYS: Final = ("array", "number", "bool")
_CATEGORIES: Final = (
    ("bool", re.compile(r"bool_?")),
    ("integer", re.compile(r"q?u?int\d*")),
    ("complex", re.compile(r"complex\d*")),
    ("float", re.compile(r"b?float\d*(_\w+)?")),
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where two values part. `message` says it in plain words; `path` is the way into nested
    containers, such as `[0]['w']`.

    `index` and `difference` are those of the elements that are furthest apart; the difference
    is NaN where one of them is NaN or infinite. Both are None where it is not elements that
    differ.
    """

    message: str
    path: str = ""
    index: tuple[int, ...] | None = None
    difference: float | None = None


def agrees(a: Structure, b: Structure, tol: Tolerance = DEFAULT_TOLERANCE) -> Disagreement | None:
    """None where two values are the same up to `tol`, whatever library they are of.

    Shapes must be equal, then the kinds of dtype (bool, integer, float, complex; not their
    sizes), then the elements: floats close as for match=close, all else equal. A Python number
    is an array of shape (). Containers agree item by item, dicts by key. Values too large to
    be known one by one agree only where their digests are equal.
    """
    return _disagreement(a, b, tol, "")


def _disagreement(a: Structure, b: Structure, tol: Tolerance, path: str) -> Disagreement | None:
    if a.kind in _ARRAYS and b.kind in _ARRAYS:
        return _arrays(a, b, tol, path)
    if a.kind != b.kind:
        return Disagreement(f"one is {a.type}, the other {b.type}", path)
    match a.kind:
        case "sequence" | "mapping":
            return _containers(a, b, tol, path)
        case "none":
            return None
        case "text" if a.values and b.values:
            same = a.values == b.values
            return None if same else Disagreement("the texts differ", path)
    if a.digest and a.digest == b.digest and a.type == b.type:
        return None
    return Disagreement(f"values of type {a.type} cannot be compared", path)


def _containers(a: Structure, b: Structure, tol: Tolerance, path: str) -> Disagreement | None:
    if not a.items and not b.items and (a.digest or b.digest):
        same = a.digest == b.digest
        message = "they have too many values to compare one by one, and not all are equal"
        return None if same else Disagreement(message, path)
    if len(a.items) != len(b.items):
        return Disagreement(f"one holds {len(a.items)} values, the other {len(b.items)}", path)
    others = dict(b.items)
    for (name, one), (_, by_position) in zip(a.items, b.items, strict=True):
        if a.kind == "mapping" and name not in others:
            return Disagreement(f"only one has the key {name}", path)
        other = others[name] if a.kind == "mapping" else by_position
        found = _disagreement(one, other, tol, f"{path}[{name}]")
        if found is not None:
            return found
    return None


def _arrays(a: Structure, b: Structure, tol: Tolerance, path: str) -> Disagreement | None:
    shapes = (a.shape or (), b.shape or ())
    if shapes[0] != shapes[1]:
        return Disagreement(f"the shapes differ: {shapes[0]} and {shapes[1]}", path)
    kinds = (_category(a), _category(b))
    if kinds[0] != kinds[1] or (not kinds[0] and _dtype(a) != _dtype(b)):
        return Disagreement(f"the dtypes differ: {_dtype(a)} and {_dtype(b)}", path)
    size = math.prod(shapes[0])
    if len(a.values) == len(b.values) == size:
        pairs = [_pair(x, y, kinds[0]) for x, y in zip(a.values, b.values, strict=True)]
        return _elements(pairs, shapes[0], tol, path)
    if a.digest and a.digest == b.digest and _dtype(a) == _dtype(b):
        return None
    reason = "differ, or differ in dtype" if a.digest and b.digest else "are not known"
    return Disagreement(f"their {size} values {reason}: compare a smaller part", path)


def _pair(a: Value, b: Value, category: str) -> tuple[Value, Value]:
    """Two elements, as floats where their arrays hold floats: JSON knows no difference."""
    if category == "float" and isinstance(a, int | float) and isinstance(b, int | float):
        return _float(a), _float(b)
    return a, b


def _float(value: float) -> float:
    """A number as a float; an integer that none can hold as an infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _elements(
    pairs: list[tuple[Value, Value]], shape: tuple[int, ...], tol: Tolerance, path: str
) -> Disagreement | None:
    apart = [at for at, (a, b) in enumerate(pairs) if not _same(a, b, tol)]
    if not apart:
        return None
    gaps = {at: _difference(*pairs[at]) for at in apart}
    worst = max(apart, key=lambda at: math.inf if math.isnan(gaps[at]) else gaps[at])
    index = _index(worst, shape)
    where = f" at {list(index)}" if index else ""
    a, b = pairs[worst]
    message = f"{a} and {b} differ{where}"
    if not math.isnan(gaps[worst]):
        message = f"the largest difference is {gaps[worst]:g}{where}: {a} and {b}"
    if len(pairs) > 1:
        message += f"; {len(apart)} of {len(pairs)} elements differ"
    return Disagreement(message, path, index, gaps[worst])


def _same(a: Value, b: Value, tol: Tolerance) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return close(a, b, tol)
    if isinstance(a, str) and isinstance(b, str):
        one, other = _parts(a), _parts(b)
        if one is None or other is None:
            return a == b
        return all(close(x, y, tol) for x, y in zip(one, other, strict=True))
    return type(a) is type(b) and a == b


def _difference(a: Value, b: Value) -> float:
    if isinstance(a, str) and isinstance(b, str):
        one, other = _parts(a), _parts(b)
        if one is None or other is None:
            return math.nan
        gap = math.hypot(one[0] - other[0], one[1] - other[1])
    elif isinstance(a, int | float) and isinstance(b, int | float):
        try:
            gap = float(abs(a - b))
        except OverflowError:
            return math.nan
    else:
        return math.nan
    return gap if math.isfinite(gap) else math.nan


def _parts(text: str) -> tuple[float, float] | None:
    try:
        real, imaginary = complex_parts(text.strip("()"))
    except ValueError:
        return None
    return float(real), float(imaginary)


def _index(flat: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    index: list[int] = []
    for size in reversed(shape):
        flat, at = divmod(flat, size)
        index.append(at)
    return tuple(reversed(index))


def _category(structure: Structure) -> str:
    name = _dtype(structure)
    return next((word for word, names in _CATEGORIES if names.fullmatch(name)), "")


def _dtype(structure: Structure) -> str:
    return structure.dtype or structure.type.rpartition(".")[2]
