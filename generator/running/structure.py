"""What values are, as JSON and back."""

from __future__ import annotations

import math
from typing import Any

from generator.model import Structure

KINDS = ("array", "number", "bool", "text", "sequence", "mapping", "none", "other")
FLOATS = ("float", "bfloat")  # how the names of dtypes start whose elements can be NaN


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


def structure_from_json(value: dict[str, Any]) -> Structure:
    """The structure that the worker, or `structure_to_json`, wrote.

    Raises KeyError, TypeError, AttributeError or ValueError where `value` is something else.
    """
    shape = value.get("shape")
    dtype = str(value.get("dtype", ""))
    # Only where numbers stand is "nan" one: an array of texts may hold it as a word.
    floats = dtype.startswith(FLOATS) or (value["kind"] == "number" and value["type"] == "float")
    values = tuple(value.get("values", ()))
    if value["kind"] not in KINDS:
        raise ValueError("a kind that there is none of")
    if value.get("requires_grad") not in (None, True, False):
        raise ValueError("requires_grad is neither")
    return Structure(
        type=_encodable(value["type"]),
        kind=value["kind"],
        shape=None if shape is None else tuple(map(int, shape)),
        dtype=_encodable(dtype),
        device=_encodable(str(value.get("device", ""))),
        requires_grad=value.get("requires_grad"),
        values=tuple(map(_number if floats else _plain, values)),
        digest=_encodable(str(value.get("digest", ""))),
        items=tuple(
            (_encodable(name), structure_from_json(item)) for name, item in value.get("items", ())
        ),
    )


def _said(value: float | int | bool | str | None) -> float | int | bool | str | None:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, str) else _plain(value)


def _plain(value: Any) -> Any:
    if value is not None and not isinstance(value, float | int | str):
        raise ValueError("a value that is none")
    return _encodable(value) if isinstance(value, str) else value


def _encodable(text: str) -> str:
    """`text` with lone surrogates written out, so that every file can hold it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
