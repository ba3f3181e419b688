"""Plain values to bytes and back."""

from __future__ import annotations

import io
import pickle
from types import MappingProxyType
from typing import Any, Final

# Types that only hold data: a tampered entry can then name nothing that acts.
_MODULES: Final = frozenset(
    {
        "generator.building.built_chapter",
        "generator.checking.twins",
        "generator.model.listing",
        "generator.model.paper",
        "generator.model.places",
        "generator.model.ran",
        "generator.model.shown",
        "generator.reading.chapter_files",
        "generator.rendering.anki_notes",
        "generator.rendering.rendered",
    }
)


def to_bytes(value: Any) -> bytes:
    """The bytes of frozen dataclasses, tuples, mappings, texts and numbers."""
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(value)
    return file.getvalue()


def from_bytes(data: bytes) -> Any:
    """The value from which `to_bytes` made `data`. Raises ValueError for any other bytes."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception as error:  # pickle can raise anything
        raise ValueError(f"not a kept value: {error}") from None


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, MappingProxyType):
            return frozen, (dict(value),)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, frozen.__name__):
            return frozen
        # A dotted name could reach through a module to its imports.
        plain = module in _MODULES and "." not in name
        found = super().find_class(module, name) if plain else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed")
        return found


def frozen(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """What a read-only mapping is pickled as a call of."""
    return MappingProxyType(mapping)
