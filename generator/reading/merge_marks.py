"""Marks of a merge conflict in Markdown, between which both sides would be on the card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from markdown_it.token import Token

from generator.model import Place, Problem
from generator.reading.source import Source

# Its middle, `=======`, may underline a heading.
_MARK: Final = re.compile(r"<{7}(?: .*)?|>{7}(?: .*)?")


def merge_marks(tokens: Iterable[Token], source: Source) -> Iterator[Problem]:
    """A problem for each conflict of a merge, at its first line. In code, which may be about git,
    and in comments its marks are text.
    """
    marked = [
        number
        for number, line in enumerate(source.lines, start=1)
        if line[:7] in ("<<<<<<<", ">>>>>>>") and _MARK.fullmatch(line)
    ]
    if not marked:
        return
    apart: set[int] = set()
    for token in tokens:
        comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
        if token.map and (comment or token.type in ("fence", "code_block")):
            apart.update(range(token.map[0] + 1, token.map[1] + 1))
    is_open = False
    for number in marked:
        if number in apart:
            continue
        begins = source.line(number).startswith("<")
        if begins or not is_open:
            message = "this is the mark of a merge conflict, so cards would show both of its sides"
            hint = "keep one side, and delete the lines that begin with <<<<<<<, ======= or >>>>>>>"
            yield Problem(Place(source.path, number), "merge-conflict", message, hint)
        is_open = begins
