"""What a shape or dtype claim states: one word for a value, or one for each of its items."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generator.model import Structure


@dataclass(frozen=True, slots=True)
class Items:
    """A claim about a container: each key or index as text, with what is stated of it."""

    items: tuple[tuple[str, Stated], ...]


# A leaf is a shape, or the name of a dtype.
Stated = tuple[int, ...] | str | Items


def stated_of(tree: ast.expr, leaf: Callable[[ast.expr], Stated | None]) -> Stated | None:
    """What an expression states; None where part of it is neither a leaf nor a container.

    A leaf wins: `[2, 2]` is one shape, `[(2, 2), (3,)]` are two.
    """
    own = leaf(tree)
    if own is not None:
        return own
    pairs: list[tuple[str, ast.expr]]
    if isinstance(tree, ast.List | ast.Tuple):
        pairs = [(str(index), item) for index, item in enumerate(tree.elts)]
    elif isinstance(tree, ast.Dict):
        pairs = []
        for key, value in zip(tree.keys, tree.values, strict=True):
            if not isinstance(key, ast.Constant):
                return None
            pairs.append((str(key.value), value))
    else:
        return None
    found: list[tuple[str, Stated]] = []
    for name, item in pairs:
        stated = stated_of(item, leaf)
        if stated is None:
            return None
        found.append((name, stated))
    return Items(tuple(found))


def differences(
    stated: Stated,
    structure: Structure,
    noun: str,
    word_of: Callable[[Structure], Stated | None],
    path: str = "",
) -> Iterator[str]:
    """Why a claim does not hold of a value, in plain words, item by item.

    `noun` names what is stated; `word_of` gives it for a single value, or None.
    """
    where = f"item {path} " if path else "the value "
    actual = word_of(structure)
    if not isinstance(stated, Items):
        if actual is None and structure.items:
            yield f"{where}holds {len(structure.items)} values; state each of them"
        elif actual is None:
            yield f"this cannot be checked: {where}is of type {structure.type}, which has no {noun}"
        elif actual != stated:
            yield f"{where}has {noun} {show(actual)}, not {show(stated)}"
        return
    if structure.kind not in ("sequence", "mapping"):
        yield f"{where}is a single {structure.type}, not a container"
    elif len(stated.items) != len(structure.items):
        yield f"{where}holds {len(structure.items)} values, not {len(stated.items)}"
    else:
        held = dict(structure.items) if structure.kind == "mapping" else None
        for (name, one), (index, by_position) in zip(stated.items, structure.items, strict=True):
            item = by_position if held is None else _keyed(held, name)
            if item is None:
                yield f"{where}has no key {name}"
            else:
                yield from differences(one, item, noun, word_of, f"{path}[{name or index}]")


def _keyed(held: dict[str, Structure], name: str) -> Structure | None:
    # A key may be told as it prints: 'w' or w.
    return held.get(name, held.get(repr(name)))


def show(stated: Stated) -> str:
    """A shape or dtype as a message puts it."""
    if isinstance(stated, Items):
        return "[" + ", ".join(f"{name}: {show(item)}" for name, item in stated.items) + "]"
    return str(stated)
