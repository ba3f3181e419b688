"""What values are, as JSON and back."""

from __future__ import annotations

import math
from typing import Any

from generator.model import Structure
from generator.running.capture.credible import ForgedError, listed, text, truth, whole
from generator.running.worker.values.structure import BITS, DEPTH, DIMENSIONS, ELEMENTS, ITEMS

KINDS = ("array", "number", "bool", "text", "sequence", "mapping", "none", "other")
FLOATS = ("float", "bfloat")  # how the names of dtypes start whose elements can be NaN
NOT_FINITE = ("nan", "inf", "-inf")
LARGEST = 2**BITS


def structure_to_json(structure: Structure) -> dict[str, Any]:
    """The fields that are not empty. NaN and infinities become text, as strict JSON asks."""
    shape, items = structure.shape, structure.items
    found: dict[str, Any] = {
        "type": structure.type,
        "kind": structure.kind,
        "shape": None if shape is None else list(shape),
        "dtype": structure.dtype,
        "device": structure.device,
        "requires_grad": structure.requires_grad,
        "values": [_said(value) for value in structure.values],
        "digest": structure.digest,
        "items": [[name, structure_to_json(item)] for name, item in items],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])} | (
        {"shape": []} if shape == () else {}
    )


def structure_from_json(value: Any) -> Structure:
    """The structure that the worker, or `structure_to_json`, wrote.

    Raises ForgedError, or KeyError where a part is missing, where `value` is something else, nests
    deeper, or holds more than a worker sends.
    """
    return _Reader().read(value, DEPTH + 1)


class _Reader:
    def __init__(self) -> None:
        self._items = ITEMS
        self._values = ELEMENTS + ITEMS  # single values are told however many there were

    def read(self, value: Any, depth: int) -> Structure:
        if type(value) is not dict or depth <= 0:
            raise ForgedError("the description of a value is missing or nests too deep")
        if value["kind"] not in KINDS:
            raise ForgedError("an unknown kind of value")
        shape, requires_grad = value.get("shape"), value.get("requires_grad")
        dtype = text(value.get("dtype", ""))
        # Only where numbers stand is "nan" one: an array of texts may hold it as a word.
        floats = dtype.startswith(FLOATS) or (
            value["kind"] == "number" and value["type"] == "float"
        )
        values = listed(value.get("values", []), self._values)
        self._values -= len(values)
        return Structure(
            type=text(value["type"]),
            kind=value["kind"],
            shape=None if shape is None else tuple(map(whole, listed(shape, DIMENSIONS))),
            dtype=dtype,
            device=text(value.get("device", "")),
            requires_grad=None if requires_grad is None else truth(requires_grad),
            values=tuple(map(_number if floats else _plain, values)),
            digest=text(value.get("digest", "")),
            items=self._members(value.get("items", []), depth - 1),
        )

    def _members(self, items: Any, depth: int) -> tuple[tuple[str, Structure], ...]:
        found = listed(items, self._items)
        self._items -= len(found)
        if not all(type(each) is list and len(each) == 2 for each in found):
            raise ForgedError("invalid members of a container")
        return tuple((text(name), self.read(item, depth)) for name, item in found)


def _said(value: float | int | bool | str | None) -> float | int | bool | str | None:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _number(value: Any) -> Any:
    if type(value) is not str:
        return _plain(value)
    if value not in NOT_FINITE:
        raise ForgedError("an invalid number")
    return float(value)


def _plain(value: Any) -> Any:
    if type(value) is str:
        return text(value)
    if type(value) is int:
        return whole(value, -LARGEST, LARGEST)
    if value is None or type(value) is bool or (type(value) is float and math.isfinite(value)):
        return value
    raise ForgedError("an invalid value")
