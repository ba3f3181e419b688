"""Block nodes → tokens of `typst/blocks.typ`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from generator.model import INLINE_KINDS, Node
from generator.rendering.directions import block_direction
from generator.rendering.typst_code import fence_token, listing_token
from generator.rendering.typst_elements import element_tokens
from generator.rendering.typst_inline import (
    Side,
    Token,
    image_token,
    inline_tokens,
    math_token,
    note_label,
    style_align,
    undrawn_token,
)

_CHECKED = {"true": "☑", "false": "☐"}


def block_tokens(nodes: Sequence[Node], side: Side) -> list[Token]:
    """The tokens of `nodes`; those that show nothing are left out.

    Raises ProblemsError for a formula that cannot be typeset.
    """
    tokens: list[Token] = []
    # An item of a tight list holds text without a paragraph around it.
    for inline, group in groupby(nodes, key=lambda node: node.kind in INLINE_KINDS):
        run = tuple(group)
        if inline:
            token = _line(run, side)
            tokens += [token] if token is not None else []
            continue
        for node in run:
            tokens += _directed(node, side)
    return tokens


def _directed(node: Node, side: Side) -> list[Token]:
    """The tokens of a block, which say how it is read where what is around it is read otherwise."""
    direction = block_direction(node, side.language, side.direction)
    if direction == side.direction:
        return _tokens(node, side)
    inside = dataclasses.replace(side, direction=direction)
    return [{**token, "dir": direction} for token in _tokens(node, inside)]


def _tokens(node: Node, side: Side) -> list[Token]:
    if node.kind == "element_block":
        tokens = element_tokens(node, block_tokens, side)
        align = style_align(node.attrs.get("style", ""))
        return [{**token, "align": align} for token in tokens] if align else tokens
    token = _token(node, side)
    return [token] if token is not None else []


def _token(node: Node, side: Side) -> Token | None:
    match node.kind:
        case "paragraph":
            return _line(node.children, side)
        case "heading":
            return {"t": "h", "c": inline_tokens(node.children, side)}
        case "bullet_list" | "ordered_list":
            return {"t": "list", "items": _items(node, side)}
        case "options":
            return {"t": "list", "items": [_option(item, side) for item in node.children]}
        case "columns":
            shown = [block_tokens(column.children, side) for column in node.children]
            return _some({"t": "columns", "columns": [one for one in shown if one]}, "columns")
        case "blockquote":
            return _some({"t": "quote", "c": block_tokens(node.children, side)}, "c")
        case "callout":  # what is folded is open on paper
            return _some({"t": "quote", "c": block_tokens(node.children, side)}, "c")
        case "callout_title":
            inside = inline_tokens(node.children, side)
            return _some({"t": "p", "c": [{"t": "strong", "c": inside}] if inside else []}, "c")
        case "table":
            return _table(node, side)
        case "rule":
            return {"t": "rule"}
        case "fence":
            return fence_token(
                node.text, node.attrs.get("language", ""), node.blanks, hide=side.hide
            )
        case "program":
            return listing_token(node.listing, hide=side.hide) if node.listing else None
        case "math_block":
            return {"t": "math", "m": math_token(node, side, display=True)}
        case "definition_list":
            return _some({"t": "definitions", "items": _definitions(node, side)}, "items")
        case "footnotes":
            items = [
                {"mark": note_label(note), "c": block_tokens(note.children, side)}
                for note in node.children
            ]
            return {"t": "notes", "items": items}
        case "image_block":
            return _image(node, side)
        case kind:
            raise ValueError(f"{node.place}: no print for a block of kind {kind!r}")


def _some(token: Token, key: str) -> Token | None:
    return token if token[key] else None


def _line(nodes: Sequence[Node], side: Side) -> Token | None:
    if [node.kind for node in nodes] == ["image"]:
        return _image(nodes[0], side)
    if [node.kind for node in nodes] == ["math"]:
        (formula,) = nodes
        if formula.attrs.get("display") == "true":
            return {"t": "math", "m": math_token(formula, side, display=True)}
    return _some({"t": "p", "c": inline_tokens(nodes, side)}, "c")


def _image(node: Node, side: Side) -> Token:
    return image_token(node, side) or {"t": "p", "c": [undrawn_token(node, side)]}


def _items(node: Node, side: Side) -> list[dict[str, Any]]:
    start = int(node.attrs.get("start", "1"))
    items = []
    for number, item in enumerate(node.children, start):
        plain = "•" if node.kind == "bullet_list" else f"{number}."
        mark = _CHECKED.get(item.attrs.get("checked", ""), plain)
        items.append({"mark": mark, "c": block_tokens(item.children, side)})
    return items


def _option(node: Node, side: Side) -> dict[str, Any]:
    """The box is drawn; its state, where the card is turned, is "right" or "wrong"."""
    return {
        "mark": "",
        "box": node.attrs.get("mark", "open"),
        "c": block_tokens(node.children, side),
    }


def _table(node: Node, side: Side) -> Token | None:
    rows = [row.children for row in node.children]
    if not rows or not rows[0]:
        return None
    aligns = [cell.attrs.get("align") or "left" for cell in rows[0]]
    cells = [[inline_tokens(cell.children, side) for cell in row] for row in rows]
    has_head = rows[0][0].attrs.get("header") == "true"
    head, body = (cells[0], cells[1:]) if has_head else ([], cells)
    return {"t": "table", "aligns": aligns, "head": head, "rows": body}


def _definitions(node: Node, side: Side) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for child in node.children:
        if child.kind == "term":
            items.append({"term": inline_tokens(child.children, side), "c": []})
        elif items:
            items[-1]["c"] += block_tokens(child.children, side)
    return items
