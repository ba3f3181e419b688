"""The outputs of a cell → what a card shows of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from generator.checking.transcript import card_traceback, output_text
from generator.model import CellRun, Output, Shown
from generator.rendering.media import content_named
from generator.rendering.sanitize import sanitize_html, sanitize_svg

MOST_LINES: Final = 40
MOST_COLUMNS: Final = 400  # of a line; a longer word is taller than a cut-out card
_CUT: Final = re.compile(r"… [\d,]+ more characters")


def shown_outputs(cell: CellRun) -> tuple[Shown, ...]:
    """The outputs in the order they came; a rich form takes the place of its plain text."""
    shown: list[Shown] = []
    for output in cell.outputs:
        if output.rich and shown and shown[-1].kind == "value":
            rich = _picture(output, shown[-1].text)
            shown[-1] = rich or shown[-1]
        else:
            item = _picture(output, "") or _text(output)
            shown += [item] if item else []
    if cell.raised is not None:
        text = output_text(_shortened(Output("stderr", cell.raised.text)))
        shown.append(Shown("error", _cut_lines(card_traceback(replace(cell.raised, text=text)))))
    return tuple(shown)


def _text(output: Output) -> Shown | None:
    text = output_text(_shortened(output)).rstrip("\n")
    match output.kind:
        case "stdout" | "stderr" | "value" if text:
            return Shown(output.kind, text)
        case _:
            return None


def _shortened(output: Output) -> Output:
    """The first lines, with the others counted as dropped, and the first part of very long lines: a
    card is read in seconds.
    """
    lines = [_cut(line) for line in output.text.rstrip("\n").split("\n")]
    if len(lines) + bool(output.dropped) <= MOST_LINES:
        return replace(output, text="\n".join(lines))
    kept = lines[: MOST_LINES - 1]
    dropped = output.dropped + len(lines) - len(kept)
    return replace(output, text="\n".join(kept), dropped=dropped)


def shown_value(cell: CellRun) -> str:
    """The value of an inline expression, the text of its last output, with long lines cut."""
    return _cut_lines(cell.outputs[-1].text)


def _cut_lines(text: str) -> str:
    return "\n".join(map(_cut, text.split("\n")))


def _cut(line: str) -> str:
    more = len(line) - MOST_COLUMNS
    if more <= 0 or _CUT.fullmatch(line, MOST_COLUMNS):
        return line
    return f"{line[:MOST_COLUMNS]}… {more:,} more characters"


def _picture(output: Output, plain: str) -> Shown | None:
    match output.kind:
        case "html":
            markup = sanitize_html(output.text)
            return Shown("html", plain, html=markup) if markup.strip() else None
        case "svg":
            image = sanitize_svg(output.text)
            if image is None:
                return None
            return Shown("image", plain, media=content_named(image.encode(), ".svg"))
        case "png":
            return Shown("image", plain, media=content_named(output.data, ".png"))
        case _:
            return None
