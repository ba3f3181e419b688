"""The match that looks at the shape of a value only."""

from __future__ import annotations

import ast
import re
from typing import Final

from generator.checking.match_outcome import Got, Mismatch, refused
from generator.checking.match_tree import Stated, differences, stated_of
from generator.model import Structure
from generator.syntax import dotted_name, parse_stated

_CROSSED: Final = re.compile(r"\d{1,18}(?:\s*[x×]\s*\d{1,18})+")
_EXAMPLE: Final = "(2, 2)"


def shape(said: str, got: Got) -> Mismatch | None:
    """The value has the shape that is stated: `(2, 2)`, `[2, 2]`, `torch.Size([2, 2])`, `2x2`.

    Of a list, tuple or dict of arrays, each shape is stated: `[(2, 2), (3,)]`, `{'w': (2, 2)}`. A
    claim about `x.shape` itself is one about the shape it holds. It is the value that counts, never
    its text: where there is no single value the claim does not hold.
    """
    stated = parse_shape(said)
    if stated is None:
        return refused(said, got.text, f"this states no shape; write one as {_EXAMPLE}")
    if got.structure is None:
        why = "this cannot be checked: there is no single value here that could have a shape"
        return refused(said, got.text, why)
    why = "; ".join(differences(stated, got.structure, "shape", shape_of))
    return refused(said, got.text, why) if why else None


def parse_shape(text: str) -> Stated | None:
    """The shape, or shapes of a container, that a text states; None where it states none."""
    text = " ".join(text.split())
    if _CROSSED.fullmatch(text):
        return tuple(map(int, re.findall(r"\d+", text)))
    tree = parse_stated(text)
    return None if tree is None else stated_of(tree, _leaf)


def shape_of(structure: Structure) -> tuple[int, ...] | None:
    """The shape of a value, or the one that the value is."""
    if structure.shape is not None:
        return structure.shape
    if structure.kind == "sequence" and structure.type in ("tuple", "torch.Size"):
        items: list[float | int | bool | str | None] = list(structure.values)
        if structure.items:
            items = [item.values[0] if item.values else None for _, item in structure.items]
        sizes = [item for item in items if isinstance(item, int) and not isinstance(item, bool)]
        if len(sizes) == len(items) and (sizes or structure.type == "torch.Size"):
            return tuple(sizes)
    return None


def _leaf(tree: ast.expr) -> tuple[int, ...] | None:
    if isinstance(tree, ast.Call):
        sized = dotted_name(tree.func) in ("torch.Size", "Size") and not tree.keywords
        return _leaf(tree.args[0]) if sized and len(tree.args) == 1 else None
    if not isinstance(tree, ast.List | ast.Tuple):
        return None
    sizes = [
        item.value
        for item in tree.elts
        if isinstance(item, ast.Constant) and type(item.value) is int
    ]
    return tuple(sizes) if len(sizes) == len(tree.elts) else None
