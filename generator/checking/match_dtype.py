"""The match that looks at the dtype of a value only."""

from __future__ import annotations

import ast
import re
from typing import Final

from generator.checking.match_outcome import Got, Mismatch, refused
from generator.checking.match_tree import Stated, differences, stated_of
from generator.frameworks import DTYPE_LIBRARIES, TORCH_DTYPES
from generator.model import Structure
from generator.syntax import dotted_name, parse_stated

_CLASS: Final = re.compile(r"<class '([\w.]+)'>")
_NAME: Final = re.compile(
    r"(?:u?int|q?u?int|float|bfloat|complex)\d+(?:x\d)?(?:_\w+)?|bool|object|datetime64\S*|str\d*"
)


def dtype(said: str, got: Got) -> Mismatch | None:
    """The value has the dtype that is stated, with or without its library's name.

    `float32`, `torch.float32`, `dtype('float32')` and `<class 'jax.numpy.float32'>` are one. Of a
    list, tuple or dict of arrays, each dtype is stated. A claim about `x.dtype` itself is one about
    that dtype. Where there is no single value the claim does not hold.
    """
    stated = parse_dtype(said)
    if stated is None:
        return refused(said, got.text, "this states no dtype; write one as float32")
    if got.structure is None:
        why = "this cannot be checked: there is no single value here that could have a dtype"
        return refused(said, got.text, why)
    if _is_dtype(got.structure):
        actual = parse_dtype(got.text)
        if actual == stated:
            return None
        return refused(said, got.text, f"the dtype is {got.text.strip()}")
    why = "; ".join(differences(stated, got.structure, "dtype", dtype_of))
    return refused(said, got.text, why) if why else None


def parse_dtype(text: str) -> Stated | None:
    """The dtype, or dtypes of a container, that a text states; None where it states none."""
    text = _CLASS.sub(r"\1", " ".join(text.split()))
    tree = parse_stated(text)
    return None if tree is None else stated_of(tree, _leaf)


def dtype_of(structure: Structure) -> str | None:
    """The dtype of a value, without its library's name; None where it has none."""
    return plain_dtype(structure.dtype) if structure.dtype else None


def plain_dtype(name: str) -> str | None:
    """The name of a dtype without its library's; None where it is no dtype's name."""
    library, _, last = name.rpartition(".")
    if library and library not in DTYPE_LIBRARIES:
        return None
    if library == "torch":
        last = TORCH_DTYPES.get(last, last)
    last = "bool" if last == "bool_" else last
    return last if _NAME.fullmatch(last) else None


def _leaf(tree: ast.expr) -> str | None:
    if isinstance(tree, ast.Call):
        called = dotted_name(tree.func).rpartition(".")[2] == "dtype" and not tree.keywords
        return _leaf(tree.args[0]) if called and len(tree.args) == 1 else None
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        return plain_dtype(tree.value)
    if isinstance(tree, ast.Name | ast.Attribute):
        return plain_dtype(dotted_name(tree))
    return None


def _is_dtype(structure: Structure) -> bool:
    """Whether the value is itself a dtype, such as `x.dtype`, or a scalar type of NumPy."""
    library, _, last = structure.type.rpartition(".")
    named = library.partition(".")[0] in ("torch", "numpy", "jax")
    return named and last.lower().endswith("dtype")
