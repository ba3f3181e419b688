"""What a value is, beside its text: type, shape, dtype, elements. No framework is imported."""

from __future__ import annotations

import ctypes
import hashlib
import sys
from typing import Any

from . import tensors

DEPTH = 4  # of containers in containers
ITEMS = 200  # members of containers, all together
ELEMENTS = 10_000  # of an array, or characters of a text, that are told one by one
DIGESTED = 256 * 1024 * 1024  # bytes
DIMENSIONS = 200  # of an array that is told as one
BITS = 4096  # of a whole number; Python itself refuses to print much longer ones
SCALARS = (int, float, bool, str, type(None))


def size(structure: dict[str, Any]) -> int:
    """The elements and characters that a structure tells."""
    own = sum(len(each) if type(each) is str else 1 for each in structure.get("values", ()))
    return own + sum(size(item) for _, item in structure.get("items", ()))


def describe(value: Any, room: int = ELEMENTS) -> dict[str, Any]:
    """`value` as JSON: the fields of a `Structure` that are not empty.

    `room` is for how many elements and characters altogether; what has more is told by its
    digest. Of programs' own code it runs at most `__repr__`, of keys and members of sets. Never
    raises.
    """
    try:
        return Describer(room).describe(value, DEPTH)
    except Exception:  # an object can be made to fail at anything
        return {"type": type_name(type(value)), "kind": "other"}


class Describer:
    """One walk through a value, which may have `ITEMS` members altogether."""

    def __init__(self, room: int) -> None:
        self._left = ITEMS
        self._room = room

    def describe(self, value: Any, depth: int) -> dict[str, Any]:
        """A value, and down to `depth` what it holds."""
        found = scalar(value, self._room) or array(value, self._room)
        if found is not None:
            self._room -= size(found)
            return found
        return self._container(value, depth) or {"type": type_name(type(value)), "kind": "other"}

    def _container(self, value: Any, depth: int) -> dict[str, Any] | None:
        members = container(value)
        if members is None:
            return None
        kind, names, values = members
        name = type_name(type(value))
        self._left -= len(values)
        if depth <= 0 or self._left < 0:
            if type(value) in (list, tuple) and all(type(each) in SCALARS for each in values):
                return {"type": name, "kind": kind, "digest": digest(repr(value).encode())}
            return {"type": name, "kind": "other"}
        described = [self.describe(each, depth - 1) for each in values]
        items = list(zip(names, described))  # noqa: B905 (3.9)
        found: dict[str, Any] = {"type": name, "kind": kind, "items": items}
        shape = getattr(value, "shape", None) if name == "pandas.DataFrame" else None
        return {**found, "shape": list(shape)} if shape is not None else found


def container(value: Any) -> tuple[str, list[str], list[Any]] | None:
    """The kind, the keys as text and the members of a container; None for anything else.

    Read through the built-in types' own methods, so that no overridden one runs.
    """
    if isinstance(value, dict):
        pairs = list(dict.items(value))
        return "mapping", [repr(key) for key, _ in pairs], [each for _, each in pairs]
    if isinstance(value, (list, tuple)):
        kind: Any = list if isinstance(value, list) else tuple
        members = list(kind.__iter__(value))
        fields = getattr(type(value), "_fields", ())
        names = fields if len(fields) == len(members) else range(len(members))
        return "sequence", [str(name) for name in names], members
    if isinstance(value, (set, frozenset)):
        of: Any = set if isinstance(value, set) else frozenset
        ordered: list[Any] = sorted(of.__iter__(value), key=repr)
        return "sequence", [str(index) for index in range(len(ordered))], ordered
    dataclasses = sys.modules.get("dataclasses")
    if dataclasses and dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = [each.name for each in dataclasses.fields(value)]
        return "mapping", named, [object.__getattribute__(value, name) for name in named]
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, pandas.DataFrame):
        columns = [str(name) for name in value.columns]
        return "mapping", columns, [value.iloc[:, at] for at in range(len(columns))]
    return None


def scalar(value: Any, room: int) -> dict[str, Any] | None:
    """A plain value of Python's own types; None for anything else."""
    kind = type(value)
    name = type_name(kind)
    if value is None:
        return {"type": name, "kind": "none"}
    if kind is bool:
        return {"type": name, "kind": "bool", "values": [value]}
    if kind is int:
        if value.bit_length() > BITS:
            return {"type": name, "kind": "number", "digest": digest(hex(value).encode())}
        return {"type": name, "kind": "number", "values": [value]}
    if kind in (float, complex):
        return {"type": name, "kind": "number", "values": [plain(value)]}
    if kind is str:
        if len(value) > room:
            text = value.encode("utf-8", "surrogatepass")
            return {"type": name, "kind": "text", "digest": digest(text)}
        return {"type": name, "kind": "text", "values": [value]}
    if kind is bytes:
        return {"type": name, "kind": "other", "digest": digest(value)}
    return None


def array(value: Any, room: int) -> dict[str, Any] | None:
    """An array or array scalar of a library that is loaded; None for anything else."""
    found = tensors.look(value)
    if found is None:
        return None
    if len(found.shape) > DIMENSIONS:
        return {"type": found.type or type_name(type(value)), "kind": "other"}
    kind = "array"
    if found.scalar:
        kind = "bool" if found.dtype == "bool" else "number"
    structure: dict[str, Any] = {
        "type": found.type or type_name(type(value)),
        "kind": kind if found.whole else "other",
        "shape": list(found.shape),
        "dtype": found.dtype,
        "device": found.device,
    }
    if found.requires_grad is not None:
        structure["requires_grad"] = found.requires_grad
    count = 1
    for length in found.shape:
        count *= length
    try:
        if count <= room and found.elements is not None:
            elements = [plain(each) for each in found.elements()]
            if all(map(is_scalar, elements)):
                structure["values"] = elements
        elif found.memory is not None:
            structure["digest"] = digest_of_memory(*found.memory())
    except Exception:  # such as a device that cannot be read: its shape is known all the same
        return structure
    return structure


def plain(value: Any) -> Any:
    """An element as JSON can hold it: NaN and infinities, complex numbers and dates as text."""
    if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
        return str(float(value))
    if isinstance(value, SCALARS):
        return value
    if isinstance(value, complex) or type(value).__module__ in ("datetime", "numpy"):
        return str(value)
    return value


def is_scalar(value: Any) -> bool:
    """Whether JSON can hold an element, and everyone print it."""
    return type(value) in SCALARS and not (type(value) is int and value.bit_length() > BITS)


def type_name(kind: type) -> str:
    """The class as its users know it: `float`, `torch.Tensor`, `jax.Array`."""
    module, name = str(kind.__module__), str(kind.__qualname__)
    if module in ("builtins", "__main__"):
        return name
    if module.partition(".")[0] == "pandas":
        module = "pandas"
    return f"{module}.{name}"


def digest(data: Any) -> str:
    """Of bytes, or of anything that lends its memory."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of_memory(address: int, size: int, owner: object) -> str:
    """Of `size` bytes at an address that `owner` keeps alive; "" where that would take long."""
    if size > DIGESTED or owner is None:
        return ""
    return digest((ctypes.c_char * size).from_address(address)) if size else digest(b"")
