"""An `mtable` → a matrix or lines that align."""

from __future__ import annotations

from typing import Any

from generator.rendering.math_markup import Element

Tree = dict[str, Any]
Styles = list[list[dict[str, str]]]
EMPTY: Tree = {"k": "row", "c": []}


def table(element: Element, cells: list[list[Tree]]) -> Tree:
    """A "mat" node. Each cell of its `rows` is a list of trees that alignment points join, with
    `aligns` to match: one list per cell of "left", "center" or "right" for each of its trees.

    Lines lie after the rows `hlines` and the columns `vlines`, counted from 1. The outer columns
    of numbered equations, which MathML stretches to half the page, are left out where empty.
    """
    styles: Styles = [[cell.style for cell in row.children] for row in element.children]
    columns = max(map(len, cells), default=0)
    groups = _groups(styles, [c for c in range(columns) if not _is_spacer(styles, cells, c)])
    rows = list(zip(styles, cells, strict=True))
    return {
        "k": "mat",
        "rows": [[_cell(style, row, group) for group in groups] for style, row in rows],
        "aligns": [[_aligns(style, group) for group in groups] for style in styles],
        "hlines": [i for i, row in enumerate(styles) if i and any("border-top" in c for c in row)],
        "vlines": [
            position
            for position, group in enumerate(groups, 1)
            if any("border-right" in _style(row, group[-1]) for row in styles)
        ],
    }


def _groups(styles: Styles, columns: list[int]) -> list[list[int]]:
    """The columns, those together that no gap parts."""
    groups: list[list[int]] = []
    for column in columns:
        if groups and all(
            _style(row, groups[-1][-1]).get("padding-right") == "0"
            and _style(row, column).get("padding-left") == "0"
            for row in styles
            if column < len(row)
        ):
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _cell(styles: list[dict[str, str]], row: list[Tree], group: list[int]) -> list[Tree]:
    trees = [row[column] if column < len(row) else EMPTY for column in group]
    if _style(styles, group[0]).get("padding-left") == "1em":
        trees[0] = {"k": "row", "c": [{"k": "space", "w": 0.5}, trees[0]]}
    return trees


def _aligns(styles: list[dict[str, str]], group: list[int]) -> list[str]:
    return [_style(styles, column).get("text-align", "center") for column in group]


def _style(row: list[dict[str, str]], column: int) -> dict[str, str]:
    return row[column] if column < len(row) else {}


def _is_spacer(styles: Styles, cells: list[list[Tree]], column: int) -> bool:
    return all(
        column >= len(row)
        or (_style(style, column).get("width", "").endswith("%") and row[column] == EMPTY)
        for style, row in zip(styles, cells, strict=True)
    )
