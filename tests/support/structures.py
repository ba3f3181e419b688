"""What values of programs are, in a word."""

from __future__ import annotations

from generator.model import Structure

DTYPE = Structure("torch.dtype", "other")
NUMPY_DTYPE = Structure("numpy.dtypes.Float32DType", "other")


def array(*shape: int, dtype: str = "float32", of: str = "torch.Tensor") -> Structure:
    return Structure(of, "array", shape, dtype)


def number(value: float) -> Structure:
    return Structure(type(value).__name__, "number", values=(value,))


def sequence(*items: Structure, of: str = "list") -> Structure:
    return Structure(of, "sequence", items=tuple((str(i), v) for i, v in enumerate(items)))


def mapping(**items: Structure) -> Structure:
    return Structure("dict", "mapping", items=tuple(items.items()))
