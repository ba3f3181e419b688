"""Tables of HTML → tables of Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bs4 import Tag

_MOST_COLUMNS: Final = 100
_ALIGNED: Final = {"center": ":---:", "right": "---:"}
_PIPE: Final = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def table_markdown(table: Tag, cell: Callable[[Tag], str], losses: list[str]) -> str:
    """A table, with its first row as the heads of the columns. `cell` gives the Markdown of a cell
    on one line.
    """
    own = (row for row in table.find_all("tr") if row.find_parent("table") is table)
    rows = [cells for row in own if (cells := row.find_all(["td", "th"], recursive=False))]
    caption = table.find("caption")
    title = cell(caption) if caption is not None else ""
    if not rows:
        return title
    texts = [[_PIPE.sub(r"\1\\|", cell(each)) for each in row] for row in rows]
    if any(each.get("colspan") or each.get("rowspan") for row in rows for each in row):
        losses.append("cells of tables that span others")
        texts = [_spread(row, cells) for row, cells in zip(rows, texts, strict=True)]
    if not all(each.name == "th" for each in rows[0]):
        losses.append("tables without heads (the first row is the head now)")
    columns = max(map(len, texts))
    lines = [_row(row + [""] * (columns - len(row))) for row in texts]
    lines.insert(1, _row([_aligned(each) for each in rows[0]] + ["---"] * (columns - len(rows[0]))))
    return "\n".join([*([title, ""] if title else []), *lines])


def _spread(row: list[Tag], texts: list[str]) -> list[str]:
    out: list[str] = []
    for each, text in zip(row, texts, strict=True):
        span = str(each.get("colspan") or "1")
        more = min(int(span), _MOST_COLUMNS) - 1 if re.fullmatch(r"\d{1,4}", span) else 0
        out += [text, *[""] * more]
    return out


def _aligned(cell: Tag) -> str:
    style = f"{cell.get('align') or ''} {cell.get('style') or ''}"
    return next((mark for word, mark in _ALIGNED.items() if word in style), "---")


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
