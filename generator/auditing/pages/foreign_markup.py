"""Mark-up of site generators, rewritten to fences and paragraphs line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.reading.bounds import MOST_PARAGRAPH

_FENCE: Final = re.compile(r"(?P<indent>[ \t>]*(?:[-*+] +|\d+[.)] +)?)(?P<mark>`{3,}|~{3,})")
# {% highlight python %} of Jekyll, {{< highlight python >}} of Hugo.
_HIGHLIGHT: Final = re.compile(
    r"(?P<indent>[ \t]*)(?:\{%-?|\{\{[<%])[ \t]*highlight[ \t]+[\"']?(?P<word>[\w.+-]+)"
)
_HIGHLIGHTED: Final = re.compile(
    r"(?P<indent>[ \t]*)(?:\{%-?[ \t]*end|\{\{[<%][ \t]*/[ \t]*)highlight\b"
)
# :::{code-cell} of MyST.
_COLONS: Final = re.compile(
    r"(?P<indent>[ \t]*)(?P<mark>:{3,})[ \t]*(?P<info>\{(?:code|code-block|code-cell|sourcecode|"
    r"ipython|jupyter-execute|testcode|testsetup|testcleanup|testoutput|doctest)\}.*)"
)
# !!! note "Title", ??? note and === "Tab" of Python-Markdown: what belongs to them is indented.
_TITLED: Final = re.compile(r"(?P<mark>!!!|\?\?\?\+?|===[!+]?)[ \t]+(?P<rest>\S.*)")
_TAG: Final = "~~~~~~~~~~~~"


def rewritten(lines: Sequence[str]) -> list[str]:
    """The lines in plain Markdown: as many, each with the text that it had."""
    return [*_admonitions(_highlights(lines))]


def _highlights(lines: Sequence[str]) -> Iterator[str]:
    closing: re.Pattern[str] | None = None  # of the listing that a line is in
    ours = False
    for line in lines:
        if closing is not None:
            closes = closing.match(line) is not None
            indent = line[: len(line) - len(line.lstrip())]
            yield indent + _TAG if closes and ours else line
            closing = None if closes else closing
            continue
        opened = _opened(line)
        if opened is None:
            yield line
            continue
        line, closing, ours = opened
        yield line


def _opened(line: str) -> tuple[str, re.Pattern[str], bool] | None:
    """A line that opens a listing, as Markdown; what closes it; and whether it was rewritten."""
    if len(line) > MOST_PARAGRAPH:
        return None
    if found := _FENCE.match(line):
        mark = found["mark"]
        if mark[0] == "`" and "`" in line[found.end() :]:
            return None
        return line, re.compile(rf"[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$"), False
    if found := _HIGHLIGHT.match(line):
        return f"{found['indent']}{_TAG}{found['word']}", _HIGHLIGHTED, True
    if found := _COLONS.match(line):
        closing = re.compile(rf"[ \t]*:{{{len(found['mark'])},}}[ \t]*$")
        return f"{found['indent']}{_TAG}{found['info']}", closing, True
    return None


def _admonitions(lines: Iterator[str]) -> Iterator[str]:
    around: list[int] = []  # the columns from which on lines belong to what is open
    mark = ""  # of the fence that a line is in
    for line in lines:
        bare = line.lstrip(" ")
        width = len(line) - len(bare)
        if not bare or len(line) > MOST_PARAGRAPH:
            yield line
            continue
        while around and width < around[-1]:
            around.pop()
            mark = ""
        out = 4 * len(around)
        if fence := _FENCE.match(bare):
            if not mark:
                mark = fence["mark"]
            elif fence["mark"].startswith(mark) and not bare.strip("`~ \t"):
                mark = ""
        title = _title(bare.rstrip()) if not mark else None
        if title is None:
            yield line[min(out, width) :]
            continue
        yield line[out:width] + title
        around.append(width + 4)


def _title(line: str) -> str | None:
    """What a line says that opens an admonition or a tab; None of any other."""
    found = _TITLED.match(line)
    if found is None:
        return None
    kind, quote, title = found["rest"].partition('"')
    if quote:
        title, closed, behind = title.partition('"')
        return title if closed and not behind.strip() else None
    plain = kind.replace(" ", "").replace("-", "").isalnum()
    return kind.strip() if plain and found["mark"][0] != "=" else None
