"""The limits of a chapter: what exceeds them is reported, and not read as Markdown.

The bounds are far above what people write. Without them some text of a few kilobytes takes
minutes, gigabytes, or more nesting than Python and Typst have room for.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

from generator.model import Severity

MOST_NESTING: Final = 20  # of blocks, where a list counts twice; and of marks in a paragraph
MOST_INDENT: Final = 500
MOST_PARAGRAPH: Final = 10_000  # characters; also of a line of code or of HTML
MOST_LINES: Final = 1_000  # of a fence
MOST_CARDS: Final = 2_000  # of a chapter
MOST_LINES_TOGETHER: Final = 50_000  # of a chapter
MOST_PARTS: Final = 20_000  # of a chapter: its paragraphs, headings, lists, their items, …
MOST_MARKS: Final = 50_000  # of a chapter: ends of lines, and what could be a mark of Markdown
MOST_SETUPS: Final = 20  # of a chapter; they run before each of its cards
MARKS_OF_UNCLOSED: Final = 10  # what an unclosed `[` counts as: the parser looks for its end
MOST_CODE: Final = 300_000  # characters of a chapter's blocks of code together
MOST_FORMULAS: Final = 100_000  # characters of a chapter's formulas together
MOST_IN_BRACES: Final = 50  # words in the braces of a heading
MOST_NOTES: Final = 100  # of a card
MOST_TEXT: Final = 50_000  # characters of a card
MOST_BLOCKS: Final = 1_000  # of a card, rows of tables among them
MOST_SPANS: Final = 2_000  # of a card: words in bold, code, formulas, links
MOST_COLUMNS: Final = 100
MOST_CELLS: Final = 10_000  # of a table
MOST_CELLS_TOGETHER: Final = 20_000
MOST_DEFINITIONS: Final = 2_000  # of links, as [name]: address
MOST_ADDRESSES: Final = 1_000_000  # characters of all links together, each time one is used

_NO_FURTHER: Final = "divide it into several files; nothing from here on is read"


@dataclass(frozen=True, slots=True)
class Excess:
    """What exceeds a limit or is malformed, at a line counted from 1. With `loses`, blocks
    are missing from what the parser returns; otherwise the text is returned as plain text.
    """

    line: int
    message: str
    hint: str
    loses: bool = False
    code: str = "too-much"
    severity: Severity = "error"


def note(env: MutableMapping[str, Any], excess: Excess) -> None:
    """Record an excess in the parser's environment; the first of a line and code counts."""
    env.setdefault("excesses", {}).setdefault((excess.line, excess.code), excess)


def noted(env: MutableMapping[str, Any]) -> tuple[Excess, ...]:
    """The excesses of a document in the order of its lines."""
    found: dict[tuple[int, str], Excess] = env.get("excesses", {})
    return tuple(found[key] for key in sorted(found))


def too_deep(line: int) -> Excess:
    message = "lists or quotes are nested too deeply"
    hint = f"nest at most {MOST_NESTING // 2 - 1} lists or {MOST_NESTING - 1} quotes"
    return Excess(line, message, hint, loses=True)


def too_many_lines() -> Excess:
    message = f"this file has more than {MOST_LINES_TOGETHER:,} lines"
    return Excess(MOST_LINES_TOGETHER + 1, message, _NO_FURTHER, loses=True)


def too_many_parts(line: int) -> Excess:
    message = f"this file has more than {MOST_PARTS:,} paragraphs, list items and other blocks"
    return Excess(line, message, _NO_FURTHER, loses=True)


def too_many_marks(line: int) -> Excess:
    message = f"this file has more than {MOST_MARKS:,} lines of text and marks like `*`, `[`, `$`"
    message += f" (a `[` that is never closed counts as {MARKS_OF_UNCLOSED})"
    return Excess(line, message, _NO_FURTHER)


def too_many_setups(count: int) -> str:
    return f"this chapter has {count:,} `.setup` programs; the limit is {MOST_SETUPS}"


