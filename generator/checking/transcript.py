"""What came out of a cell, as text: the form that claims state and cards show."""

from __future__ import annotations

import re
from collections import Counter

from generator.model import CellRun, Frame, Output, Raised

CARD_FILE = "<card>"
_UNPARSED = re.compile(rf'^ *File "{CARD_FILE}", line (\d{{1,9}})\b', re.MULTILINE)
_ON_LINE = re.compile(r"\bon line (\d{1,9})\b")


def transcript(cell: CellRun, *, traceback: bool = True, raw: bool = False) -> str:
    """The whole output of a cell: streams, values and exception in the order they came.

    Without `traceback`, an exception is only its last lines (`ValueError: …`). With `raw` it is
    the text that was printed, with what commands a terminal.
    """
    text = ""
    for output in cell.outputs:
        if output.kind in ("stdout", "stderr", "value"):
            separate = output.kind == "value" and text and not text.endswith("\n")
            text += ("\n" if separate else "") + output_text(output, raw=raw)
    if cell.raised is not None:
        ending = card_traceback(cell.raised) if traceback else cell.raised.text
        text += ("\n" if text and not text.endswith("\n") else "") + ending
    return text


def output_text(output: Output, *, raw: bool = False) -> str:
    """The text of one output, with a line that says what was cut off."""
    text = (output.raw if raw else "") or output.text
    if not output.dropped:
        return text
    end = "" if text.endswith("\n") or not text else "\n"
    plural = "" if output.dropped == 1 else "s"
    return f"{text}{end}… {output.dropped} more line{plural}"


def card_traceback(raised: Raised) -> str:
    """A traceback as a card shows it: its own lines, and of libraries only the name.

    Which lines of a library an error passes through changes with every release of it and
    teaches nothing.
    """
    lines = ["Traceback (most recent call last):"]
    inside: Counter[str] = Counter()

    def flush() -> None:
        for package, count in inside.items():
            lines.append(f"  … {count} line{'' if count == 1 else 's'} in {package}")
        inside.clear()

    for frame in raised.frames:
        if frame.cell is None:
            inside[frame.path.split("/")[0].removesuffix(".py")] += 1
            continue
        flush()
        lines.append(f'  File "{CARD_FILE}", line {frame.line}, in {frame.name}')
        if frame.source:
            lines.append(f"    {frame.source.strip()}")
    flush()
    return "\n".join([*lines, raised.text])


def unparsed_line(raised: Raised) -> int | None:
    """The line within its cell at which Python stopped reading; None for other exceptions."""
    if "SyntaxError" not in (raised.name, *raised.bases):
        return None
    found = _UNPARSED.search(raised.text)
    return int(found[1]) if found else None


def author_traceback(
    raised: Raised, path: str, lines_of_cells: tuple[int, ...], cell: int = -1
) -> str:
    """A traceback as its author needs it: every frame, with the lines of the Markdown.

    `lines_of_cells` holds the line of the Markdown that each cell's code starts on, `cell` is
    the index of the one that raised.
    """
    lines = ["Traceback (most recent call last):"]
    for frame in raised.frames:
        name, line = _author_place(frame, path, lines_of_cells)
        lines.append(f"  {name}, line {line}, in {frame.name}")
        if frame.source:
            lines.append(f"    {frame.source.strip()}")
    text = raised.text
    if unparsed_line(raised) is not None and 0 <= cell < len(lines_of_cells):
        start = lines_of_cells[cell]
        text = _UNPARSED.sub(lambda m: f"  {path}, line {start + int(m[1]) - 1}", text, count=1)
        text = _ON_LINE.sub(lambda m: f"on line {start + int(m[1]) - 1}", text)
    return "\n".join([*lines, text])


def _author_place(frame: Frame, path: str, lines_of_cells: tuple[int, ...]) -> tuple[str, int]:
    if frame.cell is None or not 0 <= frame.cell < len(lines_of_cells):
        return frame.path, frame.line
    return path, lines_of_cells[frame.cell] + frame.line - 1
