"""Elements of HTML that are blocks → tokens of `typst/blocks.typ`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from generator.model import INLINE_KINDS, Node
from generator.model.walking import plain_text
from generator.rendering.typst_code import fence_token
from generator.rendering.typst_inline import Side, Token, inline_tokens

Blocks = Callable[[Sequence[Node], Side], list[Token]]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MOST_COLUMNS = 100


def element_tokens(node: Node, blocks: Blocks, side: Side) -> list[Token]:
    """The tokens of an element; `blocks` makes those of what is in it."""
    match node.attrs["tag"]:
        case "details":
            # What opens at a touch is open on paper.
            return [{"t": "quote", "c": blocks(node.children, side)}] if node.children else []
        case "summary" | "caption":
            return _strong(node, side)
        case tag if tag in _HEADINGS:
            return [{"t": "h", "c": inline_tokens(_inline(node), side)}]
        case "blockquote":
            inside = blocks(node.children, side)
            return [{"t": "quote", "c": inside}] if inside else []
        case "ul" | "ol":
            return _list(node, blocks, side)
        case "dl":
            return _definitions(node, blocks, side)
        case "pre":
            return [fence_token(plain_text(node.children).strip("\n"), "")]
        case "table":
            return _table(node, side)
        case "hr":
            return [{"t": "rule"}]
        case "colgroup" | "col":
            return []
        case _:
            return blocks(node.children, side)


def _strong(node: Node, side: Side) -> list[Token]:
    inside = inline_tokens(_inline(node), side)
    return [{"t": "p", "c": [{"t": "strong", "c": inside}]}] if inside else []


def _inline(node: Node) -> tuple[Node, ...]:
    """What an element holds as one line, where it is to be one."""
    found: list[Node] = []
    for child in node.children:
        found += (child,) if child.kind in INLINE_KINDS else _inline(child)
    return tuple(found)


def _list(node: Node, blocks: Blocks, side: Side) -> list[Token]:
    number = _number(node.attrs.get("start", "1"), 1)
    items: list[Token] = []
    for child in node.children:
        inside = child.children if child.attrs.get("tag") == "li" else (child,)
        mark = "•" if node.attrs["tag"] == "ul" else f"{number + len(items)}."
        items.append({"mark": mark, "c": blocks(inside, side)})
    return [{"t": "list", "items": items}] if items else []


def _definitions(node: Node, blocks: Blocks, side: Side) -> list[Token]:
    items: list[Token] = []
    for child in node.children:
        if child.attrs.get("tag") == "dt":
            items.append({"term": inline_tokens(_inline(child), side), "c": []})
        elif items:
            inside = child.children if child.attrs.get("tag") == "dd" else (child,)
            items[-1]["c"] += blocks(inside, side)
        else:
            items.append({"term": [], "c": blocks((child,), side)})
    return [{"t": "definitions", "items": items}] if items else []


def _table(node: Node, side: Side) -> list[Token]:
    """Each cell in its own column; what a cell spans besides is empty."""
    captions = [child for child in node.children if child.attrs.get("tag") == "caption"]
    rows: list[list[list[Token]]] = []
    heads = 0
    below: dict[int, int] = {}  # by column, the rows that a cell reaches into
    for row in _rows(node):
        cells: list[list[Token]] = []
        spans = {column: left - 1 for column, left in below.items() if left > 1}
        for cell in row:
            while len(cells) in below:
                cells.append([])
            wide = _number(cell.attrs.get("colspan", "1"), 1)
            tall = _number(cell.attrs.get("rowspan", "1"), 1)
            for column in range(len(cells), len(cells) + wide):
                if tall > 1:
                    spans[column] = tall - 1
            cells += [inline_tokens(_inline(cell), side), *([] for _ in range(wide - 1))]
        below = spans
        heads += len(rows) == heads and all(cell.attrs["tag"] == "th" for cell in row)
        rows.append(cells)
    tokens = [token for caption in captions for token in _strong(caption, side)]
    columns = max((len(row) for row in rows), default=0)
    if columns:
        full = [row + [[] for _ in range(columns - len(row))] for row in rows]
        head, body = (full[0], full[1:]) if heads == 1 else ([], full)
        tokens.append({"t": "table", "aligns": ["left"] * columns, "head": head, "rows": body})
    return tokens


def _rows(node: Node) -> Iterator[tuple[Node, ...]]:
    for child in node.children:
        match child.attrs.get("tag"):
            case "tr":
                cells = tuple(c for c in child.children if c.attrs.get("tag") in ("td", "th"))
                if cells:
                    yield cells
            case "thead" | "tbody" | "tfoot":
                yield from _rows(child)


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isdecimal() and int(written[:4]) <= _MOST_COLUMNS else otherwise