def too_much_code(line: int) -> Excess:
    message = f"the code of this chapter has more than {MOST_CODE:,} characters up to here"
    return Excess(line, message, "divide the chapter, or show less code", loses=True)


def too_many_formulas(line: int) -> Excess:
    message = f"the formulas of this chapter have more than {MOST_FORMULAS:,} characters up to here"
    return Excess(line, message, "divide the chapter, or shorten its formulas", loses=True)


def too_many_cards(line: int, count: int) -> Excess:
    message = f"this chapter has {count:,} cards; only the first {MOST_CARDS:,} are read"
    return Excess(line, message, "divide it into several files", loses=True)


def too_far_in(line: int) -> Excess:
    message = f"this line starts with more than {MOST_INDENT} spaces"
    return Excess(line, message, "remove them: no list and no code needs so many")


def too_marked(line: int) -> Excess:
    message = "emphasis, links, images or notes are nested too deeply"
    hint = f"nest at most {MOST_NESTING} of them"
    return Excess(line, message, hint)


def too_long(line: int, length: int) -> Excess:
    message = f"this paragraph has {length:,} characters; the limit is {MOST_PARAGRAPH:,}"
    hint = "divide it with empty lines; put an image in a file, a long listing in a fence"
    return Excess(line, message, hint)


def excesses_of_code(code: str, line: int) -> Iterator[Excess]:
    """What is too much in a fence that opens at a line."""
    lines = code.split("\n")
    if len(lines) > MOST_LINES:
        message = f"this fence has {len(lines):,} lines; the limit is {MOST_LINES:,}"
        yield Excess(line, message, "divide it into several fences")
    longest = max(lines, key=len)
    if len(longest) > MOST_PARAGRAPH:
        message = (
            f"this line of code has {len(longest):,} characters; the limit is {MOST_PARAGRAPH:,}"
        )
        hint = "let the program make the text"
        yield Excess(line + 1 + lines.index(longest), message, hint)


def too_wide(line: int) -> Excess:
    message = f"this table has more than {MOST_COLUMNS} columns"
    return Excess(line, message, "divide it into several tables")


def too_many_cells(line: int, count: int, most: int) -> Excess:
    message = f"this table has {count:,} cells; the limit is {most:,}"
    hint = "divide it; a row counts in full, even if it leaves cells out"
    if most == MOST_CELLS_TOGETHER:
        message = (
            f"the tables of this chapter have {count:,} cells up to here; the limit is {most:,}"
        )
        hint = "divide the chapter"
    return Excess(line, message, hint)


def extra_cells(line: int, count: int, columns: int, first: str) -> Excess:
    message = f"this row has {count} cells and its table {columns} columns, so `{first}` is lost"
    hint = "write \\| for a pipe within a cell, or give the table another column"
    return Excess(line, message, hint, code="bad-table")


def no_table(line: int, count: int, columns: int) -> Excess:
    """What looks like the head of a table and is none."""
    message = f"this line has {count} cells and the line below it {columns}, so this is not a table"
    hint = "give both as many; write \\| for a pipe within a cell"
    return Excess(line, message, hint, code="bad-table", severity="warning")


def uncited(line: int, label: str) -> Excess:
    message = f"nothing cites the footnote `[^{label}]`, so no card shows it"
    hint = f"cite it where it belongs, [^{label}], or take it out"
    return Excess(line, message, hint, code="stray-footnote", severity="warning")


def too_many_definitions(line: int) -> Excess:
    message = f"this chapter has more than {MOST_DEFINITIONS:,} link definitions"
    return Excess(line, message, "write the links where they are used, or divide the chapter")


def too_many_addresses(line: int) -> Excess:
    message = f"the link addresses of this chapter have more than {MOST_ADDRESSES:,} characters"
    return Excess(line, message, "use shorter addresses, or divide the chapter")
