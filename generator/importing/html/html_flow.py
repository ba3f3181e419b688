"""Lines and blocks of Markdown as a walk over HTML comes upon them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from generator.importing.escaping import fenced
from generator.importing.html.html_code import code_language, is_python
from generator.importing.html.html_lines import (
    CODE,
    Piece,
    all_code,
    is_blank,
    line_markdown,
    plain,
)


class Flow:
    """Lines and blocks as they come."""

    def __init__(self) -> None:
        self._blocks: list[tuple[str, str]] = []  # what groups them, and their Markdown
        self._lines: list[list[Piece]] = [[]]

    @property
    def has_blocks(self) -> bool:
        return bool(self._blocks)

    def add(self, piece: Piece) -> None:
        """A part of the line; an end of a line within code ends the line."""
        if CODE not in piece.formats or "\n" not in piece.text:
            self._lines[-1].append(piece)
            return
        for number, text in enumerate(piece.text.split("\n")):
            if number:
                self._lines.append([])
            self._lines[-1].append(Piece(text, piece.formats))

    def end_line(self) -> None:
        """A `<br>`: a second one begins a paragraph."""
        if is_blank(self._lines[-1]):
            self.paragraph()
        else:
            self._lines.append([])

    def boundary(self) -> None:
        """The edge of a `<div>`."""
        if not is_blank(self._lines[-1]):
            self._lines.append([])

    def paragraph(self) -> None:
        """The lines so far are a paragraph, or a listing where all are code."""
        lines = [line for line in self._lines if not is_blank(line)]
        self._lines = [[]]
        runs = [list(run) for _, run in groupby(lines, all_code)]
        if any(all_code(run[0]) and len(run) > 1 for run in runs):
            for run in runs:  # a listing beside text
                self._paragraph(run)
        elif lines:
            self._paragraph(lines)

    def _paragraph(self, lines: Sequence[list[Piece]]) -> None:
        before = self._blocks[-1] if self._blocks else ("", "")
        code = "\n".join(plain(line) for line in lines)
        shown = all(map(all_code, lines)) or (
            # Spaces in front that a browser keeps are there to set Python.
            "\n  " in code
            and ">>>" not in code
            and not any(piece.raw for line in lines for piece in line)
            and is_python(code)
        )
        if shown and (len(lines) > 1 or before[0] == "code"):
            if before[0] == "code":
                code = f"{before[1]}\n\n{code}"
                self._blocks.pop()
            self._blocks.append(("code", code))
            return
        self._blocks.append(("", "\\\n".join(map(line_markdown, lines))))

    def block(self, markdown: str, group: str = "") -> None:
        """A block of its own."""
        self.paragraph()
        if markdown:
            self._blocks.append((group, markdown))

    def markdown(self, *, tight: bool = False) -> str:
        """All of it. With `tight`, no empty line stands between text and a list below it."""
        self.paragraph()
        out = last = ""
        for group, text in self._blocks:
            if group == "code":
                text = fenced(text, code_language(None, text))
            elif group and group == last:
                out += "\n\n<!-- -->"  # two lists, not one
            below = tight and last == "text" and re.match(r"- \S|1\. \S", text) and group
            out += ("\n" if below else "\n\n" if out else "") + text
            last = group or "text"
        return out

    def one_line(self, between: str) -> str:
        """All of it on one line, blocks as they are."""
        lines = [line_markdown(line) for line in self._lines if not is_blank(line)]
        blocks = [" ".join(text.replace("\\\n", between).split("\n")) for _, text in self._blocks]
        self._lines = [[]]
        return between.join(filter(None, (*blocks, *lines)))
